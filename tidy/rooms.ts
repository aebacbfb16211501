import { dirname, join } from 'node:path/posix';
import { importsOf, isTest, type Source } from './sources.ts';

/** A rule broken somewhere: `rule` names it as the exemption list does. */
export type Finding = { readonly rule: string; readonly path: string; readonly problem: string };

/** The doors each room may open, its own excluded. Everything points down (docs/ARCHITECTURE.md). */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  main: ['ambient', 'wire', 'fabric', 'access', 'observe', 'launcher', 'services', 'service', 'edge'],
  cli: ['ambient', 'wire', 'fabric', 'access', 'observe', 'launcher', 'services', 'service', 'edge', 'main'],
  edge: ['ambient', 'wire', 'access', 'observe', 'service'],
  services: ['ambient', 'wire', 'fabric', 'access', 'observe', 'launcher'],
  'services/*': ['ambient', 'wire', 'fabric', 'access', 'observe', 'launcher', 'service'],
  access: ['ambient', 'wire', 'fabric'],
  observe: ['ambient', 'wire', 'fabric'],
  launcher: ['ambient', 'wire', 'fabric', 'observe'],
  wire: ['ambient'],
  fabric: ['ambient'],
  ambient: [],
};

/** Inside the two large rooms: which folder may import which of its neighbours. */
const insideRooms: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'services/lambda': {
    operations: ['function-urls', 'async', 'invoke', 'environments', 'images', 'code', 'records'],
    'function-urls': ['invoke', 'records'],
    async: ['invoke', 'records'],
    invoke: ['environments', 'code', 'records'],
    environments: ['runtime-api', 'images', 'code', 'records'],
    images: ['code', 'records'],
    'runtime-api': [],
    code: ['records'],
    records: [],
  },
  'services/apigateway': {
    operations: ['records', 'execute'],
    execute: ['records'],
    records: [],
  },
};

/** `src/wire/http.ts` → `wire`, `src/services/lambda/…` → `services/lambda`, `src/services/all.ts` → `services`, `src/main.ts` → `main`. */
function roomOf(path: string): string | undefined {
  const parts = path.split('/');
  if (parts[0] !== 'src') return undefined;
  if (parts.length === 2) return 'main';
  if (parts[1] === 'services') return parts.length === 3 ? 'services' : `services/${parts[2]}`;
  return parts[1];
}

export function checkImports(source: Source): Finding[] {
  const room = roomOf(source.path);
  if (room === undefined || !source.path.endsWith('.ts')) return [];
  const findings: Finding[] = [];
  const report = (rule: string, problem: string) => findings.push({ rule, path: source.path, problem });
  for (const specifier of importsOf(source)) {
    if (specifier.startsWith('#')) checkDoor(room, specifier, isTest(source.path), report);
    else if (specifier.startsWith('.')) checkRelative(source.path, room, specifier, report);
  }
  return findings;
}

type Report = (rule: string, problem: string) => void;

function checkDoor(room: string, specifier: string, test: boolean, report: Report): void {
  if (specifier.startsWith('#models/')) return;
  const door = specifier.slice(1);
  const allowed = mayImport[room.startsWith('services/') ? 'services/*' : room];
  if (allowed === undefined) report('import-direction', `the room ${room} is not in tidy/rooms.ts`);
  else if (!allowed.includes(door) && !(test && door === 'services')) {
    report('import-direction', `${room} may not import ${specifier}`);
  }
}

function checkRelative(path: string, room: string, specifier: string, report: Report): void {
  const target = join(dirname(path), specifier);
  const targetRoom = roomOf(target);
  if (targetRoom === undefined) {
    // The test's own tools live outside src; the product never reaches out of it.
    if (!isTest(path)) report('doors', `${specifier} leaves src/`);
    return;
  }
  if (targetRoom !== room) {
    const composition = room === 'services' || room === 'cli' || room === 'main';
    const throughDoor =
      target.endsWith('/index.ts') || target === 'src/main.ts' || target === 'src/config.ts';
    if (!(composition && throughDoor)) report('doors', `${specifier} goes around the door of ${targetRoom}`);
    return;
  }
  const order = insideRooms[room];
  if (order === undefined) return;
  const depth = `src/${room}/`.length;
  const from = folderAt(path, depth);
  const to = folderAt(target, depth);
  if (from === undefined || to === undefined || from === to || isTest(path)) return;
  if (order[from] !== undefined && order[to] !== undefined && !order[from].includes(to)) {
    report('import-direction', `in ${room}, ${from} may not import ${to}`);
  }
}

function folderAt(path: string, depth: number): string | undefined {
  const rest = path.slice(depth).split('/');
  return rest.length > 1 ? rest[0] : undefined;
}

/** Sources that nothing imports and nobody starts. */
export function findDeadFiles(
  sources: readonly Source[],
  entries: readonly string[],
  doors: readonly string[],
): Finding[] {
  const reached = new Set<string>([...entries, ...doors]);
  for (const source of sources) {
    for (const specifier of importsOf(source)) {
      if (specifier.startsWith('.')) reached.add(join(dirname(source.path), specifier));
    }
  }
  return sources
    .filter(
      ({ path }) => path.startsWith('src/') && path.endsWith('.ts') && !isTest(path) && !reached.has(path),
    )
    .map(({ path }) => ({ rule: 'dead-file', path, problem: 'nothing imports this file' }));
}
