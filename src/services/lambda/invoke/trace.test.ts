import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lineageSearchCharactersMax } from './limits.ts';
import { isLoop, traceIn, traceOf } from './trace.ts';

const requestId = '8f5a8f2c-6f5e-4d7c-9d0e-2f8d0a1b2c3d';
const receivedAtMs = Date.UTC(2026, 7, 20);

const fn = (name: string) => ({ account: '000000000000', region: 'us-east-1', name });
const trace = (name: string, traceId?: string) =>
  traceOf({ requestId, receivedAtMs, ...(traceId === undefined ? {} : { traceId }) }, fn(name));

/** The invocations that a chain gets through until one is stopped. */
function invocationsOf(chain: (step: number) => string, stepsMax = 1_000): number {
  let header: string | undefined;
  for (let step = 0; step < stepsMax; step += 1) {
    const next = trace(chain(step), header);
    if (isLoop(next)) return step;
    header = next.header;
  }
  return stepsMax;
}

test('an invocation without a trace begins one', () => {
  assert.match(
    trace('a').header,
    /^Root=1-6a864380-8f5a8f2c6f5e4d7c9d0e2f8d;Parent=9d0e2f8d0a1b2c3d;Sampled=0;Lineage=1:[0-9a-f]{8}:0$/,
  );
});

test("the caller's trace goes on as it came, with the lineage at its end", () => {
  const { header } = trace('a', 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1');
  assert.match(
    header,
    /^Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1;Lineage=1:[0-9a-f]{8}:0$/,
  );
  const again = trace('a', header.replace(/^(.*);(Lineage=.*)$/, '$2;$1')).header;
  assert.equal(again, header.replace(/1:([0-9a-f]{8}):0$/, '2:$1:1'), 'wherever the lineage stood');
  assert.equal(traceIn(again, fn('a')).loops, 1);
});

test('what is no trace header is not continued', () => {
  const begun = trace('a').header;
  for (const header of ['', 'x'.repeat(257), 'Root=1-ü', 'Root=1\r\nx: y'])
    assert.equal(trace('a', header).header, begun);
});

test('what is not continued still has its lineage: nobody hides a loop behind a long header', () => {
  const begun = trace('a').header;
  const once = begun.replace(/1:([0-9a-f]{8}):0$/, '2:$1:1');
  const [lineage = ''] = /Lineage=.*$/.exec(begun) ?? [];
  for (const header of [`Root=1-a;x=${'x'.repeat(60_000)};${lineage}`, `Root=1-ü;${lineage}`]) {
    assert.equal(trace('a', header).header, once);
    assert.equal(trace('a', header).loops, 1);
  }
  assert.equal(trace('a', `x=${'x'.repeat(lineageSearchCharactersMax)};${lineage}`).header, begun);
});

test('a lineage that is none counts as none', () => {
  for (const lineage of [
    '',
    'x',
    '1:2:3',
    '1:ABCDEFGH:0',
    '1234:abcdef01:0',
    '1:abcdef01:123456',
    '-1:11111111:0',
  ]) {
    assert.match(
      trace('a', `Root=1-a;Lineage=${lineage}`).header,
      /^Root=1-a;Lineage=1:[0-9a-f]{8}:0$/,
      lineage,
    );
  }
});

test('a function that invokes itself runs sixteen times', () => {
  assert.equal(
    invocationsOf(() => 'a'),
    16,
  );
});

test('a chain without a loop is never stopped, nor is its counter more than a byte', () => {
  assert.equal(
    invocationsOf((step) => `f${step}`, 600),
    600,
  );
  let header: string | undefined;
  for (let step = 0; step < 400; step += 1) header = trace(`f${step}`, header).header;
  assert.match(header ?? '', /Lineage=255:/);
});

test('a loop of several functions is stopped, wherever the chain enters it', () => {
  for (const functions of [2, 3, 5]) {
    assert.equal(
      invocationsOf((step) => `f${step % functions}`) <= 17 * functions + 8,
      true,
      `${functions} functions: ${invocationsOf((step) => `f${step % functions}`)}`,
    );
  }
  for (const before of [1, 3, 20]) {
    const stopped = invocationsOf((step) => (step < before ? `before${step}` : `f${step % 3}`));
    assert.ok(stopped < 2 * before + 60, `${before} before the loop: ${stopped}`);
  }
});

test('another function in the chain is not taken for the anchor', () => {
  const second = trace('b', trace('a').header).header;
  assert.equal(traceIn(second, fn('b')).loops, 0);
  const third = trace('a', second).header;
  assert.equal(traceIn(third, fn('a')).loops, 0, 'the second of the chain has become the anchor');
  assert.equal(trace('b', third).loops, 1);
});

test('where a loop is told of is not in it', () => {
  let header = trace('a').header;
  for (let times = 0; times < 16; times += 1) header = trace('a', header).header;
  assert.equal(isLoop(traceIn(header, fn('a'))), true);
  assert.equal(isLoop(trace('told', header)), false);
});

test('many invocations in one trace are no loop: of a client that keeps its trace, and of one invocation that fans out', () => {
  const client = 'Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1';
  const [first = assert.fail(), ...others] = Array.from({ length: 100 }, () => trace('a', client));
  assert.ok(others.every(({ loops, header }) => loops === 0 && header === first.header));
  const toAnother = Array.from({ length: 50 }, () => trace('b', first.header));
  assert.ok(toAnother.every(({ loops }) => loops === 0));
  const toItself = Array.from({ length: 50 }, () => trace('a', first.header));
  assert.ok(toItself.every((each) => each.loops === 1 && !isLoop(each)));
});
