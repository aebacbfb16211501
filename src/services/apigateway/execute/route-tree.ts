/** Resources as a tree of path parts. A level has any number of literal parts and at most one variable one. */
export type RouteNode<Method> = {
  readonly literals: Map<string, RouteNode<Method>>;
  variable:
    | { readonly name: string; readonly isGreedy: boolean; readonly node: RouteNode<Method> }
    | undefined;
  readonly methods: Map<string, Method>;
};

export type Match<Method> = {
  readonly method: Method;
  /** Null when the resource's path has no variables. */
  readonly pathParameters: Readonly<Record<string, string>> | null;
};

/** What ANY stands for. HEAD is not derived from GET. */
const anyVerbs: ReadonlySet<string> = new Set(['GET', 'PUT', 'POST', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD']);

export function emptyTree<Method>(): RouteNode<Method> {
  return { literals: new Map(), variable: undefined, methods: new Map() };
}

/** Adds a method under a resource's path, such as `/pets/{id}` or `/{proxy+}`. */
export function addRoute<Method>(root: RouteNode<Method>, path: string, verb: string, method: Method): void {
  let node = root;
  for (const part of partsOf(path)) node = childOf(node, part);
  node.methods.set(verb, method);
}

/**
 * Finds the method for a request. Literal parts win over `{name}` and `{name+}`, part by part; where that leads to no
 * resource with a method for the verb, the next less specific one is tried. A trailing slash counts for nothing.
 */
export function matchRoute<Method>(
  root: RouteNode<Method>,
  path: string,
  verb: string,
): Match<Method> | undefined {
  const parts = partsOf(path);
  const values: string[] = [];
  const found = descend(root, parts, 0, verb, values);
  return found && { method: found.method, pathParameters: named(found.names, values) };
}

type Found<Method> = { readonly method: Method; readonly names: readonly string[] };

/** On success `values` holds one value a name, from the root down. */
function descend<Method>(
  node: RouteNode<Method>,
  parts: readonly string[],
  depth: number,
  verb: string,
  values: string[],
): Found<Method> | undefined {
  const part = parts[depth];
  if (part === undefined) return methodOf(node, verb);
  const literal = node.literals.get(part);
  const found = literal && descend(literal, parts, depth + 1, verb, values);
  if (found || !node.variable) return found;
  const { name, isGreedy, node: child } = node.variable;
  // An empty part is a doubled slash: a greedy variable takes it, a plain one does not.
  if (part === '' && !isGreedy) return undefined;
  const height = values.push(isGreedy ? parts.slice(depth).join('/') : part);
  const below = isGreedy ? methodOf(child, verb) : descend(child, parts, depth + 1, verb, values);
  if (below) return { method: below.method, names: [name, ...below.names] };
  values.length = height - 1;
  return undefined;
}

function methodOf<Method>(node: RouteNode<Method>, verb: string): Found<Method> | undefined {
  const method = node.methods.get(verb) ?? (anyVerbs.has(verb) ? node.methods.get('ANY') : undefined);
  return method && { method, names: [] };
}

function named(names: readonly string[], values: readonly string[]): Record<string, string> | null {
  if (names.length === 0) return null;
  // Without a prototype: a variable may be called `__proto__`.
  const parameters: Record<string, string> = Object.create(null);
  names.forEach((name, index) => {
    parameters[name] = values[index] ?? '';
  });
  return parameters;
}

function childOf<Method>(node: RouteNode<Method>, part: string): RouteNode<Method> {
  const variable = /^\{(.+?)(\+?)\}$/.exec(part);
  if (variable?.[1] !== undefined) {
    node.variable ??= { name: variable[1], isGreedy: variable[2] === '+', node: emptyTree() };
    return node.variable.node;
  }
  const present = node.literals.get(part);
  if (present) return present;
  const child = emptyTree<Method>();
  node.literals.set(part, child);
  return child;
}

function partsOf(path: string): readonly string[] {
  let end = path.length;
  while (end > 1 && path[end - 1] === '/') end--;
  return end <= 1 ? [] : path.slice(1, end).split('/');
}
