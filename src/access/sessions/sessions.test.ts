import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { seededRandom, VirtualClock } from '#ambient';
import { openedSessionsMax, sessionTokenCharactersMax } from '../limits.ts';
import { callerOf } from './role-session.ts';
import { createSessions, tokenPrefix } from './sessions.ts';

const roleArn = 'arn:aws:iam::123456789012:role/service/lambda-role';
const session = { roleArn, sessionName: 'my-function' };
const hourMs = 3_600_000;

function sessionsOf(seed = 1, masterKey = Buffer.alloc(32, 7)) {
  const clock = new VirtualClock();
  return { clock, ...createSessions({ masterKey, clock, random: seededRandom(seed) }) };
}

test('temporary keys in AWS’s form, and in nobody’s but their own', () => {
  const { issue } = sessionsOf();
  const one = issue(session, hourMs);
  assert.match(one.accessKeyId, /^ASIA[A-Z2-7]{16}$/);
  assert.match(one.secretAccessKey, /^[A-Za-z0-9+/]{40}$/);
  assert.match(one.sessionToken, /^Lambent1[A-Za-z0-9+/]{150,600}={0,2}$/);
  const longest = issue({ roleArn: roleArn.padEnd(700, 'x'), sessionName: 'x'.repeat(64) }, hourMs);
  assert.ok(longest.sessionToken.length < sessionTokenCharactersMax);
  const other = issue(session, hourMs);
  for (const part of ['accessKeyId', 'secretAccessKey', 'sessionToken'] as const) {
    assert.notEqual(one[part], other[part], part);
  }
  assert.doesNotMatch(
    Buffer.from(one.sessionToken.slice(8), 'base64').toString('latin1'),
    /role|my-function/,
  );
});

test('a token says who holds it, until when, and with which keys: to every process that has the master key', () => {
  const { clock, issue } = sessionsOf();
  const issued = issue(session, hourMs);
  for (const { open } of [sessionsOf(2), sessionsOf(3)]) {
    assert.deepEqual(open(issued.sessionToken), { ...issued, caller: callerOf(session) });
  }
  assert.equal(issued.expiresAtMs, clock.now() + hourMs);
});

test('another master key opens nothing', () => {
  const { sessionToken } = sessionsOf().issue(session, hourMs);
  assert.equal(sessionsOf(1, Buffer.alloc(32, 8)).open(sessionToken), undefined);
});

test('no token with any character changed, cut off or added is one of ours', () => {
  const { issue, open } = sessionsOf();
  const { sessionToken } = issue(session, hourMs);
  const characters = fc.constantFrom(...'ABCXYZabcxyz019+/=-_ \u00e9');
  fc.assert(
    fc.property(fc.nat(sessionToken.length - 1), characters, (at, character) => {
      fc.pre(sessionToken[at] !== character);
      assert.equal(open(sessionToken.slice(0, at) + character + sessionToken.slice(at + 1)), undefined);
    }),
    { numRuns: 2000 },
  );
  for (let length = 0; length < sessionToken.length; length += 1) {
    assert.equal(open(sessionToken.slice(0, length)), undefined);
  }
  for (const more of ['A', '=', '\n', 'AAAA']) assert.equal(open(sessionToken + more), undefined);
  assert.equal(open(tokenPrefix + 'A'.repeat(sessionTokenCharactersMax)), undefined);
});

test('each bit of what is sealed counts', () => {
  const { issue, open } = sessionsOf();
  const sealed = Buffer.from(issue(session, hourMs).sessionToken.slice(tokenPrefix.length), 'base64');
  for (let bit = 0; bit < sealed.length * 8; bit += 1) {
    const changed = Buffer.from(sealed);
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    assert.equal(open(tokenPrefix + changed.toString('base64')), undefined, `bit ${bit}`);
  }
});

test('tokens are opened once while they are in use, of a bounded number', () => {
  const { issue, open } = sessionsOf();
  const { sessionToken } = issue(session, hourMs);
  const first = open(sessionToken);
  assert.equal(open(sessionToken), first, 'the same object again');
  for (let count = 0; count < openedSessionsMax; count += 1) open(issue(session, hourMs).sessionToken);
  assert.notEqual(open(sessionToken), first, 'the oldest was forgotten');
  assert.deepEqual(open(sessionToken), first);
});

test('a role’s path is no part of its session, and its id is its own', () => {
  const caller = callerOf(session);
  assert.deepEqual([caller.type, caller.account, caller.roleArn], ['role', '123456789012', roleArn]);
  assert.equal(caller.arn, 'arn:aws:sts::123456789012:assumed-role/lambda-role/my-function');
  assert.match(caller.userId, /^AROA[A-Z2-7]{17}:my-function$/);
  assert.equal(caller.verified, false);
  const idOf = (arn: string) => callerOf({ ...session, roleArn: arn }).userId;
  assert.equal(idOf(roleArn), caller.userId);
  assert.notEqual(idOf('arn:aws:iam::123456789012:role/other/lambda-role'), caller.userId);
  assert.equal(
    callerOf({ roleArn: 'arn:aws-cn:iam::123456789012:role/r', sessionName: 's' }).arn,
    'arn:aws-cn:sts::123456789012:assumed-role/r/s',
  );
  for (const arn of ['arn:aws:iam::123456789012:user/r', 'arn:aws:iam::12:role/r', 'r', `${roleArn}/`]) {
    assert.throws(() => idOf(arn), /not the ARN of a role/, arn);
  }
});
