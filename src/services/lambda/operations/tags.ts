import type { CallContext } from '#service';
import { InvalidParameterValueException, ResourceNotFoundException } from '../errors.ts';
import { tagsMax } from '../limits.ts';
import { type FunctionReference, resolveFunction } from '../names.ts';
import { changeConfig, presentConfig } from './code-signing/config.ts';
import type { ControlRoom } from './control-room.ts';
import { existing } from './function-only.ts';
import { refuse } from './refuse.ts';
import { changeFunction } from './write.ts';

export type Tags = Readonly<Record<string, string>>;

/** What the 404 calls the resources that have tags on AWS and do not exist here. */
const notFoundTexts: Readonly<Record<string, (arn: string) => string>> = {
  'event-source-mapping': (arn) => `Event source mapping not found: ${arn}`,
  'capacity-provider': (arn) => `Capacity provider not found: ${arn}`,
};

/** The `permission` of an operation on tags. */
export function permissionOnTags(action: string) {
  return ({ Resource }: { readonly Resource: string }) => ({ action, resource: Resource });
}

/** The tags of a resource. */
export function tagsOf(room: ControlRoom, resource: string, context: CallContext, action: string): Tags {
  if (isConfigArn(resource)) return presentConfig(room, resource, context).value.tags ?? {};
  const reference = resolveTagged(resource, context, action);
  const found = room.functions.find(reference.account, reference.region, reference.name)?.value;
  return existing(found, reference).tags ?? {};
}

function isConfigArn(resource: string): boolean {
  return resource.split(':')[5] === 'code-signing-config';
}

/** The function that an ARN names. Throws AWS's errors for versions, aliases and for resources that are no functions. */
function resolveTagged(resource: string, context: CallContext, action: string): FunctionReference {
  const kind = resource.split(':')[5] ?? '';
  if (kind !== 'function') {
    const text = notFoundTexts[kind];
    if (text === undefined) refuse(`tags of ${kind}`, 'functions and code signing configs alone have tags');
    throw new ResourceNotFoundException(text(resource));
  }
  const reference = resolveFunction({ FunctionName: resource }, context, action);
  if (reference.qualifier !== undefined) {
    throw new InvalidParameterValueException(
      'Tags on function aliases and versions are not supported. Please specify a function ARN.',
    );
  }
  return reference;
}

/** Writes what `next` makes of a resource's tags. A function's revision id changes with every write. Observed 2025-11. */
export async function changeTags(
  room: ControlRoom,
  resource: string,
  context: CallContext,
  action: string,
  next: (tags: Tags) => Tags,
): Promise<void> {
  if (isConfigArn(resource)) {
    await changeConfig(room, resource, context, ({ tags = {}, ...config }) => ({
      ...config,
      ...tagged(next(tags)),
    }));
    return;
  }
  const reference = resolveTagged(resource, context, action);
  await changeFunction(room, reference, (found) => {
    const { tags = {}, ...record } = existing(found, reference);
    const changed = next(tags);
    const latest = { ...record.latest, revisionId: room.random.uuid() };
    return { ...record, latest, ...tagged(changed) };
  });
}

/** As records have it: no tags at all rather than an empty set. Throws AWS's error for too many. */
export function tagged(tags: Tags | undefined): { readonly tags?: Tags } {
  const count = Object.keys(tags ?? {}).length;
  if (tags === undefined || count === 0) return {};
  if (count > tagsMax) throw new InvalidParameterValueException('Number of tags exceeds resource tag limit.');
  return { tags };
}
