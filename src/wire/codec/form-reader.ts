import { nestingLevelsMax } from '../limits.ts';
import type { ListShape, MapShape, Shape, StructureShape } from '../model/shape.ts';
import { readText } from './text.ts';
import { Malformed, Unconvertible } from './unconvertible.ts';

type Tree = { [part: string]: Tree | string };

/** Reads a query-protocol form (`Tags.member.1.Key=a`) as a structure. Throws `Unconvertible` and `Malformed`. */
export function readForm(shape: StructureShape, form: URLSearchParams): Record<string, unknown> {
  return readStructure(shape, toTree(form));
}

function toTree(form: URLSearchParams): Tree {
  const root: Tree = Object.create(null);
  for (const [key, value] of form) {
    const parts = key.split('.', nestingLevelsMax + 1);
    if (parts.length > nestingLevelsMax)
      throw new Malformed(`A parameter name has more than ${nestingLevelsMax} levels`);
    const last = parts.pop() ?? '';
    const parent = parts.reduce(branch, root);
    parent[last] = value;
  }
  return root;
}

function branch(node: Tree, part: string): Tree {
  const existing = node[part];
  if (typeof existing === 'object') return existing;
  const created: Tree = Object.create(null);
  node[part] = created;
  return created;
}

function readNode(shape: Shape, node: Tree | string): unknown {
  if (shape.type === 'structure') return readStructure(shape, asTree(node));
  if (shape.type === 'list') return readList(shape, asTree(node));
  if (shape.type === 'map') return readMap(shape, asTree(node));
  if (typeof node !== 'string') throw new Unconvertible(node, 'String');
  return readText(shape, node);
}

/** `Tags=` stands for an empty list or map; other text cannot have parts. */
function asTree(node: Tree | string): Tree {
  if (typeof node !== 'string') return node;
  if (node !== '') throw new Unconvertible(node, 'structure');
  return Object.create(null) as Tree;
}

function readStructure(shape: StructureShape, tree: Tree): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const { name, wireName, shape: memberShape } of shape.members) {
    const node = tree[wireName];
    if (node !== undefined) result[name] = readNode(memberShape, node);
  }
  return result;
}

function readList(shape: ListShape, tree: Tree): unknown[] {
  const elements = shape.flattened ? tree : asTree(tree[shape.memberName] ?? '');
  return inOrder(elements).map((node) => readNode(shape.member, node));
}

function readMap(shape: MapShape, tree: Tree): Record<string, unknown> {
  const result: Record<string, unknown> = Object.create(null);
  for (const entry of inOrder(asTree(tree.entry ?? ''))) {
    const { key, value = '' } = asTree(entry);
    if (typeof key === 'string') result[key] = readNode(shape.value, value);
  }
  return result;
}

function inOrder(tree: Tree): (Tree | string)[] {
  return Object.entries(tree)
    .filter(([index]) => /^\d+$/.test(index))
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, node]) => node);
}
