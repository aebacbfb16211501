import type { SourceModel } from './model-source.ts';

type Reference = { readonly shape: string };
type Shape = {
  readonly type: string;
  readonly eventstream?: boolean;
  readonly members?: Readonly<Record<string, Reference>>;
  readonly required?: readonly string[];
  readonly member?: Reference;
  readonly value?: Reference;
};

const scalars: Readonly<Record<string, string>> = {
  string: 'string',
  boolean: 'boolean',
  integer: 'number',
  long: 'number',
  float: 'number',
  double: 'number',
  timestamp: 'Date',
  blob: 'Uint8Array',
};

/** Names that a declaration must not take from the globals it, or the file that imports it, may mean. */
const taken = new Set(
  (
    'Array Boolean Buffer Date Error Event Function Map Number Object Operations Promise Readonly Record Request ' +
    'Response Set String Symbol Uint8Array'
  ).split(' '),
);

const header =
  '// Generated from the AWS service models by `npm run models`; do not edit. Apache-2.0, see NOTICE.\n';

/** Declares an interface per structure that operations reach, and `Operations`. Enums are plain strings: input is checked at run time. */
export function printTypes(model: SourceModel): string {
  const declarations = new Map<string, string>();
  const shape = (name: string): Shape => model.shapes[name] as Shape;
  const member = ([name, reference]: [string, Reference], required: readonly string[]): string => {
    const type = typeOf(reference.shape);
    return required.includes(name)
      ? `  readonly ${name}: ${type};`
      : `  readonly ${name}?: ${type} | undefined;`;
  };
  const declare = (name: string): string => {
    const declared = taken.has(name) ? `${name}Shape` : name;
    if (declarations.has(declared)) return declared;
    declarations.set(declared, '');
    const { members = {}, required = [] } = shape(name);
    const lines = Object.entries(members).map((entry) => member(entry, required));
    const body = `{\n${lines.join('\n')}\n}`;
    const empty = `export type ${declared} = Record<string, never>;`;
    declarations.set(declared, lines.length === 0 ? empty : `export interface ${declared} ${body}`);
    return declared;
  };
  const typeOf = (name: string): string => {
    const { type, member: item, value, eventstream } = shape(name);
    if (eventstream) return `AsyncIterable<${declare(name)}>`;
    if (type === 'structure') return declare(name);
    if (type === 'list' && item) return `readonly ${bracketed(typeOf(item.shape))}[]`;
    if (type === 'map' && value) return `Readonly<Record<string, ${typeOf(value.shape)}>>`;
    const scalar = scalars[type];
    if (scalar === undefined) throw new Error(`${name}: no type for ${type}`);
    return scalar;
  };
  const end = (reference: unknown): string =>
    reference === undefined ? 'Record<string, never>' : typeOf((reference as Reference).shape);
  const operations = Object.entries(model.operations).map(
    ([name, { input, output }]) => `  ${name}: { input: ${end(input)}; output: ${end(output)} };`,
  );
  const interfaces = [...declarations].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text);
  return `${header}\nexport interface Operations {\n${operations.join('\n')}\n}\n\n${interfaces.join('\n\n')}\n`;
}

function bracketed(type: string): string {
  return type.startsWith('readonly ') ? `(${type})` : type;
}
