import type { Caller } from './caller.ts';
import type { ConditionContext, ContextValue } from './policy/condition-context.ts';

/** The condition keys that a caller brings along. Source: IAM user guide, "AWS global condition context keys". */
function contextOfCaller(caller: Caller): ReadonlyMap<string, ContextValue> {
  const known = contexts.get(caller);
  if (known !== undefined) return known;
  const context = new Map(entriesOf(caller));
  contexts.set(caller, context);
  return context;
}

/** Callers never change, and a service calls as the same one again and again. Bounded by the callers that are alive. */
const contexts = new WeakMap<Caller, ReadonlyMap<string, ContextValue>>();

/** The keys that only a caller may set: a request never says them of itself. */
const keysOfCallers = /^aws:(principal|source(arn|account)$|userid$|username$)/;

/** The caller's keys over the request's own. */
export function contextOf(caller: Caller, request: ConditionContext | undefined): ConditionContext {
  const own = contextOfCaller(caller);
  if (request === undefined) return own;
  return { get: (key) => own.get(key) ?? (keysOfCallers.test(key) ? undefined : request.get(key)) };
}

function entriesOf(caller: Caller): readonly (readonly [string, ContextValue])[] {
  switch (caller.type) {
    case 'anonymous':
      return [
        ['aws:principaltype', 'Anonymous'],
        ['aws:userid', 'anonymous'],
      ];
    case 'service':
      return [
        ['aws:principalisawsservice', 'true'],
        ['aws:principalservicename', caller.arn],
        ['aws:principalservicenameslist', [caller.arn]],
        ['aws:sourceaccount', caller.account],
        ...(caller.sourceArn === undefined ? [] : [['aws:sourcearn', caller.sourceArn] as const]),
      ];
    default:
      return [
        ['aws:principalisawsservice', 'false'],
        ['aws:principalaccount', caller.account],
        ['aws:principaltype', principalTypes[caller.type]],
        ['aws:userid', caller.userId],
        ['aws:principalarn', caller.roleArn ?? caller.arn],
        ...(caller.type === 'user' ? [['aws:username', caller.arn.replace(/^.*\//, '')] as const] : []),
      ];
  }
}

const principalTypes = { root: 'Account', user: 'User', role: 'AssumedRole' } as const;
