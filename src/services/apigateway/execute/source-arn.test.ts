/** Who API Gateway says it is when it invokes: held against the policies that `aws lambda add-permission` makes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AccessDeniedException, compilePolicy, createAuthorize, type IamMode } from '#access';
import {
  account,
  deployProxy,
  functionArn,
  type OpenApiGateway,
  openApiGateway,
  region,
  requestOf,
} from '../apigateway.fixture.ts';

/** A gateway whose function is open to API Gateway for `source()` alone. */
async function openGuarded(mode: IamMode, source: () => string): Promise<OpenApiGateway> {
  const authorize = createAuthorize(mode);
  return openApiGateway(({ context, functionName }) => {
    const statement = {
      Effect: 'Allow',
      Principal: { Service: 'apigateway.amazonaws.com' },
      Action: 'lambda:InvokeFunction',
      Resource: functionArn,
      Condition: { ArnLike: { 'AWS:SourceArn': source() } },
    } as const;
    const policy = compilePolicy({ Version: '2012-10-17', Statement: [statement] }, 'resource');
    const decision = authorize(context.caller, {
      action: 'lambda:InvokeFunction',
      resource: functionName,
      resourcePolicy: { account, arn: functionArn, policy },
    });
    if (!decision.allowed) throw new AccessDeniedException(decision.reason);
    if (decision.wouldDeny !== undefined) context.wouldDeny(decision.wouldDeny);
    return { statusCode: 200 };
  });
}

type Row = readonly [
  method: string,
  path: readonly string[],
  asked: string,
  source: string,
  isAllowed: boolean,
];

const rows: readonly Row[] = [
  ['ANY', [], '/', '/*/*/', true],
  ['GET', [], '/', '/*/*/', true],
  ['GET', [], '/', '/*/GET/', true],
  ['ANY', [], '/', '/*/GET/', false],
  ['GET', [], '/', '/*', true],
  ['GET', [], '/', '/*/*/*', true],
  ['GET', [], '/', '/Prod/GET/', true],
  ['GET', [], '/', '/test/GET/', false],
  ['GET', ['pets'], '/pets', '/*/GET/pets', true],
  ['GET', ['pets'], '/pets', '/*/*/pets', true],
  ['GET', ['pets'], '/pets', '/*/*/', false],
  ['GET', ['pets'], '/pets', '/*/POST/pets', false],
  ['GET', ['pets'], '/pets', '/*/GET/Pets', false],
  ['ANY', ['pets'], '/pets', '/*/*/pets', true],
  ['GET', ['pets', '{id}'], '/pets/7', '/*/GET/pets/{id}', true],
  ['GET', ['pets', '{id}'], '/pets/7', '/*/GET/pets/*', true],
  ['GET', ['pets', '{id}'], '/pets/7', '/*/GET/pets/7', false],
  ['ANY', ['{proxy+}'], '/a/b', '/*/*/*', true],
  ['ANY', ['{proxy+}'], '/a/b', '/*/*/{proxy+}', true],
  ['ANY', ['{proxy+}'], '/a/b', '/*/*/a/b', false],
];

for (const [method, path, asked, source, isAllowed] of rows) {
  test(`${method} /${path.join('/')} under …:API${source}: ${isAllowed ? 'may' : 'may not'} invoke`, async () => {
    for (const mode of ['enforce', 'audit'] as const) {
      let apiId = '';
      const gateway = await openGuarded(
        mode,
        () => `arn:aws:execute-api:${region}:${account}:${apiId}${source}`,
      );
      apiId = await deployProxy(gateway, { method, path });
      const { status, headers } = await gateway.serve(
        requestOf('GET', `/_aws/execute-api/${apiId}/Prod${asked}`),
      );
      assert.equal(status, isAllowed || mode === 'audit' ? 200 : 500);
      const report = headers['x-lambent-would-deny'];
      if (isAllowed || mode === 'enforce') assert.equal(report, undefined);
      else assert.match(report ?? '', /^User: apigateway\.amazonaws\.com is not authorized to perform: /);
    }
  });
}

test('another API of the same account may not invoke', async () => {
  const gateway = await openGuarded('enforce', () => `arn:aws:execute-api:${region}:${account}:other/*/*/`);
  const apiId = await deployProxy(gateway);
  const { status } = await gateway.serve(requestOf('GET', `/_aws/execute-api/${apiId}/Prod`));
  assert.equal(status, 500);
});
