import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { systemClock, systemRandom } from '#ambient';
import type { PlatformLog } from '#observe';
import type { Exit, Interpreter, Isolation, Launcher, SandboxedProcess } from '../contract.ts';
import { canChangeFolder } from '../drivers/driver.ts';
import { type LauncherOptions, openLauncher } from '../open-launcher.ts';

export const silentLog: PlatformLog = { debug() {}, info() {}, warn() {}, error() {} };

export const NPM_REGISTRY = 'https://registry.npmjs.org';
export const PYTHON_INDEX = 'https://pypi.org/simple';

/** A launcher on folders of its own. `close` removes them. */
export async function launcherForTest(
  isolation: Isolation,
  options: Partial<
    Pick<LauncherOptions, 'searchPath' | 'dataFolder' | 'identity' | 'cpu' | 'network' | 'functionHosts'>
  > = {},
): Promise<{ readonly launcher: Launcher; readonly dataFolder: string; close(): Promise<void> }> {
  const dataFolder = options.dataFolder ?? (await mkdtemp(join(tmpdir(), 'lambent-launcher-')));
  // A folder that a test brought is the test's to remove.
  const removeFolder = async () => {
    if (options.dataFolder === undefined) await rm(dataFolder, { recursive: true, force: true });
  };
  let launcher: Launcher;
  try {
    launcher = await openLauncher({
      ...options,
      dataFolder,
      isolation,
      npmRegistry: NPM_REGISTRY,
      pythonIndex: PYTHON_INDEX,
      clock: systemClock(),
      random: systemRandom(),
      log: silentLog,
    });
  } catch (error) {
    await removeFolder();
    throw error;
  }
  return {
    launcher,
    dataFolder,
    async close() {
      await launcher.close();
      await removeFolder();
    },
  };
}

/** The interpreter, or a failure that says why there is none. */
export async function interpreterFor(launcher: Launcher, runtime: string): Promise<Interpreter> {
  const answer = await launcher.interpreter(runtime);
  if (!answer.available) throw new Error(`${runtime}: ${answer.reason}`);
  return answer.interpreter;
}

export type Frame = {
  readonly type: 'ready' | 'init-error' | 'response' | 'error' | 'start' | 'part' | 'end' | 'booted';
  readonly head: Readonly<Record<string, unknown>>;
  readonly body: string;
};

const FRAME_TYPES: Readonly<Record<number, Frame['type']>> = {
  16: 'ready',
  17: 'init-error',
  18: 'response',
  19: 'error',
  20: 'start',
  21: 'part',
  22: 'end',
  23: 'booted',
};

export type Files = Readonly<Record<string, string | Uint8Array>>;

export type FunctionSpec = {
  readonly interpreter: Interpreter;
  /** Each file, by its path in the code folder. */
  readonly files: Files;
  readonly handler: string;
  /** Each file, by its path in the layers' merged tree. */
  readonly layers?: Files;
  readonly variables?: Readonly<Record<string, string>>;
  readonly memoryMiB?: number;
  readonly tmpMiB?: number;
  /** By default one that nothing had before. */
  readonly id?: string;
  readonly resettable?: true;
};

/** How a function comes to its process: started with it, or booted before and then given it. */
export type StartPath = 'direct' | 'prebooted';

/** Unpacks and starts a function. The test stops it with `stop`, or it ends with its launcher. */
export async function launch(
  launcher: Launcher,
  spec: FunctionSpec,
  path: StartPath = 'direct',
): Promise<LaunchedFunction> {
  const id = spec.id ?? systemRandom().text(20, 'abcdefghijklmnopqrstuvwxyz0123456789');
  const { interpreter, memoryMiB = 256, tmpMiB = 512 } = spec;
  const started = {
    id,
    interpreter,
    memoryMiB,
    tmpMiB,
    ...(spec.resettable && { resettable: true as const }),
  };
  const variables = { ...VARIABLES, ...spec.variables, _HANDLER: spec.handler };
  const code = join(launcher.codeRoot, id);
  const layers = join(launcher.codeRoot, `${id}-layers`);
  await writeFiles(code, spec.files);
  await writeFiles(layers, spec.layers ?? {});
  const hasLayers = spec.layers !== undefined;
  const { isolation } = launcher;
  if (path === 'direct') {
    const folders = { codeFolder: code, ...(hasLayers && { layersFolder: layers }) };
    return new LaunchedFunction(await launcher.start({ ...started, ...folders, variables }), code, isolation);
  }
  const { codeFolder, layersFolder } = await makeSlot(join(launcher.codeRoot, `${id}-slot`));
  const boot = Object.entries(variables).filter(([name]) => SET_AT_BOOT.includes(name));
  const prebooted = {
    ...{ ...started, codeFolder, layersFolder, prebooted: true as const },
    variables: { ...Object.fromEntries(boot), TZ: VARIABLES.TZ },
  };
  const fn = new LaunchedFunction(await launcher.start(prebooted), codeFolder, isolation);
  const booted = await fn.frame();
  if (booted.type !== 'booted') throw new Error(`${booted.type}: ${booted.body}`);
  if (canChangeFolder(interpreter)) await rename(code, codeFolder);
  else await moveEntries(code, codeFolder);
  if (hasLayers) await moveEntries(layers, layersFolder);
  const folders = { codeFolder, ...(hasLayers && { layersFolder }) };
  fn.assign(launcher.variablesOf({ ...started, ...folders, variables }));
  return fn;
}

/** Variables that are the same for every function of a runtime. */
const SET_AT_BOOT = ['LANG', 'RUBYLIB', 'GEM_HOME', 'GEM_PATH'];

/** What a runtime that waits for its function sees of it. */
async function makeSlot(slot: string) {
  const folders = { codeFolder: join(slot, 'var', 'task'), layersFolder: join(slot, 'opt') };
  for (const folder of [...Object.values(folders), join(slot, 'var', 'runtime'), join(slot, 'var', 'lang')])
    await mkdir(folder, { recursive: true });
  return folders;
}

async function moveEntries(from: string, to: string): Promise<void> {
  for (const name of await readdir(from)) await rename(join(from, name), join(to, name));
}

async function writeFiles(folder: string, files: Files): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
}

const VARIABLES = {
  TZ: ':UTC',
  LANG: 'en_US.UTF-8',
  AWS_LAMBDA_FUNCTION_NAME: 'my-function',
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
  AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/my-function',
  AWS_LAMBDA_LOG_STREAM_NAME: '2026/08/20/[$LATEST]0123456789abcdef0123456789abcdef',
};

/** Speaks the frame protocol with a started runtime, one thing at a time. */
export class LaunchedFunction {
  readonly process: SandboxedProcess;
  readonly codeFolder: string;
  /** Where the function finds its code. */
  readonly taskRoot: string;
  readonly exit: Promise<Exit>;
  readonly #frames: Frames;
  readonly #stdio: Collected;
  readonly #telemetry: Collected;
  #count = 0;

  constructor(sandboxed: SandboxedProcess, codeFolder: string, isolation: Isolation) {
    this.process = sandboxed;
    this.codeFolder = codeFolder;
    this.taskRoot = isolation === 'bubblewrap' ? '/var/task' : codeFolder;
    this.exit = new Promise((resolve) => sandboxed.onExit(resolve));
    this.#frames = new Frames(sandboxed.channel);
    this.#stdio = new Collected(sandboxed.stdio);
    this.#telemetry = new Collected(sandboxed.telemetry);
  }

  /** The next frame. Rejects when the channel ends before it. */
  frame(): Promise<Frame> {
    return this.#frames.next();
  }

  /** Waits for `ready`; another frame is a failure. */
  async ready(): Promise<this> {
    const frame = await this.frame();
    if (frame.type !== 'ready') throw new Error(`${frame.type}: ${frame.body}`);
    return this;
  }

  /** Sends an event, as JSON unless it is bytes, and returns the answer. */
  async invoke(event: unknown, head: Readonly<Record<string, unknown>> = {}): Promise<Frame> {
    this.#count += 1;
    const full = {
      requestId: `request-${this.#count}`,
      deadlineMs: Date.now() + 3_000,
      invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:my-function',
      ...head,
    };
    this.#send(1, full, Buffer.isBuffer(event) ? event : Buffer.from(JSON.stringify(event)));
    return await this.frame();
  }

  /** Gives a prebooted runtime its function, whose code is in place. */
  assign(variables: Readonly<Record<string, string>>): void {
    this.#send(3, { variables }, Buffer.alloc(0));
  }

  #send(type: number, head: object, body: Buffer): void {
    const headBytes = Buffer.from(JSON.stringify(head));
    const prefix = Buffer.alloc(9);
    prefix.writeUInt32BE(5 + headBytes.length + body.length, 0);
    prefix[4] = type;
    prefix.writeUInt32BE(headBytes.length, 5);
    this.process.channel.write(Buffer.concat([prefix, headBytes, body]));
  }

  /** Sends an event and returns an answer in parts: its content type, the parts, and the frame that ends it. */
  async stream(
    event: unknown,
  ): Promise<{ readonly contentType: unknown; readonly parts: readonly string[]; readonly end: Frame }> {
    const start = await this.invoke(event);
    if (start.type !== 'start') throw new Error(`${start.type}: ${start.body}`);
    const parts: string[] = [];
    for (;;) {
      const frame = await this.frame();
      if (frame.head.requestId !== start.head.requestId)
        throw new Error(`a frame of ${frame.head.requestId}`);
      if (frame.type !== 'part') return { contentType: start.head.contentType, parts, end: frame };
      parts.push(frame.body);
    }
  }

  /** What the handler answered, parsed. An error is a failure. */
  async result(event: unknown, head?: Readonly<Record<string, unknown>>): Promise<unknown> {
    const frame = await this.invoke(event, head);
    if (frame.type !== 'response') throw new Error(`${frame.type}: ${frame.body}`);
    return JSON.parse(frame.body);
  }

  /** Standard output and error up to what the frame says was written. */
  async stdioUntil(frame: Frame): Promise<string> {
    return (await this.#stdio.atLeast(Number(frame.head.stdioBytes))).toString();
  }

  /** The log frames up to what the frame says was written. */
  async logsUntil(frame: Frame): Promise<LogFrame[]> {
    return logFrames(await this.#telemetry.atLeast(Number(frame.head.telemetryBytes)));
  }

  /** Everything, once the process has ended. */
  async endedOutput(): Promise<{ readonly exit: Exit; readonly stdio: string; readonly logs: LogFrame[] }> {
    const exit = await this.exit;
    return {
      exit,
      stdio: (await this.#stdio.all()).toString(),
      logs: logFrames(await this.#telemetry.all()),
    };
  }

  async stop(): Promise<void> {
    await this.process.kill();
  }
}

export type LogFrame = { readonly type: number; readonly micros: bigint; readonly message: string };

function logFrames(bytes: Buffer): LogFrame[] {
  const frames: LogFrame[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at + 4);
    const message = bytes.toString('utf8', at + 16, at + 16 + length);
    frames.push({ type: bytes.readUInt32BE(at), micros: bytes.readBigUInt64BE(at + 8), message });
    at += 16 + length;
  }
  return frames;
}

/** The bytes that have arrived on a stream. */
class Collected {
  readonly #socket: Socket;
  #bytes: Buffer = Buffer.alloc(0);

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => {
      this.#bytes = Buffer.concat([this.#bytes, chunk]);
    });
  }

  async atLeast(count: number): Promise<Buffer> {
    while (this.#bytes.length < count) await once(this.#socket, 'data');
    return this.#bytes;
  }

  async all(): Promise<Buffer> {
    if (!this.#socket.readableEnded) await once(this.#socket, 'end');
    return this.#bytes;
  }
}

class Frames {
  readonly #chunks: AsyncIterator<Buffer>;
  #bytes: Buffer = Buffer.alloc(0);

  constructor(channel: Socket) {
    this.#chunks = channel[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  }

  async next(): Promise<Frame> {
    const end = 4 + (await this.#filled(9)).readUInt32BE(0);
    const bytes = await this.#filled(end);
    this.#bytes = bytes.subarray(end);
    const headEnd = 9 + bytes.readUInt32BE(5);
    const type = FRAME_TYPES[bytes[4] ?? 0];
    if (type === undefined) throw new Error(`a frame of type ${bytes[4]}`);
    const head = JSON.parse(bytes.toString('utf8', 9, headEnd)) as Record<string, unknown>;
    return { type, head, body: bytes.toString('utf8', headEnd, end) };
  }

  async #filled(count: number): Promise<Buffer> {
    const parts = [this.#bytes];
    for (let filled = this.#bytes.length; filled < count; ) {
      const chunk = await this.#chunks.next();
      if (chunk.done === true) throw new Error('the channel ended');
      parts.push(chunk.value);
      filled += chunk.value.length;
    }
    if (parts.length > 1) this.#bytes = Buffer.concat(parts);
    return this.#bytes;
  }
}
