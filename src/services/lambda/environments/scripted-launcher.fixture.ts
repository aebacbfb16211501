import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EnvironmentSpec, Exit, Interpreter, Launcher, SandboxedProcess } from '#launcher';
import type { InvocationEvent } from '../runtime-api/runtime-api.ts';
import { frameType } from './frames.ts';

/** The runtime's side of one environment, played by a test. */
export class ScriptedRuntime {
  readonly spec: EnvironmentSpec;
  readonly channel: Socket;
  readonly telemetry: Socket;
  readonly stdio: Socket;
  killed = false;
  /** Whether it was asked not to stand still. */
  attended = false;
  /** What the kernel says of its memory. */
  ranOutOfMemory = false;
  /** Whether it was frozen and thawed, in order. */
  readonly pauses: ('freeze' | 'thaw')[] = [];
  /** Set to let the next pauses fail. */
  pauseFailure: Error | undefined;
  #stdioBytes = 0;
  #telemetryBytes = 0;
  #exit: Exit | undefined;
  readonly #exitListeners: ((exit: Exit) => void)[] = [];
  #received = Buffer.alloc(0);
  readonly #orders: string[] = [];
  readonly #orderWanted: ((line: string) => void)[] = [];
  #invokes: { readonly head: InvocationEvent; readonly payload: Buffer }[] = [];
  #wanting: ((invoke: { readonly head: InvocationEvent; readonly payload: Buffer }) => void)[] = [];

  readyWhenAssigned = false;
  readonly #assigned = Promise.withResolvers<Readonly<Record<string, string>>>();

  /** The variables of the function that it was given after it had booted. */
  get assigned(): Promise<Readonly<Record<string, string>>> {
    return this.#assigned.promise;
  }

  constructor(spec: EnvironmentSpec, channel: Socket, telemetry: Socket, stdio: Socket) {
    this.spec = spec;
    this.channel = channel;
    this.telemetry = telemetry;
    this.stdio = stdio;
    for (const socket of [channel, telemetry, stdio]) socket.on('error', () => undefined).resume();
    channel.on('data', (chunk: Buffer) =>
      spec.supervised === undefined ? this.#receive(chunk) : this.#order(chunk),
    );
  }

  /** The next invoke frame. */
  invoked(): Promise<{ readonly head: InvocationEvent; readonly payload: Buffer }> {
    const waiting = this.#invokes.shift();
    return waiting === undefined
      ? new Promise((resolve) => this.#wanting.push(resolve))
      : Promise.resolve(waiting);
  }

  /** The lines that the supervisor was sent, from now on or already; resolves with the next. */
  async ordered(): Promise<string> {
    const waiting = this.#orders.shift();
    return waiting ?? new Promise((resolve) => this.#orderWanted.push(resolve));
  }

  /** A line of the supervisor. */
  say(line: string): void {
    this.channel.write(`${line}\n`);
  }

  /** Where the environment reaches its platform. */
  get api(): string {
    return this.spec.variables.AWS_LAMBDA_RUNTIME_API ?? '';
  }

  kill(): Promise<void> {
    this.killed = true;
    this.exit({ code: null, signal: 'SIGKILL' });
    return Promise.resolve();
  }

  pause(command: 'freeze' | 'thaw'): Promise<void> {
    this.pauses.push(command);
    return this.pauseFailure === undefined ? Promise.resolve() : Promise.reject(this.pauseFailure);
  }

  ready(): void {
    this.send(frameType.ready, {}, '');
  }

  initError(errorType: string, body: string): void {
    this.send(frameType.initError, { errorType }, body);
  }

  respond(requestId: string, body: string | Buffer): void {
    this.send(frameType.response, { requestId, maxRssKiB: 40_000 }, body);
  }

  fail(requestId: string, errorType: string, body: string): void {
    this.send(frameType.error, { requestId, errorType }, body);
  }

  /** Begins a response in parts. */
  begin(requestId: string, contentType = 'text/plain'): void {
    this.send(frameType.responseStart, { requestId, contentType }, '');
  }

  part(requestId: string, body: string | Buffer): void {
    this.send(frameType.responsePart, { requestId }, body);
  }

  end(requestId: string): void {
    this.send(frameType.responseEnd, { requestId, maxRssKiB: 40_000 }, '');
  }

  break(requestId: string, errorType: string, body: string): void {
    this.send(frameType.responseEnd, { requestId, errorType }, body);
  }

  /** Announces what was printed and logged so far, as a bootstrap does. */
  send(type: number, head: object, body: string | Buffer): void {
    const full = { stdioBytes: this.#stdioBytes, telemetryBytes: this.#telemetryBytes, ...head };
    this.channel.write(frameOf(type, full, body));
  }

  print(text: string | Buffer): void {
    this.#stdioBytes += Buffer.byteLength(text);
    this.stdio.write(text);
  }

  log(timestampMs: number, message: string): void {
    const frame = logFrameOf(timestampMs, message);
    this.#telemetryBytes += frame.length;
    this.telemetry.write(frame);
  }

  /** Counts bytes as printed without printing them yet. */
  promise(bytes: number): void {
    this.#stdioBytes += bytes;
  }

  exit(exit: Exit): void {
    if (this.#exit !== undefined) return;
    this.#exit = exit;
    for (const socket of [this.channel, this.telemetry, this.stdio]) socket.end();
    for (const listener of this.#exitListeners) listener(exit);
  }

  onExit(listener: (exit: Exit) => void): void {
    if (this.#exit !== undefined) listener(this.#exit);
    else this.#exitListeners.push(listener);
  }

  #order(chunk: Buffer): void {
    for (const line of chunk.toString().split('\n').slice(0, -1)) {
      const wanting = this.#orderWanted.shift();
      if (wanting === undefined) this.#orders.push(line);
      else wanting(line);
    }
  }

  #receive(chunk: Buffer): void {
    this.#received = Buffer.concat([this.#received, chunk]);
    while (this.#received.length >= 4 && this.#received.length >= 4 + this.#received.readUInt32BE(0)) {
      const end = 4 + this.#received.readUInt32BE(0);
      const bodyAt = 9 + this.#received.readUInt32BE(5);
      const type = this.#received.readUInt8(4);
      const head: unknown = JSON.parse(this.#received.toString('utf8', 9, bodyAt));
      if (type === frameType.attend) {
        this.attended = true;
        this.#received = this.#received.subarray(end);
        continue;
      }
      const invoke = { head: head as InvocationEvent, payload: this.#received.subarray(bodyAt, end) };
      this.#received = this.#received.subarray(end);
      if (type === frameType.assign) {
        this.#assigned.resolve((head as { readonly variables: Record<string, string> }).variables);
        if (this.readyWhenAssigned) this.ready();
        continue;
      }
      const wanting = this.#wanting.shift();
      if (wanting === undefined) this.#invokes.push(invoke);
      else wanting(invoke);
    }
  }
}

export function frameOf(type: number, head: object, body: string | Buffer): Buffer {
  const headBytes = Buffer.from(JSON.stringify(head));
  const prefix = Buffer.alloc(9);
  prefix.writeUInt32BE(5 + headBytes.length + Buffer.byteLength(body), 0);
  prefix.writeUInt8(type, 4);
  prefix.writeUInt32BE(headBytes.length, 5);
  return Buffer.concat([prefix, headBytes, Buffer.from(body)]);
}

export function logFrameOf(timestampMs: number, message: string): Buffer {
  const prefix = Buffer.alloc(16);
  prefix.writeUInt32BE(0xa55a0003, 0);
  prefix.writeUInt32BE(Buffer.byteLength(message), 4);
  prefix.writeBigUInt64BE(BigInt(timestampMs) * 1000n, 8);
  return Buffer.concat([prefix, Buffer.from(message)]);
}

/** A launcher whose environments are played by the test, over real sockets. */
export class ScriptedLauncher implements Launcher {
  readonly isolation = 'process';
  readonly codeRoot: string;
  /** Every environment that was started, in order. */
  readonly runtimes: ScriptedRuntime[] = [];
  /** Environments whose `/tmp` is there: those that run, and those that have been reset. */
  readonly tmpFolders = new Set<string>();
  /** Set to let resets take until it resolves. */
  resets: PromiseWithResolvers<void> | undefined;
  /** Set to let the next starts fail. */
  failure: Error | undefined;
  /** Whether new environments report ready by themselves. */
  autoReady = true;
  readonly #folder: string;
  #pairing: Promise<unknown> = Promise.resolve();
  readonly #waiting: (() => void)[] = [];

  constructor(folder: string) {
    this.#folder = folder;
    this.codeRoot = join(folder, 'code');
  }

  static async open(): Promise<ScriptedLauncher> {
    return new ScriptedLauncher(await mkdtemp(join(tmpdir(), 'lambent-scripted-')));
  }

  /** Of the interpreter that this node has for whatever runtime. */
  interpreterKind: Interpreter['kind'] = 'nodejs';

  interpreter(): ReturnType<Launcher['interpreter']> {
    return Promise.resolve({
      available: true,
      interpreter: { kind: this.interpreterKind, path: '/usr/bin/node', version: '22.14.0' },
    });
  }

  readonly network = 'host';
  readonly innerEndpoint = undefined;

  variablesOf({ variables }: EnvironmentSpec): Readonly<Record<string, string>> {
    return variables;
  }

  serveInside(): void {}

  async start(spec: EnvironmentSpec): Promise<SandboxedProcess> {
    if (this.failure !== undefined) {
      this.tmpFolders.delete(spec.id);
      throw this.failure;
    }
    const channel = await this.#pair();
    const telemetry = await this.#pair();
    const stdio = await this.#pair();
    const runtime = new ScriptedRuntime(spec, channel.far, telemetry.far, stdio.far);
    this.runtimes.push(runtime);
    this.tmpFolders.add(spec.id);
    // Later, so that whoever started it listens by then.
    setImmediate(() => {
      for (const resolve of this.#waiting.splice(0)) resolve();
    });
    runtime.readyWhenAssigned = this.autoReady;
    if (spec.prebooted === true) runtime.send(frameType.booted, {}, '');
    else if (this.autoReady && spec.supervised === undefined) runtime.ready();
    return {
      id: spec.id,
      channel: channel.near,
      telemetry: telemetry.near,
      stdio: stdio.near,
      onExit: (listener) => runtime.onExit(listener),
      kill: () => {
        this.tmpFolders.delete(spec.id);
        return runtime.kill();
      },
      reset: async () => {
        await this.resets?.promise;
        await runtime.kill();
      },
      address: '127.0.0.1',
      freeze: () => runtime.pause('freeze'),
      thaw: () => runtime.pause('thaw'),
      ranOutOfMemory: () => Promise.resolve(runtime.ranOutOfMemory),
    };
  }

  /** The `index`-th environment, as soon as it was started. */
  async runtime(index: number): Promise<ScriptedRuntime> {
    for (;;) {
      const runtime = this.runtimes[index];
      if (runtime !== undefined) {
        await new Promise((resolve) => setImmediate(resolve));
        return runtime;
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  async close(): Promise<void> {
    for (const runtime of this.runtimes) runtime.exit({ code: null, signal: 'SIGKILL' });
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** Two ends of one connection; one at a time, so that ends do not mix. */
  #pair(): Promise<{ near: Socket; far: Socket }> {
    const paired = this.#pairing.then(async () => {
      const path = join(this.#folder, 'pair.sock');
      const server = createServer({ pauseOnConnect: true });
      await new Promise<void>((resolve) => server.listen(path, resolve));
      const accepted = new Promise<Socket>((resolve) => server.once('connection', resolve));
      const far = connect(path);
      const near = await accepted;
      server.close();
      await rm(path, { force: true });
      return { near, far };
    });
    this.#pairing = paired.catch(() => undefined);
    return paired;
  }
}
