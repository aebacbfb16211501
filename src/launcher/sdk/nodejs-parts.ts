import { withoutSlash } from '../download.ts';
import type { Archive, Needed, Part } from './part.ts';
import { unpackTarball } from './unpack.ts';

/** `runtimes/nodejs-sdk.json`, by npm's paths below `node_modules`: `a`, or `a/node_modules/b` where `a` needs a `b` of its own. */
export type NodejsLock = Readonly<
  Record<
    string,
    { readonly version: string; readonly integrity: string; readonly dependencies: readonly string[] }
  >
>;

/** A package with those inside it, and the packages beside it that these need. */
type Family = { readonly paths: readonly string[]; readonly needs: readonly string[] };

/** Which packages a package needs. Made once: every start of a function that imports the SDK asks. */
export function nodejsFamilies(lock: NodejsLock): ReadonlyMap<string, Family> {
  const families = new Map<string, { paths: string[]; needs: string[] }>();
  for (const [path, { dependencies }] of Object.entries(lock)) {
    const [name = ''] = path.split('/node_modules/');
    const family = families.get(name) ?? { paths: [], needs: [] };
    families.set(name, family);
    family.paths.push(path);
    const inside = (dependency: string): boolean => lock[`${name}/node_modules/${dependency}`] !== undefined;
    // What is not in the lock is optional.
    family.needs.push(...dependencies.filter((each) => !inside(each) && lock[each] !== undefined));
  }
  return families;
}

/** The packages of these names, and those that they need. */
export function nodejsParts(
  lock: NodejsLock,
  families: ReturnType<typeof nodejsFamilies>,
  names: readonly string[],
  npmRegistry: string,
): Pick<Needed, 'parts' | 'unknown'> {
  const parts = new Map<string, Part>();
  const todo = [...names];
  for (let name = todo.pop(); name !== undefined; name = todo.pop()) {
    const family = families.get(name);
    if (family === undefined || parts.has(name)) continue;
    const archives = family.paths.map((path) => tarball(lock, path, npmRegistry));
    parts.set(name, { name, place: `nodejs/node_modules/${name}`, archives });
    todo.push(...family.needs);
  }
  return { parts: [...parts.values()], unknown: names.filter((name) => !families.has(name)) };
}

function tarball(lock: NodejsLock, path: string, npmRegistry: string): Archive {
  const { version = '', integrity = '' } = lock[path] ?? {};
  const names = path.split('/node_modules/');
  const name = names.at(-1) ?? '';
  return {
    file: `${name.replace('/', '+')}-${version}.tgz`,
    algorithm: 'sha512',
    digest: Buffer.from(integrity.slice('sha512-'.length), 'base64'),
    folder: names
      .slice(1)
      .flatMap((inner) => ['node_modules', inner])
      .join('/'),
    address: async () => `${withoutSlash(npmRegistry)}/${name}/-/${name.split('/').at(-1)}-${version}.tgz`,
    unpack: unpackTarball,
  };
}
