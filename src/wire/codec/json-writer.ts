import { perShape } from '../model/per-shape.ts';
import type { Member, ScalarShape, Shape } from '../model/shape.ts';
import { writeBase64 } from './base64.ts';
import { writeTimestamp } from './timestamp.ts';

type Writer = (value: unknown) => unknown;

/** Turns a value into what `JSON.stringify` prints. An undefined member is left out; a null one is printed as null. */
export const writeJson: (shape: Shape) => Writer = perShape((shape) => {
  switch (shape.type) {
    case 'structure':
      return writeJsonMembers(shape.members);
    case 'list': {
      const write = writeJson(shape.member);
      return (value) =>
        (value as readonly unknown[]).map((element) => (element == null ? null : write(element)));
    }
    case 'map': {
      const write = writeJson(shape.value);
      return (value) =>
        Object.fromEntries(
          Object.entries(value as object).map(([key, element]) => [
            key,
            element == null ? null : write(element),
          ]),
        );
    }
    default:
      return scalarWriter(shape);
  }
});

export const writeJsonMembers: (members: readonly Member[]) => Writer = perShape((members) => {
  const parts = members.map(({ name, wireName, shape }) => ({ name, wireName, write: writeJson(shape) }));
  return (value) => {
    const fields = value as Record<string, unknown>;
    const result: Record<string, unknown> = {};
    for (const { name, wireName, write } of parts) {
      const field = fields[name];
      if (field !== undefined) result[wireName] = field === null ? null : write(field);
    }
    return result;
  };
});

function scalarWriter(shape: ScalarShape): Writer {
  switch (shape.type) {
    case 'timestamp':
      return (value) => writeTimestamp(value as Date, shape.timestampFormat ?? 'unixTimestamp');
    case 'blob':
      return (value) => writeBase64(value as Uint8Array);
    case 'float':
    case 'double':
      return (value) => (Number.isFinite(value) ? value : String(value));
    default:
      return (value) => value;
  }
}
