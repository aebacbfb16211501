import type { Member, StructureShape } from './shape.ts';

/** Where the members of a REST operation's input or output travel. */
export type Bindings = {
  readonly labels: readonly Member[];
  readonly query: readonly Member[];
  /** A map that holds every query parameter that nothing else claims (`GetExport`, `ImportRestApi`). */
  readonly queryRest: Member | undefined;
  readonly headers: readonly Member[];
  /** A map whose entries are headers under a common prefix, which is its wire name. */
  readonly prefixedHeaders: Member | undefined;
  readonly status: Member | undefined;
  readonly payload: Member | undefined;
  readonly body: readonly Member[];
};

const inputs = new WeakMap<StructureShape, Bindings>();
const outputs = new WeakMap<StructureShape, Bindings>();

export function inputBindings(shape: StructureShape): Bindings {
  const known = inputs.get(shape);
  if (known) return known;
  const at = (location: Member['location']) => rest(shape).filter((member) => member.location === location);
  const query = at('querystring');
  const bindings: Bindings = {
    labels: at('uri'),
    query: query.filter((member) => member.shape.type !== 'map'),
    queryRest: query.find((member) => member.shape.type === 'map'),
    headers: at('header'),
    prefixedHeaders: at('headers')[0],
    status: undefined,
    payload: shape.payload,
    body: at(undefined),
  };
  inputs.set(shape, bindings);
  return bindings;
}

/** An answer has no labels and no query: members that share their shape with an input travel in its body. */
export function outputBindings(shape: StructureShape): Bindings {
  const known = outputs.get(shape);
  if (known) return known;
  const members = rest(shape);
  const bindings: Bindings = {
    labels: [],
    query: [],
    queryRest: undefined,
    headers: members.filter((member) => member.location === 'header'),
    prefixedHeaders: members.find((member) => member.location === 'headers'),
    status: members.find((member) => member.location === 'statusCode'),
    payload: shape.payload,
    body: members.filter(
      ({ location }) => location !== 'header' && location !== 'headers' && location !== 'statusCode',
    ),
  };
  outputs.set(shape, bindings);
  return bindings;
}

function rest(shape: StructureShape): readonly Member[] {
  return shape.members.filter((member) => member !== shape.payload);
}
