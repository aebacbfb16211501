/** Container images as the JS SDK sees them, pulled from a registry on loopback and run in real environments. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  CreateFunctionCommand,
  GetFunctionCommand,
  InvokeCommand,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionActiveV2,
  waitUntilFunctionUpdatedV2,
} from '@aws-sdk/client-lambda';
import {
  type LayerEntry,
  type PushedLayer,
  TestRegistry,
  tarOf,
  tokenAuthentication,
} from '../../src/services/lambda/images/registry.fixture.ts';
import { cClient } from '../../src/services/lambda/runtime-api/bootstraps.fixture.ts';
import { withFolder } from '../lambent-process.ts';
import { missingTool } from '../tool.ts';
import { clientOf } from './client.ts';

/**
 * Answers every event with what it sees around itself; ends at once where its first argument is `exit`. Below /opt/extensions it is an
 * extension, without which the runtime would not be started.
 */
const program = String.raw`${cClient}
#include <fcntl.h>
static const char *variable(const char *name) { const char *value = getenv(name); return value ? value : "-"; }
static const char *can(const char *path, int flags) { return open(path, flags, 0600) < 0 ? "no" : "yes"; }
int main(int argc, char **argv) {
  static char request[131072], body[65536], id[128], folder[4096], arguments[4096], who[64];
  if (argc > 1 && !strcmp(argv[1], "exit")) return 7;
  for (int at = 1; at < argc; at++) { strcat(arguments, argv[at]); strcat(arguments, ";"); }
  if (strstr(argv[0], "/opt/extensions/")) {
    ask("POST /2020-01-01/extension/register HTTP/1.1\r\nHost: runtime\r\nConnection: close\r\nLambda-Extension-Name: agent\r\nContent-Length: 21\r\n\r\n{\"events\":[\"INVOKE\"]}");
    sscanf(strstr(answer, "Extension-Identifier: "), "Extension-Identifier: %127s", id);
    sprintf(request, "GET /2020-01-01/extension/event/next HTTP/1.1\r\nHost: runtime\r\nConnection: close\r\nLambda-Extension-Identifier: %s\r\n\r\n", id);
    for (;;) ask(request);
  }
  int file = open("/etc/who", O_RDONLY);
  if (file >= 0) read(file, who, sizeof who - 1);
  for (;;) {
    ask("GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nHost: runtime\r\nConnection: close\r\n\r\n");
    sscanf(strstr(answer, "Request-Id: "), "Request-Id: %127s", id);
    sprintf(body, "{\"arguments\":\"%s\",\"folder\":\"%s\",\"who\":\"%s\",\"image\":\"%s\",\"function\":\"%s\",\"name\":\"%s\",\"handler\":\"%s\",\"environment\":\"%s\",\"uid\":%d,\"root\":\"%s\",\"tmp\":\"%s\",\"host\":\"%s\"}",
      arguments, getcwd(folder, sizeof folder), who, variable("IMAGE"), variable("FUNCTION"), variable("AWS_LAMBDA_FUNCTION_NAME"),
      variable("_HANDLER"), variable("AWS_EXECUTION_ENV"), getuid(), can("/written", O_CREAT | O_WRONLY), can("/tmp/written", O_CREAT | O_WRONLY), can("/usr/bin/env", O_RDONLY));
    sprintf(request, "POST /2018-06-01/runtime/invocation/%s/response HTTP/1.1\r\nHost: runtime\r\nConnection: close\r\nContent-Length: %zu\r\n\r\n%s", id, strlen(body), body);
    ask(request);
  }
}
`;

const ecr = '111122223333.dkr.ecr.us-east-1.amazonaws.com/team/app';

function compile(folder: string): Buffer {
  const source = join(folder, 'main.c');
  writeFileSync(source, program);
  const compiled = spawnSync('gcc', ['-static', '-w', '-o', join(folder, 'main'), source], {
    encoding: 'utf8',
  });
  assert.equal(compiled.status, 0, compiled.stderr);
  return readFileSync(join(folder, 'main'));
}

const skip = missingTool('bwrap') || missingTool('gcc');

test('an image is created, waited for, invoked, configured and fails as on AWS', { skip }, () =>
  withFolder(async (folder, start) => {
    const registry = await TestRegistry.open();
    try {
      const main: LayerEntry = { path: 'app/main', data: compile(folder), mode: 0o4711 };
      const base: LayerEntry[] = [
        { path: 'etc/who', data: 'below' },
        { path: 'work', type: 'Directory' },
        { path: 'bin', type: 'SymbolicLink', linkpath: 'usr/bin' },
        { path: 'opt/extensions/agent', type: 'SymbolicLink', linkpath: '../../app/main' },
        { path: 'usr/bin/run', type: 'SymbolicLink', linkpath: '/app/main' },
      ];
      const digest = registry.push(
        '1',
        [
          { tar: tarOf([...base, main]), compression: 'zstd' },
          { tar: tarOf([{ path: 'etc/who', data: 'image' }]) },
        ],
        {
          config: {
            Entrypoint: ['/app/main'],
            Cmd: ['one', 'two words'],
            WorkingDir: '/work',
            Env: ['IMAGE=image', 'FUNCTION=image', 'PATH=/bin'],
            User: 'nobody',
          },
        },
      );
      registry.push('bad', [{ tar: tarOf([main]), sent: Buffer.from('garbage') }]);
      registry.before = tokenAuthentication(registry, 'AWS', 'password');
      const auth = Buffer.from('AWS:password').toString('base64');
      const credentialsFile = join(folder, 'registries.json');
      const host = ecr.split('/')[0] ?? '';
      writeFileSync(credentialsFile, JSON.stringify({ auths: { [`https://${host}`]: { auth } } }));

      const lambent = await start(join(folder, 'data'), [
        ...['--registry-mirrors', `ecr=${registry.host}`, '--registry-credentials', credentialsFile],
        ...['--isolation', 'bubblewrap'],
      ]);
      const client = clientOf(lambent.endpoint);
      const waiter = { client, maxWaitTime: 20, minDelay: 0.05, maxDelay: 0.1 };
      const create = (FunctionName: string, tag: string) =>
        client.send(
          new CreateFunctionCommand({
            FunctionName,
            Role: 'arn:aws:iam::000000000000:role/r',
            PackageType: 'Image',
            Code: { ImageUri: `${ecr}:${tag}` },
            Environment: { Variables: { FUNCTION: 'function' } },
          }),
        );
      const invoke = async () => {
        const { Payload } = await client.send(new InvokeCommand({ FunctionName: 'fn', Payload: '{}' }));
        return JSON.parse(Buffer.from(Payload ?? []).toString());
      };
      const configure = async (ImageConfig: object) => {
        await client.send(new UpdateFunctionConfigurationCommand({ FunctionName: 'fn', ImageConfig }));
        await waitUntilFunctionUpdatedV2(waiter, { FunctionName: 'fn' });
      };

      assert.equal((await create('fn', '1')).CodeSha256, digest);
      await waitUntilFunctionActiveV2(waiter, { FunctionName: 'fn' });
      const { Code } = await client.send(new GetFunctionCommand({ FunctionName: 'fn' }));
      assert.equal(Code?.ResolvedImageUri, `${ecr}@sha256:${digest}`);
      const seen = {
        arguments: 'one;two words;',
        folder: '/work',
        who: 'image',
        image: 'image',
        function: 'function',
        name: 'fn',
        handler: '-',
        environment: '-',
        uid: 993,
        root: 'no',
        tmp: 'yes',
        host: 'no',
      };
      assert.deepEqual(await invoke(), seen);

      await configure({ EntryPoint: ['run'], WorkingDirectory: '/tmp' });
      assert.deepEqual(await invoke(), { ...seen, folder: '/tmp' });
      const failures: readonly (readonly [object, string, RegExp])[] = [
        [
          { EntryPoint: ['/no'] },
          'Runtime.InvalidEntrypoint',
          /Error: fork\/exec \/no: no such file or directory$/,
        ],
        [
          { EntryPoint: ['no'] },
          'Runtime.InvalidEntrypoint',
          /exec: "no": executable file not found in \$PATH$/,
        ],
        [
          { EntryPoint: ['/etc/who'] },
          'Runtime.InvalidEntrypoint',
          /fork\/exec \/etc\/who: permission denied$/,
        ],
        [{ WorkingDirectory: '/no' }, 'Runtime.InvalidWorkingDir', /chdir \/no: no such file or directory$/],
        [
          { WorkingDirectory: 'no' },
          'Runtime.InvalidWorkingDir',
          /'no' is invalid, it needs to be an absolute path$/,
        ],
        [{ Command: ['exit'] }, 'Runtime.ExitError', /Runtime exited with error: exit status 7$/],
      ];
      for (const [imageConfig, errorType, message] of failures) {
        await configure(imageConfig);
        const answer = await invoke();
        assert.equal(answer.errorType, errorType);
        assert.match(answer.errorMessage, message);
      }

      await create('bad', 'bad');
      await assert.rejects(waitUntilFunctionActiveV2(waiter, { FunctionName: 'bad' }));
      const { Configuration } = await client.send(new GetFunctionCommand({ FunctionName: 'bad' }));
      assert.deepEqual([Configuration?.State, Configuration?.StateReasonCode], ['Failed', 'InvalidImage']);
      assert.match(lambent.output(), /came with other bytes than its digest promises/);
      assert.doesNotMatch(lambent.output(), new RegExp(`password|${auth}`));
    } finally {
      await registry.close();
    }
  }),
);

/** Images that nobody may run, and what their operator is told is wrong. */
const refused: readonly (readonly [string, PushedLayer, RegExp])[] = [
  [
    'other-bytes',
    { tar: tarOf([{ path: 'f', data: '1' }]), sent: Buffer.from('garbage') },
    /^the blob [0-9a-f]{64} came with other bytes than its digest promises$/,
  ],
  [
    'escape',
    { tar: tarOf([{ path: '../etc/passwd\n\u001b[31mall is well', data: '1' }]) },
    /^a layer is not safe to unpack: unsafe name "\.\.\/etc\/passwd\\n\\u001b\[31mall is well"$/,
  ],
];

test(
  'an image that is refused is one readable line for the operator: function, image and reason',
  {
    skip: missingTool('bwrap'),
  },
  () =>
    withFolder(async (folder, start) => {
      const registry = await TestRegistry.open();
      try {
        const lambent = await start(join(folder, 'data'), ['--isolation', 'bubblewrap']);
        const client = clientOf(lambent.endpoint);
        for (const [name, layer, reason] of refused) {
          registry.push(name, [layer]);
          const uri = `${registry.host}/team/app:${name}`;
          await client.send(
            new CreateFunctionCommand({
              FunctionName: name,
              Role: 'arn:aws:iam::000000000000:role/r',
              PackageType: 'Image',
              Code: { ImageUri: uri },
            }),
          );
          await lambent.printed(`"function":"${name}"`);
          const lines = lambent.output().split('\n');
          const [line = '', ...others] = lines.filter((each) => each.includes(name));
          assert.deepEqual(others, []);
          const said = JSON.parse(line);
          assert.deepEqual([said.level, said.function, said.image], ['warn', name, uri]);
          assert.match(said.reason, reason);
        }
      } finally {
        await registry.close();
      }
    }),
);
