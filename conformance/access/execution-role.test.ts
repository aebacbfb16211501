/** Functions that call AWS: with their own credentials, as their role, in their account, and never as an administrator. */

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  AddPermissionCommand,
  CreateFunctionCommand,
  CreateFunctionUrlConfigCommand,
  InvokeCommand,
  LambdaClient,
  ListFunctionsCommand,
  RemovePermissionCommand,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionActiveV2,
} from '@aws-sdk/client-lambda';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { type SigningCredentials, signRequest } from '#access';
import { type StartLambent, withFolder } from '../lambent-process.ts';
import { missingForRootsNetworks } from '../missing-for-networks.ts';
import { packageFiles } from '../package-files.ts';
import { missingTool } from '../tool.ts';
import { zipOf } from '../zip.ts';

type Credentials = SigningCredentials;
/** What a call of the function came to: what it answers of its own, or the name and the text of the error. */
type Called = { readonly [name: string]: unknown };

/** Makes the calls that the event asks for, as the event says or with what it has by itself, and answers what they came to. */
const caller = `
import { InvokeCommand, LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
const outcomeOf = (call) => call.catch(({ name, message }) => ({ name, message }));
export const handler = async ({ credentials, invoke, fetched }) => {
  if (fetched) {
    const answer = await fetch(process.env.AWS_ENDPOINT_URL + fetched);
    return { status: answer.status, text: await answer.text(), report: answer.headers.get('x-lambent-would-deny') };
  }
  const settings = { maxAttempts: 1, ...(credentials && { credentials }) };
  const lambda = new LambdaClient(settings);
  const sts = new STSClient(settings);
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken } = process.env;
  return {
    who: await outcomeOf(sts.send(new GetCallerIdentityCommand({})).then(({ $metadata, ...who }) => who)),
    functions: await outcomeOf(lambda.send(new ListFunctionsCommand({})).then(({ Functions }) => Functions.map((fn) => fn.FunctionArn))),
    ...(invoke && {
      invoked: await outcomeOf(
        lambda.send(new InvokeCommand({ FunctionName: invoke })).then(({ Payload }) => JSON.parse(Buffer.from(Payload).toString())),
      ),
    }),
    own: { accessKeyId, secretAccessKey, sessionToken },
  };
};
`;

const callee = 'export const handler = async (event) => event.requestContext ?? "called";';

async function open(
  folder: string,
  start: StartLambent,
  account: string,
  flags: readonly string[],
): Promise<{
  readonly endpoint: string;
  readonly lambda: LambdaClient;
  output(): string;
  create(name: string, source: string, packages?: readonly string[]): Promise<string>;
  ask(event: object): Promise<Called>;
}> {
  const lambent = await start(folder, ['--log-level', 'debug', ...flags]);
  const { endpoint } = lambent;
  const enforced = flags.includes('enforce');
  const credentials = enforced ? await rootOf(folder) : { accessKeyId: account, secretAccessKey: 'test' };
  const lambda = new LambdaClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
  return {
    endpoint,
    lambda,
    output: () => lambent.output(),
    async create(FunctionName, source, packages = []) {
      const { FunctionArn = '' } = await lambda.send(
        new CreateFunctionCommand({
          FunctionName,
          Runtime: 'nodejs24.x',
          Role: `arn:aws:iam::${account}:role/service-role/runs-${FunctionName}`,
          Handler: 'index.handler',
          Timeout: 30,
          MemorySize: 512,
          Code: { ZipFile: await zipOf({ 'index.mjs': source, ...packageFiles(packages) }) },
        }),
      );
      await waitUntilFunctionActiveV2(
        { client: lambda, maxWaitTime: 60, minDelay: 0.05, maxDelay: 0.05 },
        { FunctionName },
      );
      return FunctionArn;
    },
    async ask(event) {
      const input = { FunctionName: 'caller', Payload: JSON.stringify(event) };
      const { Payload, FunctionError } = await lambda.send(new InvokeCommand(input));
      const text = Buffer.from(Payload ?? []).toString();
      assert.equal(FunctionError, undefined, text);
      return JSON.parse(text);
    },
  };
}

async function rootOf(folder: string): Promise<Credentials> {
  return JSON.parse(await readFile(join(folder, 'root-credentials.json'), 'utf8'));
}

const packages = ['@aws-sdk/client-lambda', '@aws-sdk/client-sts'];
const sessionOf = (account: string) => `arn:aws:sts::${account}:assumed-role/runs-caller/caller`;

/** Who a function is, whose user id is nobody else's. */
function assertIs(who: unknown, account: string): void {
  const { UserId, ...others } = who as { readonly UserId: string };
  assert.match(UserId, /^AROA[A-Z2-7]{17}:caller$/);
  assert.deepEqual(others, { Account: account, Arn: sessionOf(account) });
}

test('audit: a function is its role, and sees its own account', () =>
  withFolder(async (folder, start) => {
    const account = '123456789012';
    const world = await open(folder, start, account, ['--isolation', 'process']);
    const elsewhere = new LambdaClient({
      endpoint: world.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    const arn = await world.create('caller', caller, packages);
    const { who, functions, own } = await world.ask({});
    assertIs(who, account);
    assert.deepEqual(functions, [arn]);
    assert.deepEqual((await elsewhere.send(new ListFunctionsCommand({}))).Functions, []);
    const { accessKeyId, secretAccessKey, sessionToken = '' } = own as Credentials;
    assert.match(accessKeyId, /^ASIA[A-Z2-7]{16}$/);
    assert.doesNotMatch(world.output(), /AWS would refuse \w+:/);
    for (const secret of [secretAccessKey, sessionToken]) assert.ok(!world.output().includes(secret));
  }));

test('enforce: a role does what policies allow it, and is told AWS’s sentence otherwise', () =>
  withFolder(async (folder, start) => {
    const account = '000000000000';
    const world = await open(folder, start, account, ['--iam', 'enforce', '--isolation', 'process']);
    const [, calleeArn] = [
      await world.create('caller', caller, packages),
      await world.create('callee', callee),
    ];
    const refused = (action: string, resource: string) => ({
      name: 'AccessDeniedException',
      message: `User: ${sessionOf(account)} is not authorized to perform: lambda:${action} on resource: ${resource} because no identity-based policy allows the lambda:${action} action`,
    });
    const first = await world.ask({ invoke: 'callee' });
    assertIs(first.who, account);
    assert.deepEqual(first.functions, refused('ListFunctions', '*'));
    assert.deepEqual(first.invoked, refused('InvokeFunction', calleeArn));

    const permission = {
      FunctionName: 'callee',
      StatementId: 'role',
      Principal: `arn:aws:iam::${account}:role/service-role/runs-caller`,
    };
    await world.lambda.send(new AddPermissionCommand({ ...permission, Action: 'lambda:InvokeFunction' }));
    assert.equal((await world.ask({ invoke: 'callee' })).invoked, 'called');
    await world.lambda.send(new RemovePermissionCommand(permission));
    const session = { ...permission, Principal: sessionOf(account) };
    await world.lambda.send(new AddPermissionCommand({ ...session, Action: 'lambda:InvokeFunction' }));
    assert.equal((await world.ask({ invoke: 'callee' })).invoked, 'called');
    await world.lambda.send(new RemovePermissionCommand(permission));
    const everyone = { ...permission, Principal: account };
    await world.lambda.send(new AddPermissionCommand({ ...everyone, Action: 'lambda:InvokeFunction' }));
    const { invoked, own } = await world.ask({ invoke: 'callee' });
    assert.deepEqual(invoked, refused('InvokeFunction', calleeArn), 'its account may, and it lets nobody');

    const foreign = { FunctionName: 'callee', Role: 'arn:aws:iam::111122223333:role/r' };
    await assert.rejects(world.lambda.send(new UpdateFunctionConfigurationCommand(foreign)), {
      name: 'AccessDeniedException',
      message: 'Cross-account pass role is not allowed.',
    });

    const keys = own as Required<Credentials>;
    await assertForged(world.endpoint, keys);
    await assertUrl(world.lambda, world.endpoint, keys);
    for (const secret of [keys.secretAccessKey, keys.sessionToken])
      assert.ok(!world.output().includes(secret));
  }));

/** What was changed of a session’s keys is nobody’s. */
async function assertForged(endpoint: string, keys: Required<Credentials>): Promise<void> {
  const ask = async (credentials: Credentials) => {
    const settings = { endpoint, region: 'us-east-1', credentials, maxAttempts: 1 };
    const nameOf = (error: Error): string => `${error.name}: ${error.message}`;
    return [
      await new LambdaClient(settings).send(new ListFunctionsCommand({})).then(() => 'let in', nameOf),
      await new STSClient(settings).send(new GetCallerIdentityCommand({})).then(() => 'let in', nameOf),
    ];
  };
  const invalid = 'The security token included in the request is invalid.';
  for (const forged of [
    { ...keys, sessionToken: keys.sessionToken.replace(/.{8}$/, 'AAAAAAAA') },
    { ...keys, accessKeyId: keys.accessKeyId.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')) },
    { accessKeyId: keys.accessKeyId, secretAccessKey: keys.secretAccessKey },
  ]) {
    assert.deepEqual(await ask(forged), [
      `UnrecognizedClientException: ${invalid}`,
      `InvalidClientTokenId: ${invalid}`,
    ]);
  }
  const [listed, who] = await ask({ ...keys, secretAccessKey: 'x'.repeat(40) });
  assert.match(listed ?? '', /^InvalidSignatureException: /);
  assert.match(who ?? '', /^SignatureDoesNotMatch: /);
}

/** A function URL that lets the role in says who it was. */
async function assertUrl(lambda: LambdaClient, endpoint: string, keys: Required<Credentials>): Promise<void> {
  const FunctionName = 'callee';
  const { FunctionUrl = '' } = await lambda.send(
    new CreateFunctionUrlConfigCommand({ FunctionName, AuthType: 'AWS_IAM' }),
  );
  const url = new URL(`${endpoint}/_aws/lambda-url/${new URL(FunctionUrl).hostname.split('.')[0]}/`);
  const get = async () => {
    const request = { method: 'GET', path: url.pathname, query: '', headers: { host: url.host }, body: '' };
    const signing = { credentials: keys, region: 'us-east-1', service: 'lambda', nowMs: Date.now() };
    return await fetch(url, { headers: signRequest({ ...request, ...signing }) });
  };
  assert.equal((await get()).status, 403);
  const Principal = 'arn:aws:iam::000000000000:role/service-role/runs-caller';
  for (const Action of ['lambda:InvokeFunctionUrl', 'lambda:InvokeFunction']) {
    const StatementId = Action.replace(':', '-');
    await lambda.send(new AddPermissionCommand({ FunctionName, StatementId, Principal, Action }));
  }
  const answer = await get();
  assert.equal(answer.status, 200);
  const { authorizer, accountId } = (await answer.json()) as {
    readonly accountId: string;
    readonly authorizer: { readonly iam: { readonly userId: string } };
  };
  const { userId, ...others } = authorizer.iam;
  assert.match(userId, /^AROA[A-Z2-7]{17}:caller$/);
  assert.deepEqual(others, {
    accessKey: keys.accessKeyId,
    accountId: '000000000000',
    callerId: userId,
    cognitoIdentity: null,
    principalOrgId: null,
    userArn: sessionOf('000000000000'),
  });
  assert.equal(accountId, '000000000000');
}

const inside = { skip: missingForRootsNetworks() || missingTool('bwrap') };
const isolated = ['--network', 'isolated', '--isolation', 'bubblewrap'];
const unsigned = { fetched: '/?Action=GetCallerIdentity&Version=2011-06-15' };

test('audit, from inside: whatever keys a function uses, it is its role, and that is reported', inside, () =>
  withFolder(async (folder, start) => {
    const account = '123456789012';
    const world = await open(join(folder, 'data'), start, account, isolated);
    const arn = await world.create('caller', caller, packages);
    const { text, report } = await world.ask(unsigned);
    const { FunctionUrl = '' } = await world.lambda.send(
      new CreateFunctionUrlConfigCommand({ FunctionName: 'caller', AuthType: 'NONE' }),
    );
    const url = `/_aws/lambda-url/${new URL(FunctionUrl).hostname.split('.')[0]}/`;
    assert.equal(
      (await world.ask({ fetched: url })).status,
      200,
      'what is for everybody is for functions too',
    );
    assert.ok(String(text).includes(sessionOf(account)), String(text));
    assert.match(String(report), /^MissingAuthenticationToken: /);
    assert.match(world.output(), /AWS would refuse sts:GetCallerIdentity: MissingAuthenticationToken/);
    for (const accessKeyId of ['test', '111122223333']) {
      const { who, functions } = await world.ask({ credentials: { accessKeyId, secretAccessKey: 'test' } });
      assertIs(who, account);
      assert.deepEqual(functions, [arn]);
    }
    for (const path of ['metrics', 'usage?from=2026-01-01&to=2026-01-31', 'console', 'health']) {
      assert.equal((await world.ask({ fetched: `/_lambent/${path}` })).status, 403, path);
    }
  }),
);

test('enforce, from inside: no keys but the role’s, the root user’s least of all', inside, () =>
  withFolder(async (folder, start) => {
    const data = join(folder, 'data');
    const world = await open(data, start, '000000000000', ['--iam', 'enforce', ...isolated]);
    await world.create('caller', caller, packages);
    const own = await world.ask({});
    assertIs(own.who, '000000000000');
    assert.equal((own.functions as Error).name, 'AccessDeniedException');
    assert.equal((await world.ask(unsigned)).status, 403);
    const message = 'The security token included in the request is invalid.';
    for (const credentials of [await rootOf(data), { accessKeyId: 'test', secretAccessKey: 'test' }]) {
      const { who, functions } = await world.ask({ credentials });
      assert.deepEqual(who, { name: 'InvalidClientTokenId', message });
      assert.deepEqual(functions, { name: 'UnrecognizedClientException', message });
    }
  }),
);
