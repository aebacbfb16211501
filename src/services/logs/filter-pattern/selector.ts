import { malformed } from './malformed-pattern.ts';
import type { Scanner } from './scanner.ts';

/** A path into a JSON document. */
export type Selector = {
  /** As written, without blanks. */
  readonly text: string;
  readonly hasWildcard: boolean;
  /** The nodes it leads to: none, one, or any number with a wildcard. */
  select(document: unknown): readonly unknown[];
};

type Step = { readonly key: string } | { readonly index: number } | 'elements' | 'values';

/** After its `$`: `.name`, `[0]`, `[*]`, `.*`, `['any name']` and `.['any name']`, in any number; one wildcard at most. */
export function parseSelector(scanner: Scanner): Selector {
  const steps: Step[] = [];
  let text = '$';
  for (;;) {
    const part = scanner.match(/\.\*|\.[A-Za-z0-9_-]+|\[\*\]|\[\d{1,9}\]|\.?\['[^']*'\]/y);
    if (part === undefined) break;
    text += part;
    steps.push(toStep(part));
  }
  const wildcards = steps.filter((step) => typeof step === 'string').length;
  if (wildcards > 1) throw malformed('A selector has at most one wildcard.');
  return {
    text,
    hasWildcard: wildcards > 0,
    select: (document) =>
      steps.reduce<readonly unknown[]>((nodes, step) => nodes.flatMap(follow(step)), [document]),
  };
}

function toStep(part: string): Step {
  if (part === '.*') return 'values';
  if (part === '[*]') return 'elements';
  const [, name] = /\['(.*)'\]$/.exec(part) ?? [];
  if (name !== undefined) return { key: name };
  return part.startsWith('.') ? { key: part.slice(1) } : { index: Number(part.slice(1, -1)) };
}

function follow(step: Step): (node: unknown) => unknown[] {
  if (step === 'elements') return (node) => (Array.isArray(node) ? node : []);
  if (step === 'values') return (node) => (isObject(node) ? Object.values(node) : []);
  if ('index' in step)
    return (node) => (Array.isArray(node) && step.index < node.length ? [node[step.index]] : []);
  return (node) => (isObject(node) && Object.hasOwn(node, step.key) ? [node[step.key]] : []);
}

function isObject(node: unknown): node is Readonly<Record<string, unknown>> {
  return typeof node === 'object' && node !== null && !Array.isArray(node);
}
