import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refuseForeignPage } from './guard.ts';
import { hostName } from './headers.ts';

type Case = {
  readonly host?: string;
  readonly origin?: string;
  readonly site?: string;
  readonly secure?: boolean;
};

function passes({ host, origin, site, secure = false }: Case): boolean {
  const headers = { host, origin, 'sec-fetch-site': site };
  const allowed = new Set(['lambent.internal', '10.0.0.5']);
  return refuseForeignPage({ headers, host: hostName(host), secure }, allowed) === undefined;
}

const own = 'localhost:4566';

const table: readonly [name: string, request: Case, passes: boolean][] = [
  ['a tool: no Origin, no Sec-Fetch-Site', { host: own }, true],
  ['127.0.0.1', { host: '127.0.0.1:4566' }, true],
  ['all of 127.0.0.0/8', { host: '127.1.2.3:4566' }, true],
  ['::1', { host: '[::1]:4566' }, true],
  ['a name under localhost', { host: 'abc.execute-api.localhost:4566' }, true],
  ['upper case', { host: 'LocalHost:4566' }, true],
  ['no port', { host: 'localhost' }, true],
  ['a configured name', { host: 'lambent.internal:4566' }, true],
  ['a configured address', { host: '10.0.0.5:4566' }, true],

  ['no host', {}, false],
  ['an empty host', { host: '' }, false],
  ['DNS rebinding', { host: 'evil.example:4566' }, false],
  ['a name that begins like loopback', { host: '127.evil.example' }, false],
  ['a name that begins with a loopback address', { host: '127.0.0.1.evil.example' }, false],
  ['a name that ends in localhost', { host: 'evillocalhost' }, false],
  ['localhost as a label of another name', { host: 'localhost.evil.example' }, false],
  ['a name under a configured one', { host: 'a.lambent.internal' }, false],
  ['another address', { host: '10.0.0.6:4566' }, false],
  ['the wildcard address', { host: '0.0.0.0:4566' }, false],
  ['an AWS host that nobody configured', { host: 'lambda.us-east-1.amazonaws.com' }, false],

  ['own page', { host: own, origin: 'http://localhost:4566', site: 'same-origin' }, true],
  ['own page, upper case', { host: 'LOCALHOST:4566', origin: 'http://localhost:4566' }, true],
  ['own page, default port left out', { host: 'localhost:80', origin: 'http://localhost' }, true],
  ['own page over TLS', { host: 'localhost', origin: 'https://localhost', secure: true }, true],
  ['own page of a configured name', { host: 'lambent.internal', origin: 'http://lambent.internal' }, true],

  ['foreign page', { host: own, origin: 'https://evil.example' }, false],
  ['opaque origin', { host: own, origin: 'null' }, false],
  ['empty origin', { host: own, origin: '' }, false],
  ['another port of this machine', { host: own, origin: 'http://localhost:3000' }, false],
  ['another name of this machine', { host: own, origin: 'http://127.0.0.1:4566' }, false],
  ['another scheme', { host: own, origin: 'https://localhost:4566' }, false],
  ['an origin that begins like ours', { host: own, origin: 'http://localhost:4566.evil.example' }, false],
  [
    'rebinding that is same-origin to itself',
    { host: 'evil.example:4566', origin: 'http://evil.example:4566' },
    false,
  ],
  ['two origins', { host: own, origin: 'http://localhost:4566, http://evil.example' }, false],

  ['typed into the address bar', { host: own, site: 'none' }, true],
  ['own page, plain GET', { host: own, site: 'same-origin' }, true],
  ['image of a foreign page', { host: own, site: 'cross-site' }, false],
  ['page of another port', { host: own, site: 'same-site' }, false],
  ['a relation not known yet', { host: own, site: 'something-new' }, false],
  ['own Origin but foreign site', { host: own, origin: 'http://localhost:4566', site: 'cross-site' }, false],
];

for (const [name, request, expected] of table) {
  test(`${expected ? 'passes' : 'refuses'}: ${name}`, () => assert.equal(passes(request), expected));
}
