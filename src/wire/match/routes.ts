import { inputBindings } from '../model/bindings.ts';
import type { OperationModel, ServiceModel } from '../model/service-model.ts';
import type { RequestHead } from './match.ts';

type Route = {
  readonly operation: OperationModel;
  readonly labelNames: readonly string[];
  /** `?find=LayerVersion` of the model's URI: the request must have it. */
  readonly staticQuery: readonly (readonly [string, string])[];
  readonly requiredQuery: readonly string[];
  readonly requiredHeaders: readonly string[];
};

type Node = {
  readonly literals: Map<string, Node>;
  label: Node | undefined;
  /** `{Key+}`: takes the rest of the path as it is, slashes and all. */
  greedy: Node | undefined;
  readonly routes: Route[];
};

export type Routed = {
  readonly operation: OperationModel;
  readonly labels: Readonly<Record<string, string>>;
};

const trees = new WeakMap<ServiceModel, Node>();

/** Finds a REST operation by method and path. A literal segment wins over a label, then the best score of query and headers. */
export function route(model: ServiceModel, head: RequestHead): Routed | undefined {
  const tree = trees.get(model) ?? plant(model);
  const query = new URLSearchParams(head.query);
  const captured: string[] = [];
  const path = { segments: segmentsOf(head.path), raw: head.path.split('/').slice(1) };
  const found = walk(tree, path, 0, captured, (routes) => best(routes, head, query));
  if (!found) return undefined;
  const labels: Record<string, string> = {};
  for (const [index, name] of found.labelNames.entries()) {
    const label = decode(captured[index] ?? '');
    if (label === undefined) return undefined;
    labels[name] = label;
  }
  return { operation: found.operation, labels };
}

function plant(model: ServiceModel): Node {
  const tree = emptyNode();
  for (const operation of model.operations.values()) {
    const [path = '', query] = operation.http.requestUri.split('?');
    const labelNames: string[] = [];
    let node = tree;
    for (const segment of segmentsOf(path)) {
      const [, label, greedy] = /^\{([\w-]+)(\+)?\}$/.exec(segment) ?? [];
      if (label === undefined && segment.includes('{')) throw new Error(`${model.id}: no routes for ${path}`);
      if (label !== undefined) labelNames.push(label);
      node =
        label === undefined ? literalBelow(node, segment) : greedy ? greedyBelow(node) : labelBelow(node);
    }
    const bindings = operation.input && inputBindings(operation.input);
    const required = (members: NonNullable<typeof bindings>['query'] = []) =>
      members.filter((member) => member.required).map((member) => member.wireName);
    node.routes.push({
      operation,
      labelNames,
      staticQuery: [...new URLSearchParams(query)],
      requiredQuery: required(bindings?.query),
      requiredHeaders: required(bindings?.headers).map((name) => name.toLowerCase()),
    });
  }
  trees.set(model, tree);
  return tree;
}

function emptyNode(): Node {
  return { literals: new Map(), label: undefined, greedy: undefined, routes: [] };
}

function literalBelow(node: Node, segment: string): Node {
  const below = node.literals.get(segment) ?? emptyNode();
  node.literals.set(segment, below);
  return below;
}

function labelBelow(node: Node): Node {
  node.label ??= emptyNode();
  return node.label;
}

function greedyBelow(node: Node): Node {
  node.greedy ??= emptyNode();
  return node.greedy;
}

/** With or without a trailing slash, in the model and in the request: real clients send both. */
function segmentsOf(path: string): string[] {
  const segments = path.split('/').slice(1);
  if (segments.at(-1) === '') segments.pop();
  return segments;
}

function walk(
  node: Node,
  path: { readonly segments: readonly string[]; readonly raw: readonly string[] },
  at: number,
  captured: string[],
  choose: (routes: readonly Route[]) => Route | undefined,
): Route | undefined {
  const segment = path.segments[at];
  if (segment === undefined) return choose(node.routes);
  const next = node.literals.get(segment);
  const found = next && walk(next, path, at + 1, captured, choose);
  if (found) return found;
  const take = (below: Node, text: string, to: number): Route | undefined => {
    captured.push(text);
    const taken = walk(below, path, to, captured, choose);
    if (!taken) captured.pop();
    return taken;
  };
  const labelled = node.label && segment !== '' ? take(node.label, segment, at + 1) : undefined;
  if (labelled || !node.greedy) return labelled;
  return take(node.greedy, path.raw.slice(at).join('/'), path.segments.length);
}

function best(routes: readonly Route[], head: RequestHead, query: URLSearchParams): Route | undefined {
  let winner: Route | undefined;
  let highest = Number.NEGATIVE_INFINITY;
  for (const candidate of routes) {
    if (candidate.operation.http.method !== head.method) continue;
    if (!candidate.staticQuery.every(([name, value]) => query.get(name) === value)) continue;
    const queries = candidate.requiredQuery.filter((name) => query.has(name)).length;
    const headers = candidate.requiredHeaders.filter((name) => head.headers[name] !== undefined).length;
    const absent = candidate.requiredQuery.length - queries + candidate.requiredHeaders.length - headers;
    const present = candidate.staticQuery.length * 4 + queries * 2 + headers;
    const score = present - absent * 0.25 - (candidate.operation.deprecated ? 0.01 : 0);
    if (score > highest) [winner, highest] = [candidate, score];
  }
  return winner;
}

function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
