/** The load, in a process of its own: reads a plan from IPC, answers with the figures of every run. */
import { connect, type Socket } from 'node:net';

/** One thing to load. `request` is the whole HTTP/1.1 request as text. */
export type Target = { readonly name: string; readonly port: number; readonly request: string };

export type Plan = {
  readonly targets: readonly Target[];
  readonly connections: readonly number[];
  readonly rounds: number;
  readonly runMs: number;
};

/** `latenciesMs` are sorted. */
export type Run = {
  readonly target: string;
  readonly connections: number;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
};

process.on('message', (plan: Plan) => {
  void runPlan(plan).then((runs) => process.send?.(runs, () => process.disconnect()));
});

/** Interleaves the targets within every round, so that a slow minute of the machine hits all of them. */
async function runPlan({ targets, connections, rounds, runMs }: Plan): Promise<Run[]> {
  const runs: Run[] = [];
  for (const target of targets) await load(target, 4, runMs / 2);
  for (let round = 0; round < rounds; round++) {
    for (const count of connections)
      for (const target of targets) runs.push(await load(target, count, runMs));
  }
  return runs;
}

async function load(target: Target, connections: number, runMs: number): Promise<Run> {
  const request = Buffer.from(target.request);
  const latenciesMs: number[] = [];
  const startedMs = performance.now();
  const endMs = startedMs + runMs;
  await Promise.all(
    Array.from({ length: connections }, () => oneConnection(target, request, endMs, latenciesMs)),
  );
  const tookMs = performance.now() - startedMs;
  latenciesMs.sort((left, right) => left - right);
  const at = (share: number) =>
    latenciesMs[Math.min(latenciesMs.length - 1, Math.floor(latenciesMs.length * share))] ?? Number.NaN;
  return {
    target: target.name,
    connections,
    requestsPerSecond: (latenciesMs.length / tookMs) * 1000,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
  };
}

function oneConnection(target: Target, request: Buffer, endMs: number, latenciesMs: number[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect({ host: '127.0.0.1', port: target.port, noDelay: true });
    let pending: Buffer = Buffer.alloc(0);
    let sentMs = 0;
    const send = () => {
      sentMs = performance.now();
      socket.write(request);
    };
    socket.on('connect', send);
    socket.on('error', reject);
    socket.on('data', (chunk: Buffer) => {
      pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
      const length = completeResponse(pending, target.name);
      if (length === undefined) return;
      pending = pending.subarray(length);
      const nowMs = performance.now();
      latenciesMs.push(nowMs - sentMs);
      if (nowMs < endMs) send();
      else socket.end(resolve);
    });
  });
}

/** The length of the first response in `bytes` once it is whole. Any status but 200 ends the benchmark: a fast error is no figure. */
function completeResponse(bytes: Buffer, name: string): number | undefined {
  const headEnd = bytes.indexOf('\r\n\r\n');
  if (headEnd < 0) return undefined;
  const head = bytes.toString('latin1', 0, headEnd);
  if (!head.startsWith('HTTP/1.1 200')) throw new Error(`${name} answered ${head.split('\r\n')[0]}`);
  const declared = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (declared !== undefined) {
    const length = headEnd + 4 + Number(declared);
    return bytes.length >= length ? length : undefined;
  }
  const end = bytes.indexOf('\r\n0\r\n\r\n', headEnd);
  return end < 0 ? undefined : end + 7;
}
