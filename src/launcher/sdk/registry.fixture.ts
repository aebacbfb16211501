import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { create } from 'tar';
import { ZipFile } from 'yazl';
import { seededRandom, VirtualClock } from '#ambient';
import { silentLog } from '../suite/launched-function.fixture.ts';
import type { NodejsLock } from './nodejs-parts.ts';
import type { PythonLock } from './python-parts.ts';
import { Sdk } from './sdk.ts';
import { SdkStock } from './sdk-stock.ts';

type Files = Readonly<Record<string, string>>;

/** A package registry and a Python index on loopback, whose files a test may spoil, and an SDK that comes from there. */
export type FakeRegistry = {
  readonly url: string;
  readonly requests: string[];
  /** By their paths. */
  readonly served: Map<string, Buffer | string>;
  readonly nodejs: Record<string, NodejsLock[string]>;
  readonly python: Record<string, Record<string, PythonLock[string][string]>>;
  /** Called before each answer. */
  beforeAnswer: (path: string) => Promise<void>;
};

export async function openFakeRegistry(t: TestContext): Promise<FakeRegistry> {
  const fake: { -readonly [Key in keyof FakeRegistry]: FakeRegistry[Key] } = {
    url: '',
    requests: [],
    served: new Map(),
    nodejs: {},
    python: {},
    beforeAnswer: async () => undefined,
  };
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '');
    fake.requests.push(path);
    void fake.beforeAnswer(path).then(() => {
      const found = fake.served.get(path);
      response.writeHead(found === undefined ? 404 : 200).end(found);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  fake.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return fake;
}

/** Publishes a package of these files. `path` is where the lock has it, which may be inside another. */
export function publish(
  fake: FakeRegistry,
  path: string,
  tarball: Buffer,
  dependencies: readonly string[] = [],
): void {
  const name = path.split('/node_modules/').at(-1) ?? '';
  fake.nodejs[path] = { version: '1.0.0', integrity: integrityOf(tarball), dependencies };
  fake.served.set(`/${name}/-/${name.split('/').at(-1)}-1.0.0.tgz`, tarball);
}

/** Publishes versions of a package that no lock has, with the ranges of what they need. */
export function publishVersions(
  fake: FakeRegistry,
  name: string,
  tarball: Buffer,
  versions: Readonly<Record<string, Readonly<Record<string, string>>>>,
): void {
  const described = Object.entries(versions).map(([version, dependencies]) => {
    fake.served.set(`/${name}/-/${name.split('/').at(-1)}-${version}.tgz`, tarball);
    return [version, { dist: { integrity: integrityOf(tarball) }, dependencies }] as const;
  });
  fake.served.set(`/${name}`, JSON.stringify({ versions: Object.fromEntries(described) }));
}

function integrityOf(bytes: Buffer): string {
  return `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
}

/** Publishes a wheel, with a page of its project in HTML or JSON. */
export function publishWheel(
  fake: FakeRegistry,
  project: string,
  bytes: Buffer,
  page: 'html' | 'json',
): string {
  const wheel = `${project}-1.0-py3-none-any.whl`;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  fake.python['3.10'] = { ...fake.python['3.10'], [project]: { wheel, sha256 } };
  const address = `../../files/${wheel}#sha256=${sha256}`;
  const text =
    page === 'html'
      ? `<!DOCTYPE html><a href="../../files/other.whl">other.whl</a>\n<a data-requires-python="&gt;=3.10" href="${address}">${wheel}</a>`
      : JSON.stringify({
          files: [
            { filename: 'other.whl', url: 'x' },
            { filename: wheel, url: address },
          ],
        });
  fake.served.set(`/simple/${project}/`, text).set(`/files/${wheel}`, bytes);
  return wheel;
}

export async function tarballOf(t: TestContext, files: Files, options: object = {}): Promise<Buffer> {
  const folder = await temporaryFolder(t);
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, 'package', name)), { recursive: true });
    await writeFile(join(folder, 'package', name), text);
  }
  await create({ cwd: folder, file: join(folder, 'x.tgz'), gzip: true, ...options }, ['package']);
  return await readFile(join(folder, 'x.tgz'));
}

export async function wheelOf(files: Files): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, text] of Object.entries(files)) zip.addBuffer(Buffer.from(text), name);
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

export async function temporaryFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lambent-sdk-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** What was said to the operator, and an SDK for each start of Lambent on one data folder. */
export async function sdkOf(t: TestContext, fake: FakeRegistry, registry = fake.url) {
  const dataFolder = await temporaryFolder(t);
  const clock = new VirtualClock();
  const warnings: string[] = [];
  const compiled: string[][] = [];
  const log = {
    ...silentLog,
    warn: (text: string, fields?: object) => void warnings.push(`${text} ${JSON.stringify(fields)}`),
  };
  const open = async () => {
    const folder = await temporaryFolder(t);
    const options = { dataFolder, npmRegistry: registry, pythonIndex: `${registry}/simple`, clock, log };
    const locks = { nodejs: fake.nodejs, python: fake.python };
    const all = {
      ...options,
      random: seededRandom(1),
      locks,
      compile: async (...asked: string[]) => compiled.push(asked),
    };
    return { folder, sdk: new Sdk(folder, all), stock: new SdkStock(all), options: all };
  };
  return { dataFolder, clock, warnings, compiled, open };
}
