import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Caller, Permission } from '#access';
import { VirtualClock } from '#ambient';
import { type Fabric, memoryFabric } from '#fabric';
import type { CallContext } from '#service';
import { createDispatch } from '#services';
import { helloService } from './index.ts';
import { greetingCharactersMax } from './limits.ts';

const caller: Caller = {
  type: 'root',
  account: '000000000000',
  arn: 'arn:aws:iam::000000000000:root',
  userId: '000000000000',
  verified: true,
};

function contextOf(region = 'us-east-1'): CallContext {
  return {
    requestId: '00000000-0000-4000-8000-000000000000',
    account: caller.account,
    region,
    caller,
    receivedAtMs: 0,
    endpoint: 'http://localhost:4566',
    wouldDeny: () => assert.fail('nothing would be denied'),
  };
}

const clock = new VirtualClock();

/** The service on a fabric, called as every service is called: through dispatch. */
async function openHello(fabric: Fabric = memoryFabric(clock)) {
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const asked: Permission[] = [];
  const service = await helloService({ clock, fabric });
  const { dispatch } = createDispatch({
    services: new Map([[service.id, service]]),
    authorize: (_caller, permission) => {
      asked.push(permission);
      return { allowed: true };
    },
    log,
  });
  const call = (operation: string, input: Readonly<Record<string, unknown>>, context = contextOf()) =>
    dispatch('hello', operation, input, context);
  return { call, asked };
}

test('a greeting is kept and said', async () => {
  const { call, asked } = await openHello();
  assert.deepEqual(await call('CreateGreeting', { Name: 'Ada', Greeting: 'Good morning' }), {
    GreetingArn: 'arn:aws:hello:us-east-1:000000000000:greeting/Ada',
  });
  assert.deepEqual(await call('SayHello', { Name: 'Ada' }), { Text: 'Good morning, Ada!' });
  const resource = 'arn:aws:hello:us-east-1:000000000000:greeting/Ada';
  assert.deepEqual(asked, [
    { action: 'hello:CreateGreeting', resource },
    { action: 'hello:SayHello', resource },
  ]);
});

test('it outlives the service', async () => {
  const fabric = memoryFabric(clock);
  await (await openHello(fabric)).call('CreateGreeting', { Name: 'Ada', Greeting: 'Hi' });
  assert.deepEqual(await (await openHello(fabric)).call('SayHello', { Name: 'Ada' }), { Text: 'Hi, Ada!' });
});

test('each region has its own', async () => {
  const { call } = await openHello();
  await call('CreateGreeting', { Name: 'Ada', Greeting: 'Hi' });
  const elsewhere = call('SayHello', { Name: 'Ada' }, contextOf('eu-west-1'));
  await assert.rejects(elsewhere, {
    code: 'ResourceNotFoundException',
    message: 'There is no greeting for Ada.',
  });
});

test('of two that create the same greeting, one is told so', async () => {
  const { call } = await openHello();
  const input = { Name: 'Ada', Greeting: 'Hi' };
  const outcomes = await Promise.allSettled([call('CreateGreeting', input), call('CreateGreeting', input)]);
  assert.deepEqual(outcomes.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
  await assert.rejects(call('CreateGreeting', input), {
    code: 'ResourceConflictException',
    message: 'A greeting for Ada exists already.',
  });
});

test('a greeting that is too long is refused, and nothing is kept', async () => {
  const { call } = await openHello();
  const tooLong = { Name: 'Ada', Greeting: 'x'.repeat(greetingCharactersMax + 1) };
  await assert.rejects(call('CreateGreeting', tooLong), { code: 'GreetingTooLongException', status: 400 });
  await assert.rejects(call('SayHello', { Name: 'Ada' }), { code: 'ResourceNotFoundException' });
});

test('a field or an operation that hello does not have is refused by name', async () => {
  const { call } = await openHello();
  await assert.rejects(call('CreateGreeting', { Name: 'Ada', Greeting: 'Hi', Language: 'la' }), {
    message: 'Lambent does not implement the field Language of hello:CreateGreeting.',
  });
  await assert.rejects(call('TranslateGreeting', { Name: 'Ada' }), {
    message: 'Lambent does not implement hello:TranslateGreeting (greetings are in one language).',
  });
});
