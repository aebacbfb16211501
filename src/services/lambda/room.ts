import type { ServiceDependencies } from '#service';
import { AsyncInvocations } from './async/async-invocations.ts';
import { type Code, openCode } from './code/code.ts';
import { type Invoker, openInvoker, placementLimitsHere } from './invoke/invoke.ts';
import { resumePending } from './operations/settle.ts';
import { type FunctionStore, openFunctions } from './records/functions.ts';

/** What every Lambda operation works with. */
export type LambdaRoom = ServiceDependencies & {
  readonly functions: FunctionStore;
  readonly code: Code;
  readonly invoker: Invoker;
  readonly asyncInvocations: AsyncInvocations;
};

/** Opens the stored functions, their code and the execution environments. Whoever opens it calls `closeRoom`. */
export async function openRoom(dependencies: ServiceDependencies): Promise<LambdaRoom> {
  const { fabric, launcher, log } = dependencies;
  const functions = await openFunctions(fabric);
  const code = await openCode({ fabric, codeRoot: launcher.codeRoot, log });
  const limits = placementLimitsHere(dependencies.environmentsMax);
  const invoker = openInvoker(
    {
      ...dependencies,
      code,
      reservedConcurrency: (account) => functions.accounts.usage(account).reservedConcurrency,
    },
    limits,
  );
  functions.onChange((key, record) => invoker.functionChanged(key, record));
  const { environmentsMax } = limits;
  const asyncInvocations = new AsyncInvocations({ ...dependencies, functions, invoker, environmentsMax });
  const room = { ...dependencies, functions, code, invoker, asyncInvocations };
  // Not waited for: an interpreter may have to be fetched first, and whoever asks meanwhile sees Pending.
  resumePending(room).catch((error: unknown) =>
    log.warn('what an earlier run left was not finished', { error: String(error) }),
  );
  return room;
}

/** Runs no more events, kills every execution environment and lets go of the mirror. */
export async function closeRoom(room: LambdaRoom): Promise<void> {
  await room.asyncInvocations.close();
  await room.invoker.close();
  room.functions.close();
}
