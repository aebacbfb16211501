/** Inputs that break one constraint of a model each: what a generated test sends. */
import type { Member, Shape, StructureShape } from '#wire';

/** An input with one thing wrong, and what the answer has to name. */
export type Violation = {
  readonly path: string;
  readonly phrase: string;
  readonly input: Readonly<Record<string, unknown>>;
};

/** A wrong value in place of a right one. `inside` says that it is an element, which is reported with all its constraints. */
type Wrong = { readonly value: unknown; readonly path: string; readonly phrase: string };

/** Longer values are not made: they would test the size of requests. */
const lengthMax = 12_000;
/** Recursive shapes end here. */
const depthMax = 5;

/** Right values by member, where the shape alone does not say enough. */
export type Known = Readonly<Record<string, unknown>>;

/** Every violation of the constraints of an operation's input, members within members included. */
export function violationsOf(shape: StructureShape, known: Known): Violation[] {
  const valid = validStructure(shape, known, 0);
  const violations: Violation[] = [];
  for (const member of shape.members) {
    const path = lowerFirst(member.name);
    if (member.required && member.location !== 'uri') {
      const { [member.name]: _missing, ...input } = valid;
      violations.push({ path, phrase: 'Member must not be null', input });
    }
    for (const wrong of wrongValues(member.shape, path, known, 0)) {
      if (member.location === 'uri' && wrong.value === '') continue;
      violations.push({ ...wrong, input: { ...valid, [member.name]: wrong.value } });
    }
  }
  return violations;
}

/** The least that an operation takes, as far as the model and `known` can tell. */
export function validStructure(shape: StructureShape, known: Known, depth: number): Record<string, unknown> {
  const members = shape.members.filter(({ required }) => required);
  return Object.fromEntries(members.map((member) => [member.name, validMember(member, known, depth)]));
}

function validMember({ name, shape }: Member, known: Known, depth: number): unknown {
  return name in known ? known[name] : validValue(shape, known, depth);
}

function validValue(shape: Shape, known: Known, depth: number): unknown {
  switch (shape.type) {
    case 'structure':
      return validStructure(shape, known, depth + 1);
    case 'list':
      return Array.from({ length: shape.min ?? 0 }, () => validValue(shape.member, known, depth + 1));
    case 'map':
      return {};
    case 'string':
      return shape.enum?.[0] ?? 'a'.repeat(shape.min ?? 1);
    case 'boolean':
      return true;
    case 'blob':
      return Buffer.from('a');
    case 'timestamp':
      return new Date(0);
    default:
      return shape.min ?? 1;
  }
}

function wrongValues(shape: Shape, path: string, known: Known, depth: number): Wrong[] {
  if (depth > depthMax) return [];
  switch (shape.type) {
    case 'structure':
      return wrongStructures(shape, path, known, depth);
    case 'list':
      return wrongLists(shape, path, known, depth);
    case 'map':
      return wrongMaps(shape, path, known, depth);
    case 'string':
      return wrongStrings(shape).map((wrong) => ({ ...wrong, path }));
    case 'integer':
    case 'long':
    case 'float':
    case 'double':
      return wrongNumbers(shape).map((wrong) => ({ ...wrong, path }));
    default:
      return [];
  }
}

function wrongStructures(shape: StructureShape, path: string, known: Known, depth: number): Wrong[] {
  const valid = validStructure(shape, known, depth);
  return shape.members.flatMap((member) => {
    const memberPath = `${path}.${lowerFirst(member.name)}`;
    const { [member.name]: _missing, ...without } = valid;
    const missing = { value: without, path: memberPath, phrase: 'Member must not be null' };
    const wrong = wrongValues(member.shape, memberPath, known, depth + 1).map((each) => ({
      ...each,
      value: { ...valid, [member.name]: each.value },
    }));
    return member.required ? [missing, ...wrong] : wrong;
  });
}

function wrongLists(shape: Shape & { type: 'list' }, path: string, known: Known, depth: number): Wrong[] {
  const element = validValue(shape.member, known, depth);
  const ofLength = (length: number) => Array.from({ length }, () => element);
  const isScalar = !['structure', 'list', 'map'].includes(shape.member.type);
  const elementPath = isScalar ? path : `${path}.1.member`;
  const elements = wrongValues(shape.member, elementPath, known, depth + 1);
  return [
    ...wrongLengths(shape).map(({ length, phrase }) => ({ value: ofLength(length), path, phrase })),
    ...elements.map((wrong) => ({ ...wrong, value: [wrong.value] })),
  ];
}

function wrongMaps(shape: Shape & { type: 'map' }, path: string, known: Known, depth: number): Wrong[] {
  if (shape.key.type !== 'string') return [];
  const key = String(validValue(shape.key, known, depth));
  const value = validValue(shape.value, known, depth);
  const isScalar = !['structure', 'list', 'map'].includes(shape.value.type);
  const values = wrongValues(shape.value, isScalar ? path : `${path}.${key}.member`, known, depth + 1);
  const many = (length: number) =>
    Object.fromEntries(Array.from({ length }, (_, index) => [`${key}${index}`, value]));
  return [
    ...wrongLengths(shape).map(({ length, phrase }) => ({ value: many(length), path, phrase })),
    ...wrongStrings(shape.key).map((wrong) => ({ ...wrong, value: { [wrong.value]: value }, path })),
    ...values.map((wrong) => ({ ...wrong, value: { [key]: wrong.value } })),
  ];
}

function wrongStrings(shape: Shape): { readonly value: string; readonly phrase: string }[] {
  const wrong = wrongLengths(shape).map(({ length, phrase }) => ({ value: 'a'.repeat(length), phrase }));
  if (shape.enum !== undefined) {
    wrong.push({
      value: 'no-such-value',
      phrase: `Member must satisfy enum value set: [${shape.enum.join(', ')}]`,
    });
  }
  if (shape.pattern !== undefined && !takesAnything(shape.pattern)) {
    const phrase = `Member must satisfy regular expression pattern: ${shape.pattern}`;
    wrong.push({ value: '{! }'.padEnd(shape.min ?? 0, '!').slice(0, shape.max), phrase });
  }
  return wrong;
}

/** Patterns that no text breaks. */
function takesAnything(pattern: string): boolean {
  return ['.*', '.+', '[\\s\\S]+', '[\\s\\S]*'].includes(pattern);
}

function wrongNumbers({ min, max }: Shape): { readonly value: number; readonly phrase: string }[] {
  const wrong: { value: number; phrase: string }[] = [];
  if (max !== undefined) {
    wrong.push({ value: max + 1, phrase: `Member must have value less than or equal to ${max}` });
  }
  if (min !== undefined) {
    wrong.push({ value: min - 1, phrase: `Member must have value greater than or equal to ${min}` });
  }
  return wrong;
}

function wrongLengths({ min = 0, max }: Shape): { readonly length: number; readonly phrase: string }[] {
  const wrong: { length: number; phrase: string }[] = [];
  if (max !== undefined && max < lengthMax) {
    wrong.push({ length: max + 1, phrase: `Member must have length less than or equal to ${max}` });
  }
  if (min > 0) {
    wrong.push({ length: min - 1, phrase: `Member must have length greater than or equal to ${min}` });
  }
  return wrong;
}

function lowerFirst(name: string): string {
  return name.slice(0, 1).toLowerCase() + name.slice(1);
}
