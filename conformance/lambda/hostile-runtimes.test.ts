/** Runtimes that break every rule: each gets AWS's error for its caller, one line for the operator, and leaves nothing. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  InvokeCommand,
  type LambdaClient,
  waitUntilFunctionActiveV2,
} from '@aws-sdk/client-lambda';
import { type LambentProcess, withFolder } from '../lambent-process.ts';
import { skipUnless } from '../tool.ts';
import { zipOf } from '../zip.ts';
import { clientOf } from './client.ts';
import { lastOf, nothing } from './remains.ts';

type Case = {
  readonly name: string;
  readonly runtime: 'provided.al2023' | 'nodejs24.x';
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  readonly mode?: number;
  readonly errorType: string;
  /** What the operator reads of it. */
  readonly line: RegExp;
};

/** Speaks the Runtime API by hand: `attack` is Python with the request's id in `id`, sockets from `open()`. */
const overHttp = (name: string, attack: string, errorType: string, line: RegExp): Case => ({
  name,
  runtime: 'provided.al2023',
  mode: 0o100755,
  errorType,
  line,
  files: {
    bootstrap: `#!/usr/bin/python3
import os, socket, sys, time
host, port = os.environ['AWS_LAMBDA_RUNTIME_API'].split(':')
def open():
    return socket.create_connection((host, int(port)))
def ask(text):
    connection = open()
    connection.sendall(text.encode())
    return connection.recv(65536).decode()
def hang():
    time.sleep(86400)
path = '/2018-06-01/runtime/invocation/'
while True:
    head = ask('GET ' + path + 'next HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n')
    id = head.lower().split('request-id: ')[1].split('\\r')[0]
    ${attack.replaceAll('\n', '\n    ')}
`,
  },
});

/** Reaches past the runtime for the descriptor that it speaks frames on. */
const overFrames = (name: string, attack: string, errorType: string, line: RegExp): Case => ({
  name,
  runtime: 'nodejs24.x',
  errorType,
  line,
  files: {
    'index.js': `const fs = require('node:fs');
const frameOf = (type, head, body = '1') => {
  const text = JSON.stringify(head);
  const frame = Buffer.alloc(9 + text.length + body.length);
  frame.writeUInt32BE(5 + text.length + body.length, 0);
  frame[4] = type;
  frame.writeUInt32BE(text.length, 5);
  frame.write(text + body, 9);
  return frame;
};
exports.handler = async (event, context) => { ${attack}; await new Promise(() => setInterval(() => {}, 1000)); };`,
  },
});

const foreign = Buffer.alloc(64);
foreign.write('\x7fELF\x02\x01\x01', 'latin1');
foreign.writeUInt16LE(process.arch === 'x64' ? 183 : 62, 18);

const bootstrapOf = (name: string, content: string | Buffer, mode: number, line: RegExp): Case => {
  const files = { bootstrap: content };
  return { name, runtime: 'provided.al2023', files, mode, errorType: 'Runtime.InvalidEntrypoint', line };
};

const post = "b'POST ' + (path + id + '/response').encode() + b' HTTP/1.1\\r\\nHost: x\\r\\n";
const killed = /broke the protocol and was stopped: /;

const much = `connection = open()
connection.sendall(${post}Content-Length: 104857600\\r\\n\\r\\n')
for _ in range(100): connection.sendall(b'1' * 1048576)`;
const tooLarge = [
  'Function.ResponseSizeTooLarge',
  /Function\.ResponseSizeTooLarge: more than 6291556 bytes/,
] as const;

const cases: readonly Case[] = [
  overHttp(
    'nonsense',
    "open().sendall(b'\\x00\\xff no request\\r\\n\\r\\n'); hang()",
    'Sandbox.Timedout',
    /not done within 1 s/,
  ),
  overHttp('silence', 'open(); hang()', 'Sandbox.Timedout', /not done within 1 s/),
  overHttp('much', `${much}\nconnection.recv(1)`, ...tooLarge),
  overHttp('much-and-gone', `${much}\nsys.exit(0)`, ...tooLarge),
  overHttp(
    'half',
    `connection = open()
connection.sendall(${post}Content-Length: 100\\r\\n\\r\\n{"half"')
hang()`,
    'Sandbox.Timedout',
    /not done within 1 s/,
  ),
  overHttp(
    'cut',
    `connection = open()
connection.sendall(${post}Content-Length: 100\\r\\n\\r\\n{"half"')
connection.close()`,
    'Runtime.TruncatedResponse',
    /Runtime\.TruncatedResponse: HTTP request detected as truncated/,
  ),
  overHttp(
    'another-id',
    `said = ask('POST ' + path + 'another/response HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: 1\\r\\n\\r\\n1')
sys.exit(4 if 'InvalidRequestID' in said else 0)`,
    'Runtime.ExitError',
    /Runtime\.ExitError: Runtime exited with error: exit status 4/,
  ),
  overFrames('frames-nonsense', "fs.writeSync(3, 'this is no frame at all')", 'Runtime.ExitError', killed),
  overFrames('frames-silence', '', 'Sandbox.Timedout', /not done within 1 s/),
  overFrames('frames-much', "return 'x'.repeat(104_857_600)", ...tooLarge),
  overFrames(
    'frames-cut',
    "fs.writeSync(3, frameOf(18, { requestId: context.awsRequestId, stdioBytes: 0, telemetryBytes: 0 }, 'x'.repeat(99)).subarray(0, 70)); fs.closeSync(3)",
    'Runtime.ExitError',
    /Runtime\.ExitError: /,
  ),
  overFrames(
    'frames-another-id',
    "fs.writeSync(3, frameOf(18, { requestId: 'another', stdioBytes: 0, telemetryBytes: 0 }))",
    'Runtime.ExitError',
    killed,
  ),
  bootstrapOf(
    'no-permission',
    '#!/bin/sh\n',
    0o100644,
    /fork\/exec \/var\/task\/bootstrap: permission denied/,
  ),
  bootstrapOf('another-machine', foreign, 0o100755, /fork\/exec \/var\/task\/bootstrap: exec format error/),
];

async function create(lambda: LambdaClient, { name, runtime, files, mode, errorType }: Case): Promise<void> {
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: name,
      Runtime: runtime,
      Handler: 'index.handler',
      // Only who is waited for in vain makes anybody wait.
      Timeout: errorType === 'Sandbox.Timedout' ? 1 : 30,
      MemorySize: 512,
      Role: 'arn:aws:iam::000000000000:role/r',
      Code: { ZipFile: await zipOf(files, mode === undefined ? {} : { mode }) },
    }),
  );
  const waiting = { client: lambda, maxWaitTime: 30, minDelay: 0.05, maxDelay: 0.05 };
  await waitUntilFunctionActiveV2(waiting, { FunctionName: name });
}

/** The operator's lines about a function. */
function linesOf(lambent: LambentProcess, name: string): string[] {
  return lambent
    .output()
    .split('\n')
    .filter((line) => line.includes(`:function:${name}:`));
}

const skip = skipUnless(
  existsSync('/usr/bin/python3') && existsSync('/proc/self'),
  'no /usr/bin/python3 here',
);

test(
  "what breaks the rules ends in AWS's error, one line for the operator, and a clean slate",
  { skip },
  () =>
    withFolder(async (folder, start) => {
      const lambent = await start(`${folder}/data`, ['--prebooted', '0']);
      const lambda = clientOf(lambent.endpoint);
      for (const each of cases) {
        await create(lambda, each);
        for (const _again of [1, 2]) {
          const answer = await lambda.send(new InvokeCommand({ FunctionName: each.name, Payload: '{}' }));
          const { errorType, errorMessage } = JSON.parse(Buffer.from(answer.Payload ?? []).toString());
          assert.deepEqual([answer.FunctionError, errorType], ['Unhandled', each.errorType], each.name);
          if (errorType !== 'Function.ResponseSizeTooLarge')
            assert.match(errorMessage, /^RequestId: [0-9a-f-]{36} Error: /, each.name);
        }
        await lambent.printed(`:function:${each.name}:`);
        const lines = linesOf(lambent, each.name);
        assert.equal(lines.length, 1, lines.join('\n'));
        assert.match(lines[0] ?? '', each.line);
        await lambda.send(new DeleteFunctionCommand({ FunctionName: each.name }));
      }
      const good = { ...overFrames('good', 'return 7', '', / /) };
      await create(lambda, good);
      const answer = await lambda.send(new InvokeCommand({ FunctionName: 'good', Payload: '{}' }));
      assert.equal(Buffer.from(answer.Payload ?? []).toString(), '7');
      await lambda.send(new DeleteFunctionCommand({ FunctionName: 'good' }));
      assert.deepEqual(await lastOf(lambent.pid), nothing);
      assert.deepEqual(linesOf(lambent, 'good'), []);
      lambda.destroy();
    }),
);
