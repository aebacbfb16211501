/** A custom runtime from its upload to its answer, as a user of the AWS API sees it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withFolder } from '../lambent-process.ts';
import { rawApi } from '../raw-api.ts';
import { missingTool } from '../tool.ts';
import { zipOf } from '../zip.ts';

const functions = '/2015-03-31/functions';

/** Answers with the name of its handler and with the event. */
const bootstrap = `#!/bin/bash
api=http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation
while :; do
  event=$(curl -sS -D /tmp/head "$api/next")
  id=$(sed -n 's/^Lambda-Runtime-Aws-Request-Id: \\([^\\r]*\\).*/\\1/Ip' /tmp/head)
  curl -sS -d "[\\"$_HANDLER\\",$event]" "$api/$id/response" >/tmp/answer
done
`;

test('a bootstrap with curl is created, Active and invoked', { skip: missingTool('curl') }, () =>
  withFolder(async (folder, start) => {
    const lambent = await start(folder);
    const api = rawApi(lambent.endpoint, 'lambda');
    const create = async (FunctionName: string, mode: number) => {
      const ZipFile = (await zipOf({ bootstrap }, { mode })).toString('base64');
      const created = await api('POST', functions, {
        FunctionName,
        Runtime: 'provided.al2023',
        Handler: 'my.handler',
        Role: 'arn:aws:iam::000000000000:role/r',
        Code: { ZipFile },
      });
      assert.equal(created.status, 201, JSON.stringify(created.body));
      let state: unknown;
      while (state !== 'Active') {
        const { body } = await api('GET', `${functions}/${FunctionName}/configuration`);
        state = (body as { readonly State?: unknown }).State;
        assert.notEqual(state, 'Failed');
      }
    };
    await create('good', 0o100755);
    for (const event of [{ a: 1 }, [2]]) {
      const { status, body } = await api('POST', `${functions}/good/invocations`, event);
      assert.deepEqual([status, body], [200, ['my.handler', event]]);
    }
    await create('bad', 0o100644);
    const { body } = await api('POST', `${functions}/bad/invocations`, {});
    const { errorType, errorMessage } = body as { errorType: string; errorMessage: string };
    assert.equal(errorType, 'Runtime.InvalidEntrypoint');
    assert.match(
      errorMessage,
      /^RequestId: \S+ Error: fork\/exec \/var\/task\/bootstrap: permission denied$/,
    );
  }),
);
