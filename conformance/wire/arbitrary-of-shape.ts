import fc, { type Arbitrary } from 'fast-check';
import type { Shape, StructureShape } from '#wire';

/** Below this many levels only required members are drawn: recursive shapes end. */
const depthMax = 4;

/** What a place adds to a shape's own constraints: a header holds no line ends, an empty list cannot be said in a query. */
export type Place = 'body' | 'text' | 'form';

/** Random values of an operation's input or output, as an SDK user would write them, within the model's lengths and ranges. */
export function arbitraryOf(shape: StructureShape, place: Place): Arbitrary<Record<string, unknown>> {
  return structure(shape, place, 0);
}

function structure(shape: StructureShape, place: Place, depth: number): Arbitrary<Record<string, unknown>> {
  const members = shape.members.filter((member) => depth < depthMax || member.required);
  const draw = (member: (typeof members)[number]) =>
    arbitrary(member.shape, member.location === undefined ? place : 'text', depth + 1);
  if (shape.union) {
    return fc.oneof(...members.map((member) => draw(member).map((value) => ({ [member.name]: value }))));
  }
  const parts = Object.fromEntries(members.map((member) => [member.name, draw(member)]));
  // A client fills a missing idempotency token by itself, and a label cannot be missing.
  const always = members.filter((member) => member.required || member.idempotencyToken || member.location === 'uri');
  return fc.record(parts, { requiredKeys: always.map((member) => member.name), noNullPrototype: true });
}

function arbitrary(shape: Shape, place: Place, depth: number): Arbitrary<unknown> {
  const { min = 0, max = Number.MAX_SAFE_INTEGER } = shape;
  const atLeast = place === 'body' ? min : Math.max(min, 1);
  switch (shape.type) {
    case 'structure':
      return structure(shape, place, depth);
    case 'list':
      if (depth > depthMax && atLeast === 0) return fc.constant([]);
      return fc.array(arbitrary(shape.member, place, depth + 1), { minLength: atLeast, maxLength: atLeast + 2 });
    case 'map': {
      if (depth > depthMax && atLeast === 0) return fc.constant({});
      const key = arbitrary(shape.key, 'text', depth + 1).filter((name) => name !== '__proto__') as Arbitrary<string>;
      const options = { minKeys: atLeast, maxKeys: atLeast + 2, noNullPrototype: true };
      return fc.dictionary(key, arbitrary(shape.value, place, depth + 1), options);
    }
    case 'string':
      if (shape.enum) return fc.constantFrom(...shape.enum);
      return text(place, Math.max(min, place === 'body' ? 0 : 1), max);
    case 'integer':
      return fc.integer({ min: Math.max(min, -(2 ** 31)), max: Math.min(max, 2 ** 31 - 1) });
    case 'long':
      return fc.maxSafeInteger().filter((value) => value >= min && value <= max);
    case 'float':
    case 'double':
      return fc.double({ min, max: Math.min(max, 1e9), noNaN: true }).map((value) => value + 0);
    case 'boolean':
      return fc.boolean();
    case 'timestamp':
      return fc.integer({ min: 0, max: 4_000_000_000 }).map((seconds) => new Date(seconds * 1000));
    case 'blob':
      return fc.uint8Array({ minLength: Math.max(min, 1), maxLength: 40 });
  }
}

function text(place: Place, minLength: number, max: number): Arbitrary<string> {
  const maxLength = Math.min(max, minLength + 20);
  const unit = place === 'text' ? 'grapheme-ascii' : 'grapheme';
  return fc.string({ unit, minLength, maxLength }).filter((value) => value.length <= max);
}
