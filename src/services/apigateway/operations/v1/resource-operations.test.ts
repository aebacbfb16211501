import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createApi, deployProxy, openApiGateway, refusalOf } from '../../apigateway.fixture.ts';
import { resourcesMax } from '../../limits.ts';

async function openTree() {
  const gateway = await openApiGateway();
  const { restApiId, rootResourceId } = await createApi(gateway);
  const add = async (parentId: string, pathPart: string) =>
    (await gateway.operate('CreateResource', { restApiId, parentId, pathPart })).id ?? '';
  const paths = async () =>
    ((await gateway.operate('GetResources', { restApiId })).items ?? []).map((item) => item.path);
  return { ...gateway, restApiId, rootResourceId, add, paths };
}

test('CreateResource answers the resource with its path', async () => {
  const { operate, restApiId, rootResourceId } = await openTree();
  const { id = '', ...rest } = await operate('CreateResource', {
    restApiId,
    parentId: rootResourceId,
    pathPart: 'pets',
  });
  assert.match(id, /^[a-z0-9]{6}$/);
  const expected = { parentId: rootResourceId, pathPart: 'pets', path: '/pets' };
  assert.deepEqual(JSON.parse(JSON.stringify(rest)), expected);
  assert.partialDeepStrictEqual(await operate('GetResource', { restApiId, resourceId: id }), {
    id,
    ...expected,
  });
});

test('GetResources lists by path, the root first and without parent', async () => {
  const { operate, restApiId, rootResourceId, add, paths } = await openTree();
  await add(rootResourceId, '{proxy+}');
  const parent = await add(rootResourceId, 'parent');
  await add(parent, '{proxy+}');
  await add(await add(parent, 'child'), '{proxy+}');
  assert.deepEqual(await paths(), [
    '/',
    '/parent',
    '/parent/child',
    '/parent/child/{proxy+}',
    '/parent/{proxy+}',
    '/{proxy+}',
  ]);
  const first = await operate('GetResources', { restApiId, limit: 4 });
  assert.deepEqual(JSON.parse(JSON.stringify(first.items?.[0])), { id: rootResourceId, path: '/' });
  const second = await operate('GetResources', { restApiId, limit: 4, position: first.position });
  assert.deepEqual([first.items?.length, second.items?.length, second.position], [4, 2, undefined]);
});

test('resourceMethods names the verbs, and shows methods with embed=methods', async () => {
  const gateway = await openApiGateway();
  const restApiId = await deployProxy(gateway, { method: 'GET' });
  const bare = await gateway.operate('GetResources', { restApiId });
  assert.deepEqual(bare.items?.[0]?.resourceMethods, { GET: {} });
  const embedded = await gateway.operate('GetResources', { restApiId, embed: ['methods'] });
  assert.equal(embedded.items?.[0]?.resourceMethods?.GET?.methodIntegration?.type, 'AWS_PROXY');
});

const badPart =
  "Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the beginning and the end.";

for (const pathPart of [
  '{',
  '}',
  '{}',
  '{id',
  'id}',
  'a{id}',
  '{id}x',
  '{a/b}',
  '{a}{b}',
  '{+}',
  '{id++}',
  'a b',
  'a/b',
  '',
  'ü',
]) {
  test(`a path part with bad characters is refused: ${JSON.stringify(pathPart)}`, async () => {
    const { operate, restApiId, rootResourceId, paths } = await openTree();
    const refused = operate('CreateResource', { restApiId, parentId: rootResourceId, pathPart });
    assert.deepEqual(await refusalOf(refused), [400, 'BadRequestException', badPart]);
    assert.deepEqual(await paths(), ['/']);
  });
}

test('a resource is refused where it has no place', async () => {
  const { add, rootResourceId } = await openTree();
  const proxy = await add(rootResourceId, '{proxy+}');
  await add(rootResourceId, 'pets');
  const bad = (message: string) => [400, 'BadRequestException', message];
  assert.deepEqual(
    await refusalOf(add(proxy, 'child')),
    bad('Cannot create a child of a resource with a greedy path variable: {proxy+}'),
  );
  assert.deepEqual(
    await refusalOf(add(rootResourceId, '{id}')),
    bad('A sibling ({proxy+}) of this resource already has a variable path part -- only one is allowed'),
  );
  assert.deepEqual(await refusalOf(add(rootResourceId, 'pets')), [
    409,
    'ConflictException',
    'Another resource with the same parent already has this name: pets',
  ]);
  assert.deepEqual(await refusalOf(add('nope', 'x')), [
    404,
    'NotFoundException',
    'Invalid Resource identifier specified',
  ]);
});

test('a resource of an unknown API is an unknown resource', async () => {
  const { operate } = await openApiGateway();
  const expected = [404, 'NotFoundException', 'Invalid Resource identifier specified'];
  const name = { restApiId: 'nope', resourceId: 'nope' };
  assert.deepEqual(await refusalOf(operate('GetResource', name)), expected);
  assert.deepEqual(await refusalOf(operate('DeleteResource', name)), expected);
  assert.deepEqual(
    await refusalOf(operate('CreateResource', { restApiId: 'nope', parentId: 'nope', pathPart: '{' })),
    expected,
  );
});

test('DeleteResource takes the subtree along, but not the root', async () => {
  const { operate, restApiId, rootResourceId, add, paths } = await openTree();
  const parent = await add(rootResourceId, 'parent');
  const child = await add(parent, 'child');
  await add(child, 'grandchild');
  await add(rootResourceId, 'other');
  await operate('DeleteResource', { restApiId, resourceId: parent });
  assert.deepEqual(await paths(), ['/', '/other']);
  assert.deepEqual(await refusalOf(operate('DeleteResource', { restApiId, resourceId: child })), [
    404,
    'NotFoundException',
    'Invalid Resource identifier specified',
  ]);
  const [status] = await refusalOf(operate('DeleteResource', { restApiId, resourceId: rootResourceId }));
  assert.equal(status, 400);
});

test('the 301st resource is refused', async () => {
  const { add, rootResourceId } = await openTree();
  for (let count = 1; count < resourcesMax; count++) await add(rootResourceId, `part-${count}`);
  assert.deepEqual(await refusalOf(add(rootResourceId, 'one-more')), [
    429,
    'LimitExceededException',
    'Maximum number of resources for this API has been reached. Please contact AWS if you need additional resources.',
  ]);
});

test('resources that are created at the same time are all kept', async () => {
  const { add, rootResourceId, paths } = await openTree();
  await Promise.all(['a', 'b', 'c', 'd', 'e'].map((pathPart) => add(rootResourceId, pathPart)));
  assert.deepEqual(await paths(), ['/', '/a', '/b', '/c', '/d', '/e']);
});
