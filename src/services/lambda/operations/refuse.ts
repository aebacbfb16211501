import { NotImplementedException } from '#wire';

/** Refuses a member inside another by its path, as dispatch refuses the outer ones: nothing is accepted and ignored. */
export function refuse(path: string, reason: string): never {
  throw new NotImplementedException(`Lambent does not implement ${path}: ${reason}`);
}

/** Refuses the members of `value` that are set and not among `supported`. */
export function refuseOthers(
  path: string,
  value: object,
  supported: readonly string[],
  reason: string,
): void {
  for (const [member, given] of Object.entries(value)) {
    if (given !== undefined && !supported.includes(member)) refuse(`${path}.${member}`, reason);
  }
}
