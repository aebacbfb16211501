import assert from 'node:assert/strict';
import test from 'node:test';
import { formatArn, parseArn } from './arn.ts';

test('an ARN is taken apart and put together again', () => {
  const text = 'arn:aws:lambda:us-east-1:123456789012:function:my-function:1';
  const arn = parseArn(text);
  assert.deepEqual(arn, {
    partition: 'aws',
    service: 'lambda',
    region: 'us-east-1',
    account: '123456789012',
    resource: 'function:my-function:1',
  });
  assert.equal(formatArn(arn), text);
});

test('region and account may be empty, as for IAM and API Gateway', () => {
  assert.equal(parseArn('arn:aws:iam::123456789012:role/r')?.region, '');
  assert.equal(parseArn('arn:aws:apigateway:us-east-1::/restapis/a')?.account, '');
});

test('what is not an ARN is undefined', () => {
  for (const text of [
    '',
    'my-function',
    'arn:aws:lambda',
    'arn:aws:lambda:::',
    'arn::lambda:::x',
    'xarn:aws:a:b:c:d',
  ]) {
    assert.equal(parseArn(text), undefined);
  }
});
