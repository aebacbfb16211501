import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AccessDeniedException, type Authorize, callerOf, createAuthorize } from '#access';
import { AwsError, NotImplementedException } from '#wire';
import { createDispatch } from './dispatch.ts';
import { type CallContext, defineService, notImplemented, type Operation, type Service } from './service.ts';

type Room = { readonly handled: unknown[] };
type Input = Readonly<Record<string, unknown>>;

const context: CallContext = {
  requestId: '00000000-0000-4000-8000-000000000000',
  account: '000000000000',
  region: 'us-east-1',
  caller: {
    type: 'root',
    account: '000000000000',
    arn: 'arn:aws:iam::000000000000:root',
    userId: '000000000000',
    verified: true,
  },
  receivedAtMs: 0,
  endpoint: 'http://localhost:4566',
  wouldDeny: () => assert.fail('nothing would be denied'),
};

const work: Operation<Room, Input, unknown> = {
  fields: ['Name'],
  permission: (input) => ({ action: 'thing:Work', resource: `arn:thing/${input.Name}` }),
  body: { bytesMax: 5, tooLarge: () => new AwsError('TooLargeException', 'too large', 413) },
  handle: (room, input) => {
    room.handled.push(input);
    return Promise.resolve({ Done: input.Name });
  },
};

const brokenPermission: Operation<Room, Input, unknown> = {
  ...work,
  permission: () => {
    throw new AwsError('InvalidNameException', 'what name is that', 400);
  },
};

function dispatchWith(
  authorize: Authorize = () => ({ allowed: true }),
  operations: Readonly<Record<string, Operation<Room, Input, unknown>>> = {},
) {
  const handled: unknown[] = [];
  const room: Room = { handled };
  const logged: string[] = [];
  const log = { debug() {}, info() {}, warn: (line: string) => void logged.push(line), error() {} };
  const services = new Map<string, Service>();
  const dispatcher = createDispatch({ services, authorize, log });
  const table = {
    Work: work,
    Broken: brokenPermission,
    Rest: notImplemented('it never rests'),
    ...operations,
  };
  services.set(
    'thing',
    defineService<Record<string, { input: Input; output: unknown }>, Room>({
      id: 'thing',
      table,
      room,
    }),
  );
  return { ...dispatcher, room, handled, logged };
}

test('runs the operation of the table with its room', async () => {
  const { dispatch, handled } = dispatchWith();
  const input = { Name: 'a' };
  assert.deepEqual(await dispatch('thing', 'Work', input, context), { Done: 'a' });
  assert.deepEqual(await dispatch('thing', 'Work', input, context), { Done: 'a' });
  assert.deepEqual(handled, [input, input]);
});

test('what is not implemented is refused by name with 501', async () => {
  const { dispatch } = dispatchWith();
  const refused: readonly (readonly [string, string, string])[] = [
    ['thing', 'Rest', 'Lambent does not implement thing:Rest (it never rests).'],
    ['thing', 'Unheard', 'Lambent does not implement thing:Unheard.'],
    ['thing', 'toString', 'Lambent does not implement thing:toString.'],
    ['thing', '__proto__', 'Lambent does not implement thing:__proto__.'],
    ['unheard', 'Work', 'Lambent does not implement unheard:Work.'],
  ];
  for (const [service, operation, message] of refused) {
    await assert.rejects(dispatch(service, operation, {}, context), (error) => {
      assert.ok(error instanceof NotImplementedException);
      assert.deepEqual([error.message, error.status], [message, 501]);
      return true;
    });
  }
});

test('a field without effect is refused by name before anything runs', async () => {
  const { dispatch, handled } = dispatchWith(() => assert.fail('not asked'));
  const values = [
    'x',
    0,
    1,
    true,
    ['x'],
    [''],
    { a: 1 },
    { a: { b: ['x'] } },
    new Date(0),
    new Uint8Array(1),
    Buffer.alloc(0),
  ];
  for (const value of values) {
    await assert.rejects(
      dispatch('thing', 'Work', { Name: 'a', Colour: value }, context),
      {
        code: 'NotImplementedException',
        message: 'Lambent does not implement the field Colour of thing:Work.',
      },
      String(value),
    );
  }
  assert.deepEqual(handled, []);
});

test('a field without effect may say nothing', async () => {
  const { dispatch } = dispatchWith();
  for (const value of [undefined, null, false, '', [], {}, { Ids: [], Key: '', Deep: { Deeper: {} } }]) {
    await dispatch('thing', 'Work', { Name: 'a', Colour: value }, context);
  }
});

test('access is asked with the caller, the action and the resource, and its no is final', async () => {
  const asked: unknown[] = [];
  const { dispatch, handled, logged } = dispatchWith((caller, permission) => {
    asked.push([caller, permission]);
    return { allowed: false, reason: 'User: x is not authorized' };
  });
  await assert.rejects(dispatch('thing', 'Work', { Name: 'a' }, context), (error) => {
    assert.ok(error instanceof AccessDeniedException);
    assert.equal(error.message, 'User: x is not authorized');
    return true;
  });
  assert.deepEqual(asked, [[context.caller, { action: 'thing:Work', resource: 'arn:thing/a' }]]);
  assert.deepEqual(handled, []);
  assert.deepEqual(logged, ['refused thing:Work: User: x is not authorized']);
});

test('access is shown the policy of the resource, where it has one', async () => {
  const policy = { account: '000000000000', arn: 'arn:thing/a', policy: { statements: [] } };
  const asked: unknown[] = [];
  const guarded: Operation<Room, Input, unknown> = {
    ...work,
    resourcePolicy: (room, input, given) => {
      asked.push(room, input, given);
      return input.Name === 'a' ? policy : undefined;
    },
  };
  const { dispatch, room } = dispatchWith(
    (_caller, permission) => {
      asked.push(permission);
      return { allowed: true };
    },
    { Work: guarded },
  );
  await dispatch('thing', 'Work', { Name: 'a' }, context);
  await dispatch('thing', 'Work', { Name: 'b' }, context);
  assert.deepEqual(asked, [
    room,
    { Name: 'a' },
    context,
    { action: 'thing:Work', resource: 'arn:thing/a', resourcePolicy: policy },
    room,
    { Name: 'b' },
    context,
    { action: 'thing:Work', resource: 'arn:thing/b' },
  ]);
});

test('a resource whose policy cannot be read lets nobody in', async () => {
  const broken: Operation<Room, Input, unknown> = {
    ...work,
    resourcePolicy: () => {
      throw new AwsError('InternalFailure', 'what policy is that', 500);
    },
  };
  const { dispatch, handled } = dispatchWith(() => ({ allowed: true }), { Work: broken });
  await assert.rejects(dispatch('thing', 'Work', { Name: 'a' }, context), { code: 'InternalFailure' });
  assert.deepEqual(handled, []);
});

test('what AWS would deny is reported to the call, and runs', async () => {
  const reports: string[] = [];
  const { dispatch } = dispatchWith(() => ({ allowed: true, wouldDeny: 'no policy' }));
  await dispatch('thing', 'Work', { Name: 'a' }, { ...context, wouldDeny: (reason) => reports.push(reason) });
  assert.deepEqual(reports, ['no policy']);
});

test('an operation that throws at once rejects', async () => {
  const { dispatch } = dispatchWith();
  const answer = dispatch('thing', 'Broken', { Name: 'a' }, context);
  await assert.rejects(answer, { code: 'InvalidNameException' });
});

test('an operation’s own body limit', () => {
  const { bodyLimit } = dispatchWith();
  assert.equal(bodyLimit('thing', 'Work')?.bytesMax, 5);
  for (const operation of ['Rest', 'Unheard', 'toString'])
    assert.equal(bodyLimit('thing', operation), undefined);
  assert.equal(bodyLimit('unheard', 'Work'), undefined);
});

test('values that are refused of members that take effect are refused by name, before access is asked', async () => {
  const asked: unknown[] = [];
  const { dispatch, handled } = dispatchWith(
    (_caller, permission) => {
      asked.push(permission);
      return { allowed: true };
    },
    {
      Choosy: {
        ...work,
        fields: ['Name', 'Mode', 'Code'],
        refusedValues: [
          { path: 'Mode', values: ['Fast', 'Hot'], reason: 'it is always slow' },
          { path: 'Code.Key', reason: 'there are no keys' },
          { path: 'Name', unless: 'the operation says otherwise' },
        ],
      },
    },
  );
  const refusedWith = (input: Input) =>
    dispatch('thing', 'Choosy', input, context).then(
      () => undefined,
      (error: unknown) =>
        error instanceof NotImplementedException ? error.message : assert.fail(String(error)),
    );
  assert.equal(await refusedWith({ Mode: 'Hot' }), 'Lambent does not implement Mode Hot: it is always slow');
  assert.equal(
    await refusedWith({ Code: { Key: 'k' } }),
    'Lambent does not implement Code.Key: there are no keys',
  );
  assert.deepEqual([asked, handled], [[], []]);
  for (const taken of [
    { Mode: 'Slow' },
    { Code: { Key: '' } },
    { Code: null },
    { Code: 'text' },
    { Name: 'a' },
  ]) {
    assert.equal(await refusedWith(taken), undefined);
  }
});

const account = '000000000000';
const caller = callerOf({ roleArn: `arn:aws:iam::${account}:role/deployer`, sessionName: 's' });
const verified = { ...caller, verified: true };
const handing: Operation<Room, Input, unknown> = {
  ...work,
  fields: ['Name', 'Role'],
  permission: () => ({ action: 'thing:Work', resource: '*', isForEveryone: true }),
  passedRole: { to: 'thing.amazonaws.com', role: ({ Role }) => Role as string | undefined },
};
const foreignRole = 'Cross-account pass role is not allowed.';

test('who hands over a role must be allowed to pass it, of the own account alone', async () => {
  const { dispatch, handled } = dispatchWith(createAuthorize('enforce'), { Hand: handing });
  const own = `arn:aws:iam::${account}:role/runs`;
  const foreign = 'arn:aws:iam::111122223333:role/runs';
  const hand = (Role: string | undefined, as: CallContext['caller']) =>
    dispatch('thing', 'Hand', Role === undefined ? {} : { Role }, { ...context, caller: as });
  await assert.rejects(hand(own, verified), {
    code: 'AccessDeniedException',
    message: `User: ${caller.arn} is not authorized to perform: iam:PassRole on resource: ${own} because no identity-based policy allows the iam:PassRole action`,
  });
  for (const as of [verified, context.caller])
    await assert.rejects(hand(foreign, as), { message: foreignRole });
  assert.deepEqual(handled, []);
  await hand(own, context.caller);
  await hand(undefined, verified);
  assert.equal(handled.length, 2);
});

test('audit reports a role of another account, and says to whom a role is passed', async () => {
  const reported: string[] = [];
  const { dispatch } = dispatchWith(createAuthorize('audit'), { Hand: handing });
  const asked = { ...context, wouldDeny: (reason: string) => void reported.push(reason) };
  await dispatch('thing', 'Hand', { Role: 'arn:aws:iam::111122223333:role/runs' }, asked);
  await dispatch('thing', 'Hand', { Role: `arn:aws:iam::${account}:role/runs` }, asked);
  assert.deepEqual(reported, [foreignRole]);
  const contexts: unknown[] = [];
  const { dispatch: noting } = dispatchWith(
    (_caller, permission) => {
      contexts.push(permission.context?.get('iam:passedtoservice'));
      return { allowed: true };
    },
    { Hand: handing },
  );
  await noting('thing', 'Hand', { Role: `arn:aws:iam::${account}:role/runs` }, context);
  assert.deepEqual(contexts, [undefined, 'thing.amazonaws.com']);
});
