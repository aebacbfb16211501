import fc, { type Arbitrary } from 'fast-check';
import type { Shape, StructureShape } from '#wire';

/** Below this many levels only required members are drawn: recursive shapes end. */
const depthMax = 4;

/** What a place adds to a shape's own constraints: a header holds no line ends, an empty list cannot be said in a form or in XML. */
export type Place = 'body' | 'text' | 'form';

/** Random values of an operation's input or output, as an SDK user would write them, within the model's lengths and ranges. */
export function arbitraryOf(shape: StructureShape, place: Place): Arbitrary<Record<string, unknown>> {
  return structure(shape, place, 0);
}

function structure(shape: StructureShape, place: Place, depth: number): Arbitrary<Record<string, unknown>> {
  const members = shape.members.filter((member) => depth < depthMax || member.required);
  const draw = (member: (typeof members)[number]) => {
    const drawn = arbitrary(member.shape, member.location === undefined ? place : 'text', depth + 1);
    return member.location === 'headers' ? drawn.map(withHeaderNames) : drawn;
  };
  if (shape.union) {
    return fc.oneof(...members.map((member) => draw(member).map((value) => ({ [member.name]: value }))));
  }
  const parts = Object.fromEntries(members.map((member) => [member.name, draw(member)]));
  const always = members.filter(
    (member, index) => isAlwaysSent(member, shape) || (place === 'form' && depth > 0 && index === 0),
  );
  return fc.record(parts, { requiredKeys: always.map((member) => member.name), noNullPrototype: true });
}

/** Names of headers have no case. */
function withHeaderNames(map: unknown): unknown {
  return Object.fromEntries(
    Object.entries(map as object).map(([name, value]) => [name.toLowerCase(), value]),
  );
}

/**
 * What travels even if nobody said so: clients fill idempotency tokens, `Accept` and a body that is one structure, servers
 * their `Content-Type`. A label cannot be missing, and a form cannot say "an empty structure".
 */
function isAlwaysSent(member: StructureShape['members'][number], shape: StructureShape): boolean {
  const { required, idempotencyToken, location, wireName } = member;
  const isStructureBody = member === shape.payload && member.shape.type === 'structure';
  const isFilledHeader = location === 'header' && /^(accept|content-type)$/i.test(wireName);
  return required || idempotencyToken || location === 'uri' || isStructureBody || isFilledHeader;
}

function arbitrary(shape: Shape, place: Place, depth: number): Arbitrary<unknown> {
  const { min = 0, max = Number.MAX_SAFE_INTEGER } = shape;
  const atLeast = place === 'body' ? min : Math.max(min, 1);
  switch (shape.type) {
    case 'structure':
      return structure(shape, place, depth);
    case 'list':
      if (depth > depthMax && atLeast === 0) return fc.constant([]);
      return fc.array(arbitrary(shape.member, place, depth + 1), {
        minLength: atLeast,
        maxLength: Math.min(max, atLeast + 2),
      });
    case 'map': {
      if (depth > depthMax && atLeast === 0) return fc.constant({});
      // The SDK takes a key such as `constructor` for one it has already set.
      const key = (arbitrary(shape.key, 'text', depth + 1) as Arbitrary<string>).filter(
        (name) => !(name in {}),
      );
      const options = { minKeys: atLeast, maxKeys: Math.min(max, atLeast + 2), noNullPrototype: true };
      return fc.dictionary(key, arbitrary(shape.value, place, depth + 1), options);
    }
    case 'string':
      if (shape.enum) return fc.constantFrom(...shape.enum);
      return text(place, Math.max(min, place === 'body' ? 0 : 1), max);
    case 'integer':
      return fc.integer({ min: shape.min ?? -(2 ** 31), max: Math.min(max, 2 ** 31 - 1) });
    case 'long':
      return fc.integer({ min: shape.min ?? Number.MIN_SAFE_INTEGER, max });
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

/** Graphemes may be several characters long, so they are drawn only where the model leaves them room. */
function text(place: Place, minLength: number, max: number): Arbitrary<string> {
  if (place === 'text' || max < 256) {
    return fc.string({ unit: 'grapheme-ascii', minLength, maxLength: Math.min(max, minLength + 20) });
  }
  return fc.string({ unit: 'grapheme', minLength, maxLength: minLength + 10 });
}
