import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { it, type TestContext } from 'node:test';
import { VirtualClock } from '#ambient';
import { helloLine, streamsOf } from './launcher-protocol.ts';
import { HELLO_BYTES_MAX, HELLO_PENDING_MAX, HELLO_TIMEOUT_MS } from './limits.ts';
import { StreamDoor } from './stream-door.ts';

const ID = 'abcdefghij0123456789';
const TOKEN = 'a'.repeat(32);
const NAMES = streamsOf({});

async function open(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'lambent-door-'));
  const clock = new VirtualClock();
  const door = await StreamDoor.open(folder, clock);
  t.after(async () => {
    await door.close();
    await rm(folder, { recursive: true, force: true });
  });
  const visit = (text: string | Buffer): Socket => {
    const socket = connect(door.socketPath);
    socket.on('error', () => undefined);
    socket.write(text);
    t.after(() => socket.destroy());
    return socket.resume();
  };
  return { door, clock, folder, visit };
}

/** Whether it ends in a reset or in silence does not matter. */
function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.once('close', () => resolve()));
}

it('hands over the three streams, whatever their order, with what came after the line', async (t) => {
  const { door, visit } = await open(t);
  const arrival = door.expect(ID, TOKEN, NAMES);
  for (const name of [...NAMES].reverse()) visit(`${helloLine(ID, TOKEN, name)}first of ${name}`);
  const streams = await arrival;
  for (const name of NAMES) {
    const stream = streams[name];
    assert.ok(stream);
    const [chunk] = (await once(stream, 'data')) as [Buffer];
    assert.equal(chunk.toString(), `first of ${name}`);
  }
});

it('takes a line in pieces', async (t) => {
  const { door, visit } = await open(t);
  const arrival = door.expect(ID, TOKEN, NAMES);
  visit(helloLine(ID, TOKEN, 'channel'));
  visit(helloLine(ID, TOKEN, 'telemetry'));
  const socket = visit(helloLine(ID, TOKEN, 'stdio').slice(0, 30));
  await once(socket, 'connect');
  socket.write(helloLine(ID, TOKEN, 'stdio').slice(30));
  await arrival;
});

it('closes on whoever has another token, name or id, or comes twice', async (t) => {
  const { door, visit } = await open(t);
  door.expect(ID, TOKEN, NAMES).catch(() => undefined);
  visit(helloLine(ID, TOKEN, 'channel'));
  const strangers = [
    helloLine(ID, 'b'.repeat(32), 'stdio'),
    helloLine(ID, TOKEN.slice(1), 'stdio'),
    helloLine('bbbbbbbbbbbbbbbbbbbb', TOKEN, 'stdio'),
    `${ID} ${TOKEN} other\n`,
    `${ID} ${TOKEN} channel\n`,
    '\n',
    'x'.repeat(HELLO_BYTES_MAX + 1),
  ];
  for (const line of strangers) await closed(visit(line));
});

it('closes on whoever says nothing in time', async (t) => {
  const { clock, visit } = await open(t);
  const socket = visit('half a li');
  await once(socket, 'connect');
  const end = closed(socket);
  while (clock.pending === 0) await new Promise(setImmediate);
  await clock.advance(HELLO_TIMEOUT_MS);
  await end;
});

it('bounds how many may be silent at once', async (t) => {
  const { clock, visit } = await open(t);
  for (let n = 0; n < HELLO_PENDING_MAX; n += 1) visit('x');
  while (clock.pending < HELLO_PENDING_MAX) await new Promise(setImmediate);
  await closed(visit('one too many'));
});

it('gives up a start whose streams will not come', async (t) => {
  const { door, visit } = await open(t);
  const arrival = assert.rejects(door.expect(ID, TOKEN, NAMES), /enough/);
  const half = visit(helloLine(ID, TOKEN, 'channel'));
  await once(half, 'connect');
  const end = closed(half);
  door.giveUp(ID, new Error('enough'));
  await arrival;
  await door.close();
  await end;
});

it('lies in a folder that nobody else may enter, and goes with it', async (t) => {
  const { door, folder } = await open(t);
  assert.equal((await stat(dirname(door.socketPath))).mode & 0o777, 0o700);
  await door.close();
  assert.deepEqual(await readdir(folder), []);
});

it('finds a short path where the folder has a long one', async (t) => {
  const { folder } = await open(t);
  const door = await StreamDoor.open(join(folder, 'long'.repeat(30)), new VirtualClock());
  assert.ok(door.socketPath.startsWith(tmpdir()));
  await door.close();
});
