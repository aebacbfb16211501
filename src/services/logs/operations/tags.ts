import type { CallContext } from '#service';
import { InvalidParameterException, ResourceNotFoundException } from '../errors.ts';
import { tagsMax } from '../limits.ts';
import { groupArn } from '../names.ts';

export type Tags = Readonly<Record<string, string>>;

/** As records have it: no tags at all rather than an empty set. Throws AWS's error for too many. */
export function tagged(tags: Tags | undefined): { readonly tags?: Tags } {
  const count = Object.keys(tags ?? {}).length;
  if (tags === undefined || count === 0) return {};
  if (count > tagsMax) throw new InvalidParameterException('Number of tags exceeds resource tag limit.');
  return { tags };
}

/** The `permission` of an operation on the tags of what an ARN names. */
export function permissionOnTags(action: string) {
  return ({ resourceArn }: { readonly resourceArn: string }) => ({ action, resource: resourceArn });
}

/** The log group that an ARN names, with or without `:*`. Nothing else here has tags, and nobody else's groups are here. */
export function groupIn(resourceArn: string, context: CallContext): string {
  const [, group] = /:log-group:([^:]+)(:\*)?$/.exec(resourceArn) ?? [];
  if (group === undefined || resourceArn.replace(/:\*$/, '') !== groupArn(context, group)) {
    throw new ResourceNotFoundException('log group');
  }
  return group;
}

export function withoutTags(tags: Tags | undefined, keys: readonly string[]): { readonly tags?: Tags } {
  return tagged(Object.fromEntries(Object.entries(tags ?? {}).filter(([key]) => !keys.includes(key))));
}
