import type { CallContext } from '#service';
import { InvalidParameterValueException } from '../errors.ts';
import { tagsMax } from '../limits.ts';
import { resolveFunction } from '../names.ts';
import type { ControlRoom } from './control-room.ts';
import { present } from './find.ts';
import { changeFunction } from './write.ts';

export type Tags = Readonly<Record<string, string>>;

/** A resource that has tags, as TagResource and the others see it. */
export type Taggable = {
  read(): Tags;
  /** Writes what `next` makes of the tags. */
  change(next: (tags: Tags) => Tags): Promise<void>;
};

/** The `permission` of an operation on tags. */
export function permissionOnTags(action: string) {
  return ({ Resource }: { readonly Resource: string }) => ({ action, resource: Resource });
}

/** The function that an ARN names. Throws AWS's error for versions and aliases. */
export function taggableFunction(
  room: ControlRoom,
  resource: string,
  context: CallContext,
  action: string,
): Taggable {
  const reference = resolveFunction({ FunctionName: resource }, context, action);
  if (reference.qualifier !== undefined) {
    throw new InvalidParameterValueException(
      'Tags on function aliases and versions are not supported. Please specify a function ARN.',
    );
  }
  const { account, region, name } = reference;
  return {
    read: () => present(room.functions.find(account, region, name)?.value, reference).tags ?? {},
    async change(next) {
      await changeFunction(room, reference, (found) => {
        const { tags = {}, ...record } = present(found, reference);
        const changed = next(tags);
        // The revision id changes with every write. Observed 2025-11.
        const latest = { ...record.latest, revisionId: room.random.uuid() };
        return { ...record, latest, ...tagged(changed) };
      });
    },
  };
}

/** As records have it: no tags at all rather than an empty set. Throws AWS's error for too many, and for keys that AWS keeps to itself. */
export function tagged(tags: Tags | undefined): { readonly tags?: Tags } {
  const keys = Object.keys(tags ?? {});
  if (tags === undefined || keys.length === 0) return {};
  if (keys.length > tagsMax)
    throw new InvalidParameterValueException('Number of tags exceeds resource tag limit.');
  // A rule of the developer guide's ("Tag requirements"), in EC2's words.
  if (keys.some((key) => /^aws:/i.test(key)))
    throw new InvalidParameterValueException("Tag keys starting with 'aws:' are reserved for internal use");
  return { tags };
}
