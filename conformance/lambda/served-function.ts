/** A function run by the service, answering as one does that a test speaks frames with. */
import { join } from 'node:path';
import type { FunctionUnderTest } from '../../src/launcher/suite/contract.suite.ts';
import type { Frame } from '../../src/launcher/suite/launched-function.fixture.ts';
import type { Files, LaunchedWorld } from '../../src/services/lambda/invoke/launched-world.fixture.ts';
import type { VersionRecord } from '../../src/services/lambda/records/function.ts';

type Head = Readonly<Record<string, unknown>>;

type Exit = Awaited<FunctionUnderTest['exit']>;

/** How the service tells a caller that the process has ended. */
const SIGNALS: Readonly<Record<string, string>> = {
  aborted: 'SIGABRT',
  killed: 'SIGKILL',
  'segmentation fault': 'SIGSEGV',
};

/** Of the log, what the platform writes itself. */
const PLATFORM_LINE = /^(INIT_START|INIT_REPORT|START|END|REPORT|RequestId:) /;

export async function serveFunction(
  world: LaunchedWorld,
  files: Files,
  version: Partial<VersionRecord>,
): Promise<FunctionUnderTest> {
  const deployed = await world.deploy(files, { memoryMiB: 256, timeoutSeconds: 30, ...version });
  let count = 0;
  let ended: (exit: Exit) => void = () => undefined;
  const exit = new Promise<Exit>((resolve) => {
    ended = resolve;
  });
  const printed = () => deployed.lines().filter((line) => !PLATFORM_LINE.test(line));
  const logs = () => printed().map((message) => ({ type: 0, micros: 0n, message }));

  const invoke = async (event: unknown, head: Head = {}): Promise<Frame> => {
    count += 1;
    const requestId = String(head.requestId ?? `served-${count}`);
    const answer = await deployed.invoke(event, {
      requestId,
      // Without it the answer is here before the END of the log is.
      logTail: true,
      ...(typeof head.traceId === 'string' && { traceId: head.traceId }),
      ...(typeof head.invokedFunctionArn === 'string' && { invokedFunctionArn: head.invokedFunctionArn }),
    });
    const report = deployed.lines().find((line) => line.startsWith(`REPORT RequestId: ${requestId}\t`));
    const memoryMiB = Number(/Max Memory Used: (\d+) MB/.exec(report ?? '')?.[1]);
    const facts = { requestId, maxRssKiB: memoryMiB * 1024 };
    if (!answer.failed) return { type: 'response', head: facts, body: answer.text };
    const body = answer.text.replace(`RequestId: ${requestId} Error: `, '');
    const { errorType } = JSON.parse(body) as { readonly errorType?: string };
    const exitOfRuntime = exitIn(body);
    if (exitOfRuntime !== undefined) ended(exitOfRuntime);
    return { type: 'error', head: { ...facts, errorType }, body };
  };
  /** A runtime that has ended is an answer of the service's, and of a channel its end. */
  const invokeLiving = async (event: unknown, head?: Head): Promise<Frame> => {
    const frame = await invoke(event, head);
    if (exitIn(frame.body) !== undefined) throw new Error('the channel ended');
    return frame;
  };

  const fn: FunctionUnderTest = {
    taskRoot: join(world.launcher.codeRoot, deployed.record.name),
    // An environment starts with its first event.
    get exit() {
      if (count === 0) void invoke({});
      return exit;
    },
    ready: () => Promise.resolve(fn),
    frame: async () => ({ ...(await invoke({})), type: 'init-error' }),
    invoke: invokeLiving,
    async result(event, head) {
      const frame = await invokeLiving(event, head);
      if (frame.type !== 'response') throw new Error(`${frame.type}: ${frame.body}`);
      return JSON.parse(frame.body);
    },
    stdioUntil: async () => printed().join(''),
    logsUntil: async () => logs(),
    endedOutput: async () => ({ exit: await exit, stdio: printed().join(''), logs: logs() }),
    stop: () => Promise.resolve(),
  };
  return fn;
}

function exitIn(body: string): Exit | undefined {
  if (!body.includes('"Runtime.ExitError"')) return undefined;
  if (body.includes('exited without providing a reason')) return { code: 0, signal: null };
  const [, code, signal = ''] = /exited with error: (?:exit status (\d+)|signal: ([a-z ]+))/.exec(body) ?? [];
  return code === undefined
    ? { code: null, signal: SIGNALS[signal] ?? signal }
    : { code: Number(code), signal: null };
}
