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

type Node = { readonly literals: Map<string, Node>; label: Node | undefined; readonly routes: Route[] };

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
  const found = walk(tree, segmentsOf(head.path), 0, captured, (routes) => best(routes, head, query));
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
  const tree: Node = { literals: new Map(), label: undefined, routes: [] };
  for (const operation of model.operations.values()) {
    const [path = '', query] = operation.http.requestUri.split('?');
    const labelNames: string[] = [];
    let node = tree;
    for (const segment of segmentsOf(path)) {
      const [, label] = /^\{([\w-]+)\}$/.exec(segment) ?? [];
      if (label === undefined && segment.includes('{')) throw new Error(`${model.id}: no routes for ${path}`);
      if (label !== undefined) labelNames.push(label);
      node = label === undefined ? literalBelow(node, segment) : labelBelow(node);
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
  return { literals: new Map(), label: undefined, routes: [] };
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

/** With or without a trailing slash, in the model and in the request: real clients send both. */
function segmentsOf(path: string): string[] {
  const segments = path.split('/').slice(1);
  if (segments.at(-1) === '') segments.pop();
  return segments;
}

function walk(
  node: Node,
  segments: readonly string[],
  at: number,
  captured: string[],
  choose: (routes: readonly Route[]) => Route | undefined,
): Route | undefined {
  const segment = segments[at];
  if (segment === undefined) return choose(node.routes);
  const next = node.literals.get(segment);
  const found = next && walk(next, segments, at + 1, captured, choose);
  if (found || !node.label || segment === '') return found;
  captured.push(segment);
  const labelled = walk(node.label, segments, at + 1, captured, choose);
  if (!labelled) captured.pop();
  return labelled;
}

function best(routes: readonly Route[], head: RequestHead, query: URLSearchParams): Route | undefined {
  let winner: Route | undefined;
  let highest = -1;
  for (const candidate of routes) {
    if (candidate.operation.http.method !== head.method) continue;
    if (!candidate.staticQuery.every(([name, value]) => query.get(name) === value)) continue;
    const queries = candidate.requiredQuery.filter((name) => query.has(name)).length;
    const headers = candidate.requiredHeaders.filter((name) => head.headers[name] !== undefined).length;
    const score = candidate.staticQuery.length * 4 + queries * 2 + headers;
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
