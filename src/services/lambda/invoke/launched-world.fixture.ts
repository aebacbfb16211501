import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createSessions, Insiders } from '#access';
import { seededRandom, systemClock, systemRandom } from '#ambient';
import { type Isolation, type LauncherOptions, openLauncher } from '#launcher';
import { createMetricStore } from '#observe';
import type { BorrowedTree } from '../code/code.ts';
import { openSlot } from '../code/slot.ts';
import { Spares } from '../code/spares.ts';
import { accountConcurrencyMax } from '../environments/limits.ts';
import type { FunctionRecord, VersionRecord } from '../records/function.ts';
import { type InvokeRequest, type Invoker, openInvoker } from './invoke.ts';
import { functionRecord, layer, RecordedLogs, RecordedUsage, silent } from './invoke-world.fixture.ts';
import { invokeStreaming } from './streamed-response.ts';

/** Files by path; those whose path has no extension, or `.sh`, can be executed. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

type LaunchedWorldOptions = Partial<Pick<LauncherOptions, 'network'>> & {
  /** Runtimes that wait booted. */
  readonly prebooted?: number;
};

/** An invoker with a real launcher: functions run as real processes. */
export async function openLaunchedWorld(
  isolation: Isolation,
  { prebooted = 0, ...options }: LaunchedWorldOptions = {},
) {
  const dataFolder = await mkdtemp(join(tmpdir(), 'lambent-launched-'));
  const clock = systemClock();
  const random = systemRandom();
  const launcher = await openLauncher({
    ...options,
    dataFolder,
    isolation,
    npmRegistry: 'https://registry.npmjs.org',
    searchPath: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin',
    clock,
    random,
    log: silent,
  });
  const logs = new RecordedLogs();
  const treeOf = (digest: string) => ({
    folder: join(launcher.codeRoot, digest),
    bytes: 1,
    release: () => undefined,
  });
  const invoker = openInvoker(
    {
      clock,
      random,
      launcher,
      code: {
        borrow: (digest) => Promise.resolve(treeOf(digest)),
        borrowMerged: ([digest = '']) => Promise.resolve(treeOf(digest)),
        spares: sparesIn(launcher.codeRoot, treeOf),
        openSlot: async () => openSlot(await mkdtemp(join(launcher.codeRoot, 'slot-'))),
      },
      images: { borrow: () => Promise.reject(new Error('there are no images here')) },
      log: silent,
      logs,
      endpoint: () => 'http://127.0.0.1:4566',
      sessions: createSessions({ masterKey: random.bytes(32), clock, random }),
      insiders: new Insiders(),
      reservedConcurrency: () => 0,
      accountConcurrency: accountConcurrencyMax,
      metrics: createMetricStore(),
      usage: new RecordedUsage(),
    },
    {
      environmentsMax: 10,
      startsInFlightMax: 2,
      memoryMiBMax: Number.POSITIVE_INFINITY,
      prebooted: { max: prebooted, idleShare: () => 1 },
    },
  );
  const names = seededRandom(3);
  return {
    logs,
    launcher,
    invoker,
    /** A function of these files, with those of its layers. */
    async deploy(files: Files, version: Partial<VersionRecord> = {}, layerFiles?: Files) {
      const name = names.text(12, 'abcdefghijklmnop');
      await unpack(join(launcher.codeRoot, name), files);
      if (layerFiles !== undefined) {
        await unpack(join(launcher.codeRoot, `${name}-layers`), layerFiles);
      }
      const record = functionRecord(name, {
        runtime: 'provided.al2023',
        codeDigest: name,
        ...(layerFiles !== undefined && { layers: [{ ...layer, codeDigest: `${name}-layers` }] }),
        ...version,
      });
      invoker.functionChanged(record, record);
      const lines = () => logs.linesOf(record.latest.logGroup);
      return { record, lines, ...invocationsOf(invoker, record) };
    },
    /** Ends the environments of a function as its deletion does, and gives the lines of the youngest's log once it has this one. */
    async endOf({ record }: { readonly record: FunctionRecord }, line: RegExp): Promise<readonly string[]> {
      invoker.functionChanged(record, undefined);
      const lines = logs.lines(logs.streams.size - 1);
      while (!lines.some((each) => line.test(each))) await new Promise((resolve) => setImmediate(resolve));
      return lines;
    },
    async close() {
      await invoker.close();
      await launcher.close();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}

function sparesIn(codeRoot: string, treeOf: (digest: string) => BorrowedTree): Spares {
  return new Spares({
    log: silent,
    borrow: ([digest = '']) => Promise.resolve(treeOf(digest)),
    async make(fill) {
      const folder = await mkdtemp(join(codeRoot, 'spare-'));
      return { folder, bytes: await fill(folder) };
    },
  });
}

export type LaunchedWorld = Awaited<ReturnType<typeof openLaunchedWorld>>;

async function unpack(folder: string, files: Files): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
    if (/(^|\/)[^.]+$|\.sh$/.test(path)) await chmod(join(folder, path), 0o755);
  }
}

/** Invokes a function with an event as JSON. */
function invocationsOf(invoker: Invoker, record: FunctionRecord) {
  let requests = 0;
  const requestOf = (event: unknown): InvokeRequest => {
    requests += 1;
    return {
      requestId: `request-${requests}`,
      payload: Buffer.isBuffer(event) ? event : Buffer.from(JSON.stringify(event)),
      invokedFunctionArn: `arn:aws:lambda:us-east-1:000000000000:function:${record.name}`,
      logTail: false,
    };
  };
  return {
    /** Gives the answer's text, whether it is an error, and the log if that was asked for. */
    async invoke(event: unknown, request: Partial<InvokeRequest> = {}) {
      const { payload, functionError, logResult } = await invoker.invoke(record, record.latest, {
        ...requestOf(event),
        ...request,
      });
      return {
        text: Buffer.from(payload).toString(),
        failed: functionError !== undefined,
        log: Buffer.from(logResult ?? '', 'base64').toString(),
      };
    },
    stream: (event: unknown) => invokeStreaming(invoker, record, record.latest, requestOf(event)),
  };
}
