import { NotImplementedException } from '#wire';

/** What is refused although the member that holds it takes effect. Printed on the coverage page as it stands here. */
export type RefusedValue = {
  /** `Code.SourceKMSKeyArn`. */
  readonly path: string;
  /** Left out where every value is refused. */
  readonly values?: readonly string[];
} & (
  | { /** Dispatch refuses it, for this reason. */ readonly reason: string }
  | { /** Only the operation can tell: when it is taken after all. */ readonly unless: string }
);

/** The check of an operation's input against what it refuses; undefined where that is nothing. */
export function checkOfRefusedValues(
  refused: readonly RefusedValue[] | undefined,
): ((input: Readonly<Record<string, unknown>>) => void) | undefined {
  const checks = (refused ?? []).flatMap((entry) =>
    'reason' in entry ? [{ ...entry, members: entry.path.split('.') }] : [],
  );
  if (checks.length === 0) return undefined;
  return (input) => {
    for (const { path, members, values, reason } of checks) {
      const given = valueAt(input, members);
      if (values === undefined) {
        if (!asksForNothing(given)) refuse(path, reason);
      } else if (typeof given === 'string' && values.includes(given)) {
        refuse(`${path} ${given}`, reason);
      }
    }
  };
}

/** Refuses by name; called by operations for what only they can tell. */
export function refuse(what: string, reason: string): never {
  throw new NotImplementedException(`Lambent does not implement ${what}: ${reason}`);
}

function valueAt(input: unknown, members: readonly string[]): unknown {
  let value = input;
  for (const member of members) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[member];
  }
  return value;
}

/** Clients send empty settings to mean none: `KMSKeyArn: ''`, `VpcConfig: { SubnetIds: [] }`. */
export function asksForNothing(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  if (typeof value !== 'object' || value instanceof Date || ArrayBuffer.isView(value)) return false;
  return Object.values(value).every(asksForNothing);
}
