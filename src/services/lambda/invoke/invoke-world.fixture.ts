import { createSessions, Insiders } from '#access';
import { seededRandom, VirtualClock } from '#ambient';
import {
  createMetricStore,
  type LogStore,
  type PlatformLog,
  type StreamId,
  type UsageMeter,
  type UsageOf,
  type Used,
} from '#observe';
import type { EnvironmentDependencies } from '../environments/boot.ts';
import { accountConcurrencyMax } from '../environments/limits.ts';
import type { PlacementLimits } from '../environments/placement.ts';
import { ScriptedLauncher } from '../environments/scripted-launcher.fixture.ts';
import type { FunctionRecord, VersionRecord } from '../records/function.ts';
import { type InvokeRequest, type InvokeResult, openInvoker } from './invoke.ts';
import { invokeStreaming, type StreamedResponse } from './streamed-response.ts';

/** An invoker whose environments are played by the test, on a clock that the test moves. */
export async function openInvokeWorld(
  limits: Partial<PlacementLimits> = {},
  { isReached = true, accountConcurrency = accountConcurrencyMax, layersFolder = '/layers' } = {},
) {
  const launcher = await ScriptedLauncher.open();
  const clock = new VirtualClock();
  const random = seededRandom(7);
  const logs = new RecordedLogs();
  const borrowed = { count: 0 };
  const slots = new RecordedSlots();
  const reserved = { concurrency: 0 };
  const metrics = createMetricStore();
  const usage = new RecordedUsage();
  const warnings: string[] = [];
  const sessions = createSessions({ masterKey: Buffer.alloc(32, 1), clock, random });
  const insiders = new Insiders();
  const invoker = openInvoker(
    {
      clock,
      random,
      launcher,
      code: codeIn(borrowed, slots, layersFolder),
      images: { borrow: () => Promise.reject(new Error('there are no images here')) },
      log: { ...silent, warn: (line) => void warnings.push(line) },
      logs,
      endpoint: () => 'http://127.0.0.1:4566',
      sessions,
      insiders,
      accountConcurrency,
      reservedConcurrency: () => reserved.concurrency,
      metrics,
      usage,
    },
    { environmentsMax: 100, startsInFlightMax: 2, memoryMiBMax: Number.POSITIVE_INFINITY, ...limits },
  );
  if (isReached) invoker.beginProvisioning([]);
  let requests = 0;
  const requestOf = (record: FunctionRecord, request: Partial<InvokeRequest>): InvokeRequest => {
    requests += 1;
    return {
      requestId: `request-${requests}`,
      payload: Buffer.from('{}'),
      invokedFunctionArn: `arn:aws:lambda:us-east-1:000000000000:function:${record.name}`,
      logTail: false,
      ...request,
    };
  };
  return {
    launcher,
    clock,
    logs,
    invoker,
    borrowed,
    slots,
    metrics,
    usage,
    sessions,
    insiders,
    /** The operator's. */
    warnings,
    /** What functions have reserved together. */
    reserved,
    invoke(
      record: FunctionRecord,
      request: Partial<InvokeRequest> = {},
      version = record.latest,
    ): Promise<InvokeResult> {
      return invoker.invoke(record, version, requestOf(record, request));
    },
    stream(record: FunctionRecord, request: Partial<InvokeRequest> = {}): Promise<StreamedResponse> {
      return invokeStreaming(invoker, record, record.latest, requestOf(record, request));
    },
    async close() {
      await invoker.close();
      await launcher.close();
    },
  };
}

/** A layer of a function; where its files are is the world's matter. */
export const layer = { arn: 'layer', codeDigest: '1a7e', codeBytes: 1, unzippedBytes: 1 };

export function functionRecord(
  name: string,
  version: Partial<VersionRecord> = {},
  members: Partial<FunctionRecord> = {},
): FunctionRecord {
  return {
    account: '000000000000',
    region: 'us-east-1',
    name,
    latest: {
      version: '$LATEST',
      runtime: 'nodejs22.x',
      handler: 'index.handler',
      role: 'arn:aws:iam::000000000000:role/r',
      description: '',
      timeoutSeconds: 3,
      memoryMiB: 128,
      ephemeralStorageMiB: 512,
      architecture: 'x86_64',
      tracingMode: 'PassThrough',
      logGroup: `/aws/lambda/${name}`,
      codeDigest: 'c0de',
      codeBytes: 1,
      unzippedBytes: 1,
      lastModified: '2026-01-01T00:00:00.000+0000',
      revisionId: 'r',
      environmentKey: `${name}-1`,
      state: 'Active',
      ...version,
    },
    ...members,
  };
}

export function text({ payload }: InvokeResult): string {
  return Buffer.from(payload).toString();
}

/** Keeps what is logged, by stream. */
export class RecordedLogs implements Pick<LogStore, 'open'> {
  readonly streams = new Map<string, string[]>();

  readonly #groups = new Map<string, string[][]>();

  open({ group, stream }: StreamId): { append(timestampMs: number, message: string): void } {
    const lines: string[] = [];
    this.streams.set(stream, lines);
    this.#groups.set(group, [...(this.#groups.get(group) ?? []), lines]);
    return { append: (_timestampMs, message) => lines.push(message) };
  }

  /** The lines of every stream of a group. */
  linesOf(group: string): readonly string[] {
    return (this.#groups.get(group) ?? []).flat();
  }

  /** The lines of the `index`-th stream. */
  lines(index: number): readonly string[] {
    return [...this.streams.values()][index] ?? [];
  }
}

/** Keeps what is billed. */
export class RecordedUsage implements Pick<UsageMeter, 'add'> {
  readonly bills: { readonly of: UsageOf; readonly used: Partial<Used> }[] = [];

  add(of: UsageOf, used: Partial<Used>): void {
    this.bills.push({ of, used });
  }
}

export const silent: PlatformLog = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** Packages lie at `/code`. */
function codeIn(borrowed: { count: number }, slots: RecordedSlots, layersFolder: string) {
  const borrow = async (folder: string) => {
    borrowed.count += 1;
    return {
      folder,
      bytes: 1,
      release: () => {
        borrowed.count -= 1;
      },
    };
  };
  return {
    borrow: () => borrow('/code'),
    borrowMerged: () => borrow(layersFolder),
    ...slots.code(),
  } satisfies EnvironmentDependencies['code'];
}

/** The folders of environments that wait for their function, none of which are on disk. */
export class RecordedSlots {
  /** What was attached to each, in the order in which they were opened. */
  readonly slots: { readonly attached: (string | undefined)[]; removed: boolean }[] = [];
  /** Packages of which there is a copy, one of each set. */
  readonly spares = new Set<string>();
  /** Sets of packages of which there can be none. */
  readonly impossible = new Set<string>();
  /** Set to let attaching fail. */
  failure: Error | undefined;

  code(): Pick<EnvironmentDependencies['code'], 'openSlot' | 'spares'> {
    return {
      spares: {
        prepare: (digests) => {
          const key = digests.join('+');
          if (!this.impossible.has(key)) this.spares.add(key);
          return Promise.resolve();
        },
        take: (sets) => {
          const keys = sets.map((digests) => digests.join('+'));
          const found = keys.every((key) => this.spares.has(key));
          if (found) for (const key of keys) this.spares.delete(key);
          return Promise.resolve(found ? keys : undefined);
        },
      },
      openSlot: () => {
        const slot = { attached: [] as (string | undefined)[], removed: false };
        this.slots.push(slot);
        return Promise.resolve({
          taskFolder: `/slots/${this.slots.length}/var/task`,
          layersFolder: `/slots/${this.slots.length}/opt`,
          attach: (code, layers) => {
            if (this.failure !== undefined) return Promise.reject(this.failure);
            slot.attached.push(code, layers);
            return Promise.resolve();
          },
          remove: () => {
            slot.removed = true;
            return Promise.resolve();
          },
        });
      },
    };
  }
}
