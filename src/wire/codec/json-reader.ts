import { perShape } from '../model/per-shape.ts';
import type { ListShape, MapShape, Member, ScalarShape, Shape } from '../model/shape.ts';
import { readBase64 } from './base64.ts';
import { readTimestamp } from './timestamp.ts';
import { Unconvertible, type Wanted } from './unconvertible.ts';

type Reader = (value: unknown) => unknown;

/** Reads parsed JSON as a shape. Throws `Unconvertible`. A null member is as if absent; a null element stays, for the validator. */
export const readJson: (shape: Shape) => Reader = perShape((shape) => {
  switch (shape.type) {
    case 'structure':
      return readJsonMembers(shape.members);
    case 'list':
      return listReader(shape);
    case 'map':
      return mapReader(shape);
    default:
      return scalarReader(shape);
  }
});

/** Reads an object's members and ignores what the model does not know. */
export const readJsonMembers: (members: readonly Member[]) => Reader = perShape((members) => {
  const parts = members.map(({ name, wireName, shape }) => ({ name, wireName, read: readJson(shape) }));
  return (value) => {
    const fields = asObject(value, 'structure');
    const result: Record<string, unknown> = {};
    for (const { name, wireName, read } of parts) {
      const field = fields[wireName];
      if (field !== undefined && field !== null) result[name] = read(field);
    }
    return result;
  };
});

function listReader(shape: ListShape): Reader {
  const read = readJson(shape.member);
  return (value) => {
    if (!Array.isArray(value)) throw new Unconvertible(value, 'list');
    return value.map((element) => (element === null ? null : read(element)));
  };
}

/** Maps have no prototype: a key `__proto__` is a key. */
function mapReader(shape: MapShape): Reader {
  const read = readJson(shape.value);
  return (value) => {
    const result: Record<string, unknown> = Object.create(null);
    for (const [key, element] of Object.entries(asObject(value, 'map'))) {
      result[key] = element === null ? null : read(element);
    }
    return result;
  };
}

function asObject(value: unknown, wanted: Wanted): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Unconvertible(value, wanted);
  return value as Record<string, unknown>;
}

function scalarReader({ type }: ScalarShape): Reader {
  switch (type) {
    case 'string':
      return (value) => expect(typeof value === 'string', value, 'String');
    case 'boolean':
      return (value) => expect(typeof value === 'boolean', value, 'Boolean');
    case 'integer':
      return (value) => expect(Number.isInteger(value) && value === (value as number) >> 0, value, 'Integer');
    case 'long':
      return (value) => expect(Number.isSafeInteger(value), value, 'Long');
    case 'float':
    case 'double':
      return (value) =>
        isSpecialNumber(value) ? Number(value) : expect(typeof value === 'number', value, 'Double');
    case 'timestamp':
      return readTimestamp;
    case 'blob':
      return (value) => readBase64(expect(typeof value === 'string', value, 'Blob') as string);
  }
}

function isSpecialNumber(value: unknown): boolean {
  return value === 'NaN' || value === 'Infinity' || value === '-Infinity';
}

function expect(holds: boolean, value: unknown, wanted: Wanted): unknown {
  if (!holds) throw new Unconvertible(value, wanted);
  return value;
}
