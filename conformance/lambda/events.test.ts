/** Asynchronous invocation as the SDK and raw callers meet it, with real functions at both ends. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { promisify } from 'node:util';
import {
  GetFunctionEventInvokeConfigCommand,
  InvokeAsyncCommand,
  InvokeCommand,
  PutFunctionEventInvokeConfigCommand,
} from '@aws-sdk/client-lambda';
import { openInbox, poster } from '../inbox.ts';
import { withFolder } from '../lambent-process.ts';
import { rawApi } from '../raw-api.ts';
import { missingTool } from '../tool.ts';
import { clientOf, createFunction } from './client.ts';

const noLimits = process.platform === 'win32' ? 'Windows has no file size limit to set' : false;
const functions = '/2015-03-31/functions';

test('an event is answered at once, run later, and its record comes to the destination', () =>
  withFolder(async (folder, start) => {
    const inbox = await openInbox();
    try {
      const { endpoint } = await start(folder, inbox.flags);
      const lambda = clientOf(endpoint);
      const FunctionArn = await createFunction(
        lambda,
        'fn',
        'exports.handler = async (event) => ({ got: event.n });',
      );
      const code = `${poster(inbox.url)} exports.handler = (event) => post(JSON.stringify(event));`;
      const Destination = await createFunction(lambda, 'told', code);
      const DestinationConfig = { OnSuccess: { Destination }, OnFailure: {} };
      await lambda.send(new PutFunctionEventInvokeConfigCommand({ FunctionName: 'fn', DestinationConfig }));
      const configured = await lambda.send(new GetFunctionEventInvokeConfigCommand({ FunctionName: 'fn' }));
      assert.ok(configured.LastModified instanceof Date);
      assert.deepEqual(configured.DestinationConfig, DestinationConfig);

      const accepted = await lambda.send(
        new InvokeCommand({ FunctionName: 'fn', InvocationType: 'Event', Payload: Buffer.from('{"n": 7}') }),
      );
      assert.equal(accepted.StatusCode, 202);
      const { timestamp, ...record } = JSON.parse(await inbox.take());
      assert.match(timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      assert.deepEqual(record, {
        version: '1.0',
        requestContext: {
          requestId: accepted.$metadata.requestId,
          functionArn: `${FunctionArn}:$LATEST`,
          condition: 'Success',
          approximateInvokeCount: 1,
        },
        requestPayload: { n: 7 },
        responseContext: { statusCode: 200, executedVersion: '$LATEST' },
        responsePayload: { got: 7 },
      });

      const older = await lambda.send(new InvokeAsyncCommand({ FunctionName: 'fn', InvokeArgs: '{"n":8}' }));
      assert.equal(older.Status, 202);
      assert.deepEqual(JSON.parse(await inbox.take()).responsePayload, { got: 8 });
    } finally {
      await inbox.close();
    }
  }));

test('the headers of each kind of invocation', () =>
  withFolder(async (folder, start) => {
    const { endpoint } = await start(folder);
    await createFunction(
      clientOf(endpoint),
      'fn',
      'exports.handler = async () => process.env._X_AMZN_TRACE_ID;',
    );
    const invoke = async (type: string) => {
      const response = await fetch(`${endpoint}${functions}/fn/invocations`, {
        method: 'POST',
        headers: {
          authorization:
            'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/lambda/aws4_request, SignedHeaders=host, Signature=00',
          'x-amz-invocation-type': type,
          'x-amzn-trace-id': 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0',
        },
      });
      const headers = Object.fromEntries(response.headers);
      for (const name of ['connection', 'date', 'keep-alive', 'x-lambent-would-deny']) delete headers[name];
      return { status: response.status, headers, text: await response.text() };
    };
    const ran = await invoke('RequestResponse');
    const { 'x-amzn-requestid': requestId, 'x-amzn-trace-id': trace = '', ...others } = ran.headers;
    assert.match(requestId ?? '', /^[0-9a-f-]{36}$/);
    assert.match(
      trace,
      /^Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0;Lineage=1:[0-9a-f]{8}:0$/,
    );
    assert.equal(ran.text, JSON.stringify(trace), 'what the function sees is what the caller is told');
    assert.deepEqual(
      [ran.status, others],
      [
        200,
        {
          'content-length': String(ran.text.length),
          'content-type': 'application/json',
          'x-amz-executed-version': '$LATEST',
          'x-amzn-remapped-content-length': '0',
        },
      ],
    );
    const event = await invoke('Event');
    const { 'x-amzn-requestid': _id, ...eventHeaders } = event.headers;
    assert.deepEqual(
      [event.status, event.text, eventHeaders],
      [202, '', { 'content-length': '0', 'x-amzn-remapped-content-length': '0', 'x-amzn-trace-id': trace }],
    );
    assert.equal((await invoke('DryRun')).status, 204);
  }));

test('a function that keeps sending itself events is stopped after sixteen', () =>
  withFolder(async (folder, start) => {
    const inbox = await openInbox();
    try {
      const { endpoint } = await start(folder, inbox.flags);
      const lambda = clientOf(endpoint);
      // As the SDK does it: the trace in the environment goes on every call.
      const code = `${poster(inbox.url)}
exports.handler = async (event) => {
  await post('run');
  await fetch(process.env.AWS_ENDPOINT_URL + '${functions}/loop/invocations', {
    method: 'POST',
    headers: {
      authorization: 'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/lambda/aws4_request, SignedHeaders=host, Signature=00',
      'x-amz-invocation-type': 'Event',
      'x-amzn-trace-id': process.env._X_AMZN_TRACE_ID,
    },
  });
};`;
      await createFunction(lambda, 'loop', code);
      const told = `${poster(inbox.url)} exports.handler = (event) => post(event.requestContext.condition);`;
      const Destination = await createFunction(lambda, 'told', told);
      await lambda.send(
        new PutFunctionEventInvokeConfigCommand({
          FunctionName: 'loop',
          DestinationConfig: { OnFailure: { Destination } },
        }),
      );
      await lambda.send(new InvokeCommand({ FunctionName: 'loop', InvocationType: 'Event' }));
      const posts: string[] = [];
      while (posts.at(-1) !== 'RecursiveInvocation') posts.push(await inbox.take());
      assert.deepEqual(posts, [...Array.from({ length: 16 }, () => 'run'), 'RecursiveInvocation']);
    } finally {
      await inbox.close();
    }
  }));

/** No file may grow beyond that until the limit is raised: 3,072 blocks of 512 bytes (1,024 in some shells). */
const fullDisk = ['sh', '-c', 'ulimit -S -f 3072; exec "$0" "$@"'];

type Inbox = Awaited<ReturnType<typeof openInbox>>;

/** Sends events until one is refused, none of which is done with until `answer` is called: that would make room. */
async function fillDisk(endpoint: string, inbox: Inbox) {
  const api = rawApi(endpoint, 'lambda');
  const code = `${poster(inbox.url)} exports.handler = ({ id }) => post(id);`;
  await createFunction(clientOf(endpoint), 'fn', code);
  const path = '/2017-10-31/functions/fn/concurrency';
  assert.equal((await api('PUT', path, { ReservedConcurrentExecutions: 1 })).status, 200);
  const answer = inbox.hold();
  const accepted: string[] = [];
  let sent = 0;
  const send = async (): Promise<number> => {
    sent += 1;
    const body = { id: `event-${sent}`, padding: 'x'.repeat(50_000) };
    const headers = { 'x-amz-invocation-type': 'Event' };
    const { status } = await api('POST', `${functions}/fn/invocations`, body, headers);
    if (status === 202) accepted.push(body.id);
    return status;
  };
  let status = await send();
  while (status === 202) {
    assert.ok(accepted.length < 500, 'the disk takes no end of events');
    status = await send();
  }
  assert.equal(status, 500);
  assert.ok(accepted.length > 0);
  return { accepted, send, answer };
}

/** Until each of the accepted has been run, and nothing else. */
async function takeAll(inbox: Inbox, accepted: readonly string[]): Promise<void> {
  const missing = new Set(accepted);
  while (missing.size > 0) {
    const id = await inbox.take();
    assert.ok(accepted.includes(id), `${id} was refused`);
    missing.delete(id);
  }
}

test('a full disk takes no events, and those that it took are kept', { skip: noLimits }, () =>
  withFolder(async (folder, start) => {
    const inbox = await openInbox();
    try {
      const full = await start(folder, inbox.flags, {}, fullDisk);
      const { accepted, answer } = await fillDisk(full.endpoint, inbox);
      await full.kill();
      answer();
      await start(folder, inbox.flags);
      await takeAll(inbox, accepted);
    } finally {
      await inbox.close();
    }
  }),
);

/** As whoever it runs: where root started it, not even root may otherwise. */
async function makeSpace(pid: number): Promise<void> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const [uid, gid] = ['Uid', 'Gid'].map((name) =>
    Number(new RegExp(`^${name}:\\t(\\d+)`, 'm').exec(status)?.[1]),
  );
  assert.ok(uid !== undefined && gid !== undefined);
  await promisify(execFile)('prlimit', ['--pid', String(pid), '--fsize=unlimited:'], { uid, gid });
}

test('a disk that has space again takes events again', { skip: missingTool('prlimit') }, () =>
  withFolder(async (folder, start) => {
    const inbox = await openInbox();
    try {
      const { endpoint, pid } = await start(folder, inbox.flags, {}, fullDisk);
      const { accepted, send, answer } = await fillDisk(endpoint, inbox);
      assert.equal(await send(), 500, 'it is still full');
      const tookBefore = accepted.length;
      await makeSpace(pid);
      for (let count = 0; count < 20; count += 1) assert.equal(await send(), 202);
      assert.equal(accepted.length, tookBefore + 20);
      answer();
      await takeAll(inbox, accepted);
    } finally {
      await inbox.close();
    }
  }),
);
