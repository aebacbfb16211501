import assert from 'node:assert/strict';
import type { ContractSubject } from './contract.suite.ts';
import { casesOf } from './dialects.fixture.ts';

const nested = (depth: number): unknown => (depth === 0 ? 'deep' : [nested(depth - 1)]);

/** What a handler gets and returns unchanged. */
const VALUES: readonly [string, unknown][] = [
  ['null', null],
  ['true', true],
  ['false', false],
  ['zero', 0],
  ['a negative number', -1],
  ['a fraction', -1.5],
  ['a number beyond 32 bits', 4_294_967_296],
  ['the largest exact number', Number.MAX_SAFE_INTEGER],
  ['a huge number', 1e21],
  ['no text', ''],
  ['text', 'text'],
  ['text beyond ASCII', 'é ☃ 𝄞 日本語 🇪🇺'],
  ['control characters and quotes', '\u0000 \u001f \u007f \u2028 \u2029 "quotes" \\ / \n\r\t'],
  ['an empty list', []],
  ['lists in lists', [1, [2, [3, []]]]],
  ['an empty object', {}],
  ['objects in objects', { a: { b: { c: [{ d: 1 }] } } }],
  ['odd names', { '': 1, ' ': 2, 'é☃': 3, 'a.b': 4, __proto: 5, '"': 6 }],
  ['50 levels', nested(50)],
  ['many elements', Array.from({ length: 10_000 }, (_, n) => n)],
];

export function contractOfResults({ dialect, actor, startActor }: ContractSubject): void {
  const it = casesOf(dialect);
  for (const [name, value] of VALUES) {
    it(`returns ${name} as it was sent`, async () => {
      assert.deepEqual(await actor().result({ do: 'value', value }), value);
    });
  }

  it('takes any JSON value as its event', async () => {
    for (const value of [null, true, 7, 'text', [1], {}])
      assert.deepEqual(await actor().result(value), value);
  });

  it('keeps or leaves out a null in an object, as the language has it', async () => {
    const expected = dialect.keepsNullMembers ? { a: null, b: [null] } : { b: [null] };
    assert.deepEqual(await actor().result({ do: 'value', value: { a: null, b: [null] } }), expected);
  });

  it('returns null when there is nothing to return', async () => {
    const frame = await actor().invoke({ do: 'nothing' });
    assert.deepEqual([frame.type, frame.body], ['response', 'null']);
  });

  it('understands JSON however it is written', async () => {
    const written = Buffer.from(
      ' {\r\n "do" :\t"value","value":[ "\\u2603\\ud834\\udd1e\\/" , 1e2,-0.5E-1 ] } \n',
    );
    assert.deepEqual(await actor().result(written), ['☃𝄞/', 100, -0.05]);
  });

  it('takes the last of two members of one name', async () => {
    assert.equal(await actor().result(Buffer.from('{"do":"value","value":1,"value":2}')), 2);
  });

  it('counts characters, not bytes', async () => {
    assert.equal(await actor().result({ do: 'length', text: 'aé☃𝄞' }), 4);
  });

  it('takes an event and returns a result of 6 MiB', async () => {
    const fn = await startActor();
    const text = 'x'.repeat(6 * 1024 * 1024 - 2);
    assert.equal(await fn.result(text), text);
    assert.equal(await fn.result('short'.repeat(20_000)), 'short'.repeat(20_000));
    await fn.stop();
  });

  it('hands a result over whole that is too large for the platform', async () => {
    const fn = await startActor();
    const frame = await fn.invoke({ do: 'large', characters: 6_291_600 });
    assert.equal(frame.body.length, 6_291_602);
    assert.equal(await fn.result(1), 1);
    await fn.stop();
  });

  it('answers each invocation under its own id', async () => {
    for (const requestId of ['8f5a8f2c-6f5e-4d7c-9d0e-2f8d0a1b2c3d', 'b']) {
      assert.equal((await actor().invoke(1, { requestId })).head.requestId, requestId);
    }
  });
}
