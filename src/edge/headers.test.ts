import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostName, originForm } from './headers.ts';
import { assertSendable, withoutFraming } from './response-head.ts';

test('a host loses its port and case, an IPv6 address keeps its brackets', () => {
  assert.equal(hostName('Example.COM:4566'), 'example.com');
  assert.equal(hostName('example.com'), 'example.com');
  assert.equal(hostName('[::1]:4566'), '[::1]');
  assert.equal(hostName('[FE80::1]'), '[fe80::1]');
  assert.equal(hostName(undefined), '');
});

test('the form that proxies use is taken apart if it names this host', () => {
  assert.equal(originForm('/a?b', 'h:1'), '/a?b');
  assert.equal(originForm('http://h:1/a?b', 'h:1'), '/a?b');
  assert.equal(originForm('HTTP://H:1', 'h:1'), '/');
  assert.equal(originForm('http://h:1?b', 'h:1'), '/?b');
  assert.equal(originForm('http://h:1@evil/', 'h:1'), '');
  assert.equal(originForm('http://h:12/', 'h:1'), '');
  assert.equal(originForm('*', 'h:1'), '');
});

test('framing headers of a door are dropped whatever their case', () => {
  const framing = [
    ...['connection', 'Keep-Alive', 'PROXY-CONNECTION', 'Transfer-Encoding'],
    ...['Upgrade', 'Content-Length', 'Date', 'Trailer'],
  ];
  const headers = framing.flatMap((name) => [name, 'x']);
  assert.deepEqual(withoutFraming([...headers, 'X-Date', '1', 'Host', '2', 'Set-Cookie', '3']), [
    ...['X-Date', '1', 'Host', '2', 'Set-Cookie', '3'],
  ]);
});

test('only a final status can end a request', () => {
  for (const status of [200, 204, 404, 599]) assertSendable({ status, headers: [], body: '' });
  for (const status of [0, 100, 101, 199, 1000, 200.5, Number.NaN]) {
    assert.throws(() => assertSendable({ status, headers: [], body: '' }), RangeError);
  }
});
