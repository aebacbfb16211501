import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Caller } from '#access';
import { readAddress } from './address.ts';
import { toUrlEvent } from './event.ts';
import { type Asked, requestOf } from './request.fixture.ts';

/** A golden case: a request, and the event its function sees. */
type Case = {
  readonly asked: Omit<Asked, 'body'>;
  /** One character a byte. */
  readonly body?: string;
  readonly signed?: boolean;
  readonly event: unknown;
};

const caller: Caller = {
  type: 'root',
  account: '000000000000',
  arn: 'arn:aws:iam::000000000000:root',
  userId: '000000000000',
  accessKeyId: 'AKIAABCDEFGHIJKLMNOP',
  verified: true,
};

function eventOf(asked: Asked, signed = false): unknown {
  const request = requestOf(asked);
  const { urlId, path } = readAddress(request.host, request.path) ?? assert.fail('not a function URL');
  const event = toUrlEvent({
    request,
    urlId,
    region: 'eu-west-1',
    path,
    body: Buffer.from(asked.body ?? ''),
    traceHeader: 'Root=1-66aabbcc-0123456789abcdef01234567',
    ...(signed ? { caller } : {}),
  });
  return JSON.parse(JSON.stringify(event));
}

const folder = new URL('./event.cases/', import.meta.url);

for (const file of readdirSync(folder)) {
  test(`event: ${file.replace('.json', '')}`, () => {
    const {
      asked,
      body = '',
      signed,
      event,
    } = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Case;
    assert.deepEqual(eventOf({ ...asked, body: Buffer.from(body, 'latin1') }, signed), event);
  });
}

test('whatever is sent, the body that the function sees is the body that was sent', () => {
  const types = fc.constantFrom('text/plain', 'application/json; charset=utf-8', 'image/png', 'x', '');
  fc.assert(
    fc.property(fc.uint8Array(), types, (bytes, type) => {
      const asked = {
        url: '/_aws/lambda-url/abc',
        headers: ['content-type', type],
        body: Buffer.from(bytes),
      };
      const { body = '', isBase64Encoded } = eventOf(asked) as { body?: string; isBase64Encoded: boolean };
      assert.deepEqual(Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'), Buffer.from(bytes));
    }),
  );
});
