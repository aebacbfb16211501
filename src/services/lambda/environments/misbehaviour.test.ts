/** Whatever runtimes do, in whatever order: the platform lives on, and every invocation has its answer. */
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import { type Random, seededRandom } from '#ambient';
import { functionRecord, openInvokeWorld, text } from '../invoke/invoke-world.fixture.ts';
import type { StreamedResponse } from '../invoke/streamed-response.ts';
import { runtimePaths } from '../runtime-api/api-client.fixture.ts';
import type { ScriptedRuntime } from './scripted-launcher.fixture.ts';

const rounds = 40;
const stepsPerRound = 150;

type World = Awaited<ReturnType<typeof openInvokeWorld>>;

const framed = functionRecord('framed');
const wrapped = functionRecord('wrapped', { variables: { AWS_LAMBDA_EXEC_WRAPPER: '/opt/wrapper' } });

function pick<T>(random: Random, from: readonly [T, ...T[]]): T {
  return from[Math.floor(random.fraction() * from.length)] ?? from[0];
}

/** What the process may do to the platform. Ids are those of recent invocations, or of none. */
function misbehave(random: Random, runtime: ScriptedRuntime, id: string): void {
  const whole = (path: string, body: string) =>
    `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  const half = (path: string) => `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"half"`;
  const ask = (bytes: string) => {
    const [host, port] = runtime.api.split(':');
    const socket = connect({ host, port: Number(port) });
    socket.on('error', () => undefined).resume();
    socket.write(bytes);
    if (random.fraction() < 0.3) socket.end();
    else runtime.onExit(() => socket.destroy());
  };
  const noise = () => Buffer.from(Array.from({ length: 40 }, () => Math.floor(random.fraction() * 256)));
  const isSupervised = runtime.spec.supervised !== undefined;
  const common: readonly [() => void, ...(() => void)[]] = [
    () => runtime.print(pick(random, ['half a line', 'a line\n', '\xff\n'])),
    () => runtime.log(0, 'a log frame'),
    () => runtime.telemetry.write(noise()),
    () => runtime.channel.write(noise()),
    () => runtime.channel.end(),
    () =>
      runtime.exit(
        pick(random, [
          { code: 0, signal: null },
          { code: 9, signal: null },
          { code: null, signal: 'SIGKILL' },
        ]),
      ),
    () => {
      runtime.pauseFailure = random.fraction() < 0.5 ? new Error('no such process') : undefined;
    },
  ];
  const framesOnly: typeof common = [
    () => runtime.respond(id, '"result"'),
    () => runtime.fail(id, 'Error', '{}'),
    () => runtime.begin(id),
    () => runtime.part(id, 'part'),
    () => runtime.end(id),
    () => runtime.break(id, 'Error', '{}'),
    () => runtime.ready(),
    () => runtime.initError('Error', '{}'),
    () => runtime.promise(10),
  ];
  const next = () => ask(`GET ${runtimePaths.next} HTTP/1.1\r\nHost: x\r\n\r\n`);
  const apiOnly: typeof common = [
    next,
    next,
    next,
    next,
    () => ask(whole(runtimePaths.response(id), '"result"')),
    () => ask(half(runtimePaths.response(id))),
    () => ask(whole(runtimePaths.error(id), '{}')),
    () => ask(half(runtimePaths.error(id))),
    () => ask(whole(runtimePaths.initError, '{}')),
    () => ask(half(runtimePaths.initError)),
    () => ask(noise().toString('latin1')),
    () => runtime.say(pick(random, ['runtime 0', 'runtime 1', 'runtime 137', 'nonsense'])),
  ];
  const likely = isSupervised ? apiOnly : framesOnly;
  if (random.fraction() < 0.85) pick(random, likely)();
  else pick(random, common)();
}

async function readSome(response: StreamedResponse, leaves: boolean): Promise<void> {
  while ((await response.next()) !== undefined) if (leaves) return response.abandon();
}

async function turns(count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) await new Promise((resolve) => setImmediate(resolve));
}

async function round(world: World, random: Random): Promise<void> {
  const answers: Promise<unknown>[] = [];
  let invoked = 0;
  for (let step = 0; step < stepsPerRound; step += 1) {
    const what = random.fraction();
    if (what < 0.2) {
      const stream = random.fraction() < 0.3;
      const record = random.fraction() < 0.5 ? framed : wrapped;
      invoked += 1;
      const answer = stream
        ? world.stream(record).then((response) => readSome(response, random.fraction() < 0.3))
        : world.invoke(record, { logTail: random.fraction() < 0.5 }).then(text);
      answers.push(answer.catch(() => undefined));
    } else if (what < 0.8) {
      const live = world.launcher.runtimes.filter(({ killed }) => !killed);
      const [runtime] = live.length === 0 ? [] : [live[Math.floor(random.fraction() * live.length)]];
      const id =
        random.fraction() < 0.1 ? 'nobody' : `request-${invoked - Math.floor(random.fraction() * 4)}`;
      if (runtime !== undefined) misbehave(random, runtime, id);
    } else {
      await world.clock.advance(pick(random, [0, 1, 50, 500, 3_000, 10_000]));
    }
    await turns(1 + Math.floor(random.fraction() * 4));
  }
  let settled = false;
  void Promise.all(answers).then(() => {
    settled = true;
  });
  // New starts take turns of the real event loop, which has sockets to open.
  for (let waited = 0; !settled && waited < 2_000; waited += 1) {
    await world.clock.advance(3_000);
    await turns(20);
  }
  assert.ok(settled, 'an invocation has no answer');
}

for (let seed = 1; seed <= rounds; seed += 1) {
  test(`random misbehaviour, ${seed}`, async () => {
    const world = await openInvokeWorld({ startsInFlightMax: 2, environmentsMax: 3 });
    try {
      world.launcher.autoReady = seed % 2 === 0;
      await round(world, seededRandom(seed));
    } finally {
      await world.close();
    }
  });
}
