import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { addRoute, emptyTree, matchRoute } from './route-tree.ts';

/** Every method's value is its route. */
function treeOf(routes: readonly string[]) {
  const tree = emptyTree<string>();
  for (const route of routes) {
    const [verb = '', path = ''] = route.split(' ');
    addRoute(tree, path, verb, route);
  }
  return tree;
}

function find(routes: readonly string[], request: string) {
  const [verb = '', path = ''] = request.split(' ');
  const match = matchRoute(treeOf(routes), path, verb);
  return match && [match.method, match.pathParameters && { ...match.pathParameters }];
}

const cases: readonly (readonly [string, readonly string[], string, unknown])[] = [
  ['the root', ['GET /'], 'GET /', ['GET /', null]],
  ['a literal over a variable', ['GET /{id}', 'GET /me'], 'GET /me', ['GET /me', null]],
  ['a variable', ['GET /pets/{id}', 'GET /pets'], 'GET /pets/7', ['GET /pets/{id}', { id: '7' }]],
  ['a variable is not decoded', ['GET /{id}'], 'GET /a%2Bb', ['GET /{id}', { id: 'a%2Bb' }]],
  ['greedy', ['ANY /{proxy+}'], 'POST /a/b/c', ['ANY /{proxy+}', { proxy: 'a/b/c' }]],
  ['greedy needs a part', ['ANY /{proxy+}'], 'GET /', undefined],
  ['greedy keeps doubled slashes', ['ANY /{proxy+}'], 'GET /a//b', ['ANY /{proxy+}', { proxy: 'a//b' }]],
  ['a variable takes no empty part', ['GET /a/{x}/b'], 'GET /a//b', undefined],
  ['a trailing slash is ignored', ['GET /pets'], 'GET /pets/', ['GET /pets', null]],
  ['greedy loses the trailing slash', ['ANY /{proxy+}'], 'GET /a/', ['ANY /{proxy+}', { proxy: 'a' }]],
  [
    'back to a less specific sibling when deeper parts do not match',
    ['GET /a/b', 'GET /{x}/c'],
    'GET /a/c',
    ['GET /{x}/c', { x: 'a' }],
  ],
  [
    'back over two levels, variables in order',
    ['GET /{x}/{y}/end', 'GET /a/{z}/other', 'GET /a/b/third'],
    'GET /a/b/end',
    ['GET /{x}/{y}/end', { x: 'a', y: 'b' }],
  ],
  ['an exact verb over ANY', ['ANY /a', 'GET /a'], 'GET /a', ['GET /a', null]],
  ['ANY for the other verbs', ['ANY /a', 'GET /a'], 'PUT /a', ['ANY /a', null]],
  ['ANY is seven verbs', ['ANY /a'], 'PURGE /a', undefined],
  ['HEAD is not GET', ['GET /a'], 'HEAD /a', undefined],
  [
    'a literal without the verb gives way',
    ['GET /a', 'ANY /{proxy+}'],
    'POST /a',
    ['ANY /{proxy+}', { proxy: 'a' }],
  ],
  ['nothing', ['GET /a'], 'GET /b', undefined],
];

for (const [name, routes, request, expected] of cases) {
  test(`route: ${name}`, () => assert.deepEqual(find(routes, request), expected));
}

test('a variable called __proto__ is a value like any other', () => {
  const match = matchRoute(treeOf(['GET /{__proto__}']), '/x', 'GET');
  assert.equal(JSON.stringify(match?.pathParameters), '{"__proto__":"x"}');
});

/** The rule as a sentence: of all routes that fit, the one that is literal where others first are variable, plain before greedy. */
function naive(routes: readonly string[], path: string): string | undefined {
  const parts = path.split('/').slice(1);
  const rank = (part: string) => (part.endsWith('+}') ? 2 : part.startsWith('{') ? 1 : 0);
  const fits = (route: string) => {
    const own = route.split('/').slice(1);
    for (const [index, part] of own.entries()) {
      if (rank(part) === 2) return parts.length > index;
      if (parts[index] === undefined) return false;
      if (rank(part) === 0 && part !== parts[index]) return false;
    }
    return own.length === parts.length;
  };
  return routes.filter(fits).toSorted((a, b) => {
    const left = a.split('/');
    const right = b.split('/');
    for (const [index, part] of left.entries()) {
      const difference = rank(part) - rank(right[index] ?? '');
      if (difference !== 0) return difference;
    }
    return 0;
  })[0];
}

test('matching agrees with the rule for random trees', () => {
  const level = fc.constantFrom('a', 'b', '{v}');
  const route = fc
    .tuple(fc.array(level, { minLength: 1, maxLength: 3 }), fc.boolean())
    .map(([parts, isGreedy]) => `/${parts.join('/')}${isGreedy ? '/{rest+}' : ''}`);
  const path = fc
    .array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 5 })
    .map((parts) => `/${parts.join('/')}`);
  fc.assert(
    fc.property(fc.uniqueArray(route, { maxLength: 8 }), path, (routes, wanted) => {
      // A level has at most one variable: routes that would give it a second are none that an API can have.
      const possible = routes.filter((candidate) => isPossibleBeside(routes, candidate));
      const tree = treeOf(possible.map((candidate) => `GET ${candidate}`));
      const expected = naive(possible, wanted);
      assert.equal(matchRoute(tree, wanted, 'GET')?.method, expected && `GET ${expected}`);
    }),
  );
});

function isPossibleBeside(routes: readonly string[], candidate: string): boolean {
  if (!candidate.endsWith('/{rest+}')) return true;
  const parent = candidate.slice(0, -'/{rest+}'.length);
  return !routes.some((route) => route === `${parent}/{v}` || route.startsWith(`${parent}/{v}/`));
}
