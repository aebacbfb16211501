/** Callers with temporary credentials, and callers from inside of environments. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom, VirtualClock } from '#ambient';
import { authError } from './auth-problem.ts';
import type { IamMode } from './caller.ts';
import { createIdentifyCaller } from './identify-caller.ts';
import { Insiders } from './insiders.ts';
import { callerOf } from './sessions/role-session.ts';
import { createSessions, type TemporaryCredentials } from './sessions/sessions.ts';
import { presignUrl, type SigningCredentials, signRequest } from './sigv4/sign.ts';

const root = {
  accessKeyId: 'AKIAABCDEFGHIJKLMNOP',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
};
const roleArn = 'arn:aws:iam::123456789012:role/r';
const session = { roleArn, sessionName: 'fn' };
const role = callerOf(session);
const lifeMs = 3_600_000;
const environment = 'abcdefghij0123456789';
const body = Buffer.from('{"a":1}');

function openWorld(mode: IamMode) {
  const clock = new VirtualClock();
  const sessions = createSessions({ masterKey: Buffer.alloc(32, 1), clock, random: seededRandom(1) });
  const insiders = new Insiders();
  insiders.enter(environment, { caller: role, region: 'eu-north-1' });
  const identify = createIdentifyCaller({ mode, root, sessions, insiders, clock });
  const credentials = sessions.issue(session, lifeMs);
  /** Who that is, as `caller problem`, once the body is there. */
  const ask = (signer: SigningCredentials | undefined, from?: string, sent = body): string => {
    const asked = {
      method: 'POST',
      path: '/2015-03-31/functions',
      query: '',
      headers: { host: 'localhost:4566' },
    };
    const signing = { region: 'eu-west-1', service: 'lambda', nowMs: clock.now() };
    const headers =
      signer === undefined ? asked.headers : signRequest({ ...asked, ...signing, credentials: signer, body });
    const head = identify({ ...asked, headers, environment: from });
    const judged = 'prove' in head ? head.prove(sent, 'lambda') : head;
    const problem = 'refused' in judged ? judged.refused : judged.problem;
    const code = problem === undefined ? '' : ` ${authError(problem, 'rest').code}`;
    if ('refused' in judged) return `nobody${code}`;
    const { arn, account, verified } = judged.caller;
    assert.equal(account, arn.split(':')[4]);
    return `${arn}${verified ? ' verified' : ''}${code}`;
  };
  return { clock, sessions, insiders, identify, credentials, ask };
}

const proved = `${role.arn} verified`;
const rootOf = (account: string) => `arn:aws:iam::${account}:root`;
const wrong = (credentials: TemporaryCredentials) => ({
  ...credentials,
  secretAccessKey: root.secretAccessKey,
});
const withKeyOf = (one: TemporaryCredentials, other: TemporaryCredentials) => ({
  ...other,
  sessionToken: one.sessionToken,
});
const damaged = ({ sessionToken, ...keys }: TemporaryCredentials) => ({
  ...keys,
  sessionToken: sessionToken.replace(/.{4}$/, 'AAAA'),
});
const tokenless = ({ accessKeyId, secretAccessKey }: TemporaryCredentials) => ({
  accessKeyId,
  secretAccessKey,
});

test('a session’s keys make its role the caller, in both modes', () => {
  for (const mode of ['audit', 'enforce'] as const) {
    const { ask, credentials, identify } = openWorld(mode);
    assert.equal(ask(credentials), proved);
    const head = identify({
      method: 'GET',
      path: '/',
      query: '',
      headers: { 'x-amz-security-token': credentials.sessionToken },
    });
    assert.equal('prove' in head, false, 'a token alone proves nothing');
  }
});

test('the session goes into the caller whole, beside the key', () => {
  const { identify, credentials, clock } = openWorld('enforce');
  const [path = '', query = ''] = presignUrl({
    method: 'GET',
    path: '/',
    query: 'Action=GetCallerIdentity',
    headers: { host: 'localhost:4566' },
    expiresSeconds: 60,
    credentials,
    region: 'us-east-1',
    service: 'sts',
    nowMs: clock.now(),
  }).split('?');
  const head = identify({ method: 'GET', path, query, headers: { host: 'localhost:4566' } });
  assert.ok('prove' in head);
  const judged = head.prove(Buffer.alloc(0), 'sts');
  assert.ok(!('refused' in judged));
  assert.deepEqual(judged.caller, { ...role, accessKeyId: credentials.accessKeyId, verified: true });
});

test('enforce refuses what is no whole session', async () => {
  const { ask, credentials, clock, sessions } = openWorld('enforce');
  const other = sessions.issue(session, lifeMs);
  const invalid = 'nobody UnrecognizedClientException';
  assert.equal(ask(wrong(credentials)), 'nobody InvalidSignatureException');
  assert.equal(ask(credentials, undefined, Buffer.from('{"a":2}')), 'nobody InvalidSignatureException');
  for (const signer of [
    withKeyOf(other, credentials),
    damaged(credentials),
    tokenless(credentials),
    { ...credentials, sessionToken: 'IQoJb3JpZ2luX2VjEA==' },
    { ...root, sessionToken: credentials.sessionToken },
  ]) {
    assert.equal(ask(signer), invalid, JSON.stringify(signer));
  }
  await clock.advance(lifeMs - 1);
  assert.equal(ask(credentials), proved);
  await clock.advance(1);
  assert.equal(ask(credentials), 'nobody ExpiredTokenException');
});

test('audit reports it, and takes it for no more than it was: an unproved session, or a stranger', async () => {
  const { ask, credentials, clock, sessions } = openWorld('audit');
  assert.equal(ask(wrong(credentials)), `${role.arn} InvalidSignatureException`);
  const other = sessions.issue({ ...session, sessionName: 'other' }, lifeMs);
  assert.equal(ask(withKeyOf(credentials, other)), `${role.arn} UnrecognizedClientException`);
  assert.equal(ask(damaged(credentials)), `${rootOf('000000000000')} UnrecognizedClientException`);
  const foreign = { accessKeyId: '111122223333', secretAccessKey: 's', sessionToken: 'IQoJb3JpZ2luX2VjEA==' };
  assert.equal(ask(foreign), rootOf('111122223333'), 'another’s, as any key that is not known here');
  await clock.advance(lifeMs);
  assert.equal(ask(credentials), `${role.arn} ExpiredTokenException`);
});

test('the words for an expired session, in each protocol', async () => {
  const { identify, credentials, clock } = openWorld('enforce');
  await clock.advance(lifeMs);
  const asked = { method: 'GET', path: '/', query: '', headers: { host: 'localhost' } };
  const signing = { credentials, body: '', region: 'us-east-1', service: 'sts', nowMs: clock.now() };
  const judged = identify({ ...asked, headers: signRequest({ ...asked, ...signing }) });
  assert.ok('refused' in judged);
  const words = (['rest', 'json', 'query'] as const).map((style) => {
    const { status, code, message } = authError(judged.refused, style);
    return `${status} ${code}: ${message}`;
  });
  const text = 'The security token included in the request is expired';
  assert.deepEqual(words, [
    `403 ExpiredTokenException: ${text}`,
    `400 ExpiredTokenException: ${text}`,
    `403 ExpiredToken: ${text}`,
  ]);
});

test('from inside, enforce takes the keys of that environment’s role and no others', () => {
  const { ask, credentials, sessions } = openWorld('enforce');
  assert.equal(ask(credentials, environment), proved);
  assert.equal(ask(undefined, environment), 'nobody MissingAuthenticationTokenException');
  assert.equal(ask(wrong(credentials), environment), 'nobody InvalidSignatureException');
  const others = [
    root,
    { accessKeyId: '123456789012', secretAccessKey: 'test' },
    sessions.issue({ ...session, sessionName: 'other' }, lifeMs),
    sessions.issue({ ...session, roleArn: `${roleArn}2` }, lifeMs),
  ];
  for (const signer of others) {
    assert.equal(ask(signer, environment), 'nobody UnrecognizedClientException', signer.accessKeyId);
  }
});

test('from inside, audit takes everybody for that environment’s role, and reports whatever is not its own', () => {
  const { ask, credentials, identify, sessions } = openWorld('audit');
  assert.equal(ask(credentials, environment), proved);
  assert.equal(ask(undefined, environment), `${role.arn} MissingAuthenticationTokenException`);
  assert.equal(ask(wrong(credentials), environment), `${role.arn} InvalidSignatureException`);
  const others = [
    root,
    { accessKeyId: '111122223333', secretAccessKey: 'test' },
    sessions.issue({ ...session, roleArn: 'arn:aws:iam::111122223333:role/r' }, lifeMs),
    damaged(credentials),
  ];
  for (const signer of others) {
    assert.equal(ask(signer, environment), `${role.arn} UnrecognizedClientException`, signer.accessKeyId);
  }
  const unsigned = identify({ method: 'GET', path: '/', query: '', headers: {}, environment });
  assert.equal('region' in unsigned && unsigned.region, 'eu-north-1', 'and into its region');
});

test('an environment that nobody answers for is nobody, in both modes', () => {
  for (const mode of ['audit', 'enforce'] as const) {
    const { ask, credentials, insiders } = openWorld(mode);
    assert.equal(ask(credentials, 'another'), 'nobody UnrecognizedClientException');
    insiders.leave(environment);
    assert.equal(ask(root, environment), 'nobody UnrecognizedClientException');
  }
});
