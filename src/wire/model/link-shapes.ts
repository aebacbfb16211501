import type { ModelFile, Reference, ShapeEntry, Traits } from './model-file.ts';
import type { Member, Shape } from './shape.ts';

/** Resolves a reference to its shape; the same reference gives the same object, which the codecs use as a cache key. */
export type Link = (reference: Reference) => Shape;

export function linkShapes(entries: ModelFile['shapes']): Link {
  const linked = new Map<string, Shape>();
  const link: Link = (reference) => {
    const traits = traitsOf(reference);
    const key = `${reference.shape} ${reference.resultWrapper ?? ''} ${JSON.stringify(traits)}`;
    const known = linked.get(key);
    if (known) return known;
    const entry = entries[reference.shape];
    if (!entry) throw new Error(`the model has no shape ${reference.shape}`);
    const shape = toShape(reference, entry, { ...traitsOf(entry), ...traits }, link);
    linked.set(key, shape);
    return shape;
  };
  return link;
}

function traitsOf(node: Traits): Traits {
  const { enum: values, min, max, pattern, sensitive, timestampFormat, flattened } = node;
  const traits = { enum: values, min, max, pattern, sensitive, timestampFormat, flattened };
  return Object.fromEntries(Object.entries(traits).filter(([, value]) => value !== undefined));
}

function toShape(reference: Reference, entry: ShapeEntry, traits: Traits, link: Link): Shape {
  const name = reference.shape;
  const part = (role: 'member' | 'key' | 'value') => {
    const target = entry[role];
    if (!target) throw new Error(`shape ${name} has no ${role}`);
    return link(target);
  };
  switch (entry.type) {
    case 'structure': {
      const members = once(() => toMembers(entry, link));
      return {
        ...traits,
        name,
        type: 'structure',
        get members() {
          return members();
        },
        get payload() {
          return members().find((member) => member.name === entry.payload);
        },
        union: entry.union ?? false,
        eventStream: entry.eventstream ?? false,
        unwrapped: entry.unwrapped ?? false,
        xmlNamespace: entry.xmlNamespace,
        resultWrapper: reference.resultWrapper,
        errorCode: entry.error?.code ?? name,
        errorStatus: entry.error?.httpStatusCode,
      };
    }
    case 'list':
      return {
        ...traits,
        name,
        type: 'list',
        member: part('member'),
        memberName: entry.member?.locationName ?? 'member',
      };
    case 'map':
      return { ...traits, name, type: 'map', key: part('key'), value: part('value') };
    default:
      return { ...traits, name, type: entry.type };
  }
}

function toMembers(entry: ShapeEntry, link: Link): readonly Member[] {
  return Object.entries(entry.members ?? {}).map(([name, reference]) => {
    const shape = link(reference);
    // A flattened list has no name of its own where its elements have one.
    const elementName =
      shape.type === 'list' && shape.flattened && shape.memberName !== 'member'
        ? shape.memberName
        : undefined;
    return {
      name,
      wireName: elementName ?? reference.locationName ?? name,
      required: entry.required?.includes(name) ?? false,
      idempotencyToken: reference.idempotencyToken ?? false,
      location: reference.location,
      eventPayload: reference.eventpayload ?? false,
      xmlAttribute: reference.xmlAttribute ?? false,
      shape,
    };
  });
}

function once<T>(compute: () => T): () => T {
  let value: T | undefined;
  return () => (value ??= compute());
}
