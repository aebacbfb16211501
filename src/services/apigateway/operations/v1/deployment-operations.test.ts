import assert from 'node:assert/strict';
import { test } from 'node:test';
import { account, createApi, deployProxy, openApiGateway, refusalOf } from '../../apigateway.fixture.ts';
import { stagesMax } from '../../limits.ts';

const bad = (message: string) => [400, 'BadRequestException', message] as const;

test('a deployment without methods, or with a method without integration, is refused and stores nothing', async () => {
  const gateway = await openApiGateway();
  const { restApiId, rootResourceId: resourceId } = await createApi(gateway);
  const deploy = () => gateway.operate('CreateDeployment', { restApiId, stageName: 'Prod' });
  assert.deepEqual(await refusalOf(deploy()), bad("The REST API doesn't contain any methods"));
  await gateway.operate('PutMethod', { restApiId, resourceId, httpMethod: 'GET', authorizationType: 'NONE' });
  assert.deepEqual(await refusalOf(deploy()), bad('No integration defined for method'));
  assert.deepEqual((await gateway.operate('GetDeployments', { restApiId })).items, []);
  assert.deepEqual((await gateway.operate('GetStages', { restApiId })).item, []);
  assert.deepEqual(await gateway.fabric.kv('rest-deployments').scan([]), []);
});

test('CreateDeployment answers id and date, and creates its stage with AWS’s defaults', async () => {
  const gateway = await openApiGateway();
  const restApiId = await deployProxy(gateway);
  const [deployment] = (await gateway.operate('GetDeployments', { restApiId })).items ?? [];
  const createdDate = new Date(gateway.clock.now()).toISOString();
  assert.match(deployment?.id ?? '', /^[a-z0-9]{6}$/);
  assert.deepEqual(shown(deployment), { id: deployment?.id, createdDate });
  assert.deepEqual(shown(await gateway.operate('GetStages', { restApiId })), {
    item: [
      {
        deploymentId: deployment?.id,
        stageName: 'Prod',
        cacheClusterEnabled: false,
        cacheClusterStatus: 'NOT_AVAILABLE',
        methodSettings: {},
        tracingEnabled: false,
        createdDate,
        lastUpdatedDate: createdDate,
      },
    ],
  });
});

test('GetDeployment shows the deployed methods with embed=apisummary', async () => {
  const gateway = await openApiGateway();
  const restApiId = await deployProxy(gateway, { path: ['pets'], method: 'GET' });
  const deploymentId =
    (await gateway.operate('GetStage', { restApiId, stageName: 'Prod' })).deploymentId ?? '';
  const { apiSummary } = await gateway.operate('GetDeployment', {
    restApiId,
    deploymentId,
    embed: ['apisummary'],
  });
  assert.deepEqual(apiSummary, { '/pets': { GET: { authorizationType: 'NONE', apiKeyRequired: false } } });
});

test('a second deployment moves the stage and keeps its variables', async () => {
  const gateway = await openApiGateway();
  const restApiId = await deployProxy(gateway, { variables: { a: '1' } });
  const before = await gateway.operate('GetStage', { restApiId, stageName: 'Prod' });
  await gateway.clock.advance(1_000);
  const { id } = await gateway.operate('CreateDeployment', {
    restApiId,
    stageName: 'Prod',
    stageDescription: 'd',
  });
  const after = await gateway.operate('GetStage', { restApiId, stageName: 'Prod' });
  assert.notEqual(after.deploymentId, before.deploymentId);
  assert.deepEqual([after.deploymentId, after.variables, after.description], [id, { a: '1' }, 'd']);
  assert.deepEqual(after.createdDate, before.createdDate);
  assert.equal(Number(after.lastUpdatedDate) - Number(before.lastUpdatedDate), 1_000);
});

test('DeleteDeployment refuses one that a stage serves', async () => {
  const gateway = await openApiGateway();
  const restApiId = await deployProxy(gateway);
  const { deploymentId = '' } = await gateway.operate('GetStage', { restApiId, stageName: 'Prod' });
  const remove = () => gateway.operate('DeleteDeployment', { restApiId, deploymentId });
  assert.deepEqual(
    await refusalOf(remove()),
    bad('Active stages pointing to this deployment must be moved or deleted'),
  );
  await gateway.operate('DeleteStage', { restApiId, stageName: 'Prod' });
  await remove();
  assert.deepEqual(await refusalOf(remove()), [
    404,
    'NotFoundException',
    'Invalid Deployment identifier specified',
  ]);
  assert.deepEqual(await gateway.fabric.kv('rest-deployments').scan([]), []);
});

test('CreateStage serves a deployment under a second name; GetStages filters', async () => {
  const gateway = await openApiGateway();
  const restApiId = await deployProxy(gateway);
  const { deploymentId = '' } = await gateway.operate('GetStage', { restApiId, stageName: 'Prod' });
  const second = (await gateway.operate('CreateDeployment', { restApiId, stageName: 'next' })).id;
  const stage = { restApiId, stageName: 'test', deploymentId, variables: { a: 'b' }, tags: { team: 'blue' } };
  const created = await gateway.operate('CreateStage', stage);
  assert.deepEqual(
    [created.stageName, created.variables, created.tags],
    ['test', { a: 'b' }, { team: 'blue' }],
  );
  const names = async (filter: string | undefined) =>
    (await gateway.operate('GetStages', { restApiId, deploymentId: filter })).item?.map(
      (item) => item.stageName,
    );
  assert.deepEqual(await names(undefined), ['Prod', 'next', 'test']);
  assert.deepEqual(await names(deploymentId), ['Prod', 'test']);
  assert.deepEqual(await names(second), ['next']);
  assert.deepEqual(await names('nope'), []);
});

test('CreateStage refuses what AWS refuses', async () => {
  const gateway = await openApiGateway();
  const restApiId = await deployProxy(gateway);
  const { deploymentId = '' } = await gateway.operate('GetStage', { restApiId, stageName: 'Prod' });
  const create = (input: object) =>
    refusalOf(gateway.operate('CreateStage', { restApiId, stageName: 'test', deploymentId, ...input }));
  assert.deepEqual(await create({ deploymentId: 'nope' }), bad('Deployment id does not exist'));
  assert.deepEqual(await create({ stageName: 'Prod' }), [409, 'ConflictException', 'Stage already exists']);
  assert.deepEqual(await create({ stageName: 'a/b' }), bad('Stage name only allows a-zA-Z0-9_-'));
  assert.deepEqual(
    await create({ variables: { a: 'no blanks' } }),
    bad('Invalid stage variable value: no blanks'),
  );
  assert.deepEqual(await create({ variables: { 'a-b': 'c' } }), bad('Invalid stage variable name: a-b'));
  assert.deepEqual(await create({ restApiId: 'nope' }), [
    404,
    'NotFoundException',
    `Invalid API identifier specified ${account}:nope`,
  ]);
  assert.equal((await gateway.operate('GetStages', { restApiId })).item?.length, 1);
});

test('the eleventh stage is refused, by CreateStage and by CreateDeployment', async () => {
  const gateway = await openApiGateway();
  const restApiId = await deployProxy(gateway);
  const { deploymentId = '' } = await gateway.operate('GetStage', { restApiId, stageName: 'Prod' });
  for (let count = 1; count < stagesMax; count++) {
    await gateway.operate('CreateStage', { restApiId, stageName: `s${count}`, deploymentId });
  }
  const expected = [
    429,
    'LimitExceededException',
    'Maximum number of stages for this API has been reached. Please contact AWS if you need additional stages.',
  ];
  const one = { restApiId, stageName: 'more' };
  assert.deepEqual(await refusalOf(gateway.operate('CreateStage', { ...one, deploymentId })), expected);
  assert.deepEqual(await refusalOf(gateway.operate('CreateDeployment', one)), expected);
  assert.equal((await gateway.fabric.kv('rest-deployments').scan([])).length, 1);
});

test('an unknown stage or deployment is named as such', async () => {
  const gateway = await openApiGateway();
  const restApiId = await deployProxy(gateway);
  const stage = { restApiId, stageName: 'constructor' };
  const unknown = [404, 'NotFoundException', 'Invalid Stage identifier specified'];
  assert.deepEqual(await refusalOf(gateway.operate('GetStage', stage)), unknown);
  assert.deepEqual(await refusalOf(gateway.operate('DeleteStage', stage)), unknown);
  assert.deepEqual(await refusalOf(gateway.operate('GetDeployment', { restApiId, deploymentId: 'nope' })), [
    404,
    'NotFoundException',
    'Invalid Deployment identifier specified',
  ]);
});

function shown(answer: unknown): unknown {
  return JSON.parse(JSON.stringify(answer));
}
