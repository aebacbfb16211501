import type { SourceModel } from './model-source.ts';

type Traits = Readonly<Record<string, unknown>>;

/** The traits each kind of node keeps and drops. One that is in neither list stops the generator: nothing is lost unseen. */
const traits = {
  metadata: {
    keep: 'apiVersion endpointPrefix jsonVersion protocol signingName targetPrefix xmlNamespace',
    drop: 'auth checksumFormat globalEndpoint protocols serviceAbbreviation serviceFullName serviceId signatureVersion uid',
  },
  operation: {
    keep: 'http input output errors deprecated',
    drop:
      'name documentation deprecatedMessage endpoint idempotent readonly auth authtype httpChecksum ' +
      'staticContextParams unsignedPayload',
  },
  shape: {
    keep:
      'type members required member key value enum min max pattern sensitive payload union ' +
      'exception error timestampFormat eventstream flattened xmlNamespace unwrapped',
    // A shape's own locationName is repeated wherever it is used.
    drop: 'documentation box deprecated deprecatedMessage event fault streaming locationName synthetic',
  },
  reference: {
    keep: 'shape location locationName idempotencyToken resultWrapper enum eventpayload flattened xmlAttribute',
    // The one namespace of a service's documents is its metadata's.
    drop: 'documentation box contextParam deprecated deprecatedMessage hostLabel streaming xmlNamespace',
  },
} as const;

function kept(kind: keyof typeof traits, node: Traits, where: string): Record<string, unknown> {
  const keep = traits[kind].keep.split(' ');
  const drop = traits[kind].drop.split(' ');
  const unknown = Object.keys(node).filter((name) => !keep.includes(name) && !drop.includes(name));
  if (unknown.length > 0) throw new Error(`${where}: what to do with ${unknown.join(', ')}?`);
  return Object.fromEntries(Object.entries(node).filter(([name]) => keep.includes(name)));
}

/** Reduces a model to what the codec and the validator read; shapes that nothing reaches are left out. */
export function compactModel(source: SourceModel): SourceModel {
  const shapes: Record<string, Traits> = {};
  const reference = (node: unknown): Traits => {
    const result = kept('reference', node as Traits, 'reference');
    visit(result.shape as string);
    return result;
  };
  const visit = (name: string): void => {
    if (shapes[name] !== undefined) return;
    const shape = kept('shape', source.shapes[name] ?? {}, name);
    shapes[name] = shape;
    if (shape.members !== undefined) {
      const members = Object.entries(shape.members as Traits);
      shape.members = Object.fromEntries(members.map(([member, node]) => [member, reference(node)]));
    }
    for (const part of ['member', 'key', 'value'])
      if (shape[part] !== undefined) shape[part] = reference(shape[part]);
  };
  const operations = Object.entries(source.operations).map(([name, node]) => {
    const operation = kept('operation', node, name);
    for (const part of ['input', 'output']) if (operation[part]) operation[part] = reference(operation[part]);
    for (const error of (operation.errors ?? []) as Traits[]) visit(error.shape as string);
    if (operation.errors) operation.errors = (operation.errors as Traits[]).map((error) => error.shape);
    return [name, operation] as const;
  });
  for (const [name, shape] of Object.entries(source.shapes)) if (shape.exception) visit(name);
  return {
    metadata: kept('metadata', source.metadata, 'metadata'),
    operations: Object.fromEntries(operations),
    shapes: Object.fromEntries(Object.entries(shapes).sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** One operation or shape a line, so that a refreshed model is a readable diff. */
export function printModel(model: SourceModel): string {
  const section = (entries: Readonly<Record<string, unknown>>): string =>
    Object.entries(entries)
      .map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`)
      .join(',\n');
  const { metadata, operations, shapes } = model;
  return `{"metadata":${JSON.stringify(metadata)},\n"operations":{\n${section(operations)}},\n"shapes":{\n${section(shapes)}}}\n`;
}
