import type { Configuration } from './life.ts';

export const configuration: Configuration = {
  version: '$LATEST',
  runtime: 'python3.13',
  handler: 'app.handler',
  role: 'arn:aws:iam::111122223333:role/r',
  description: '',
  timeoutSeconds: 3,
  memoryMiB: 128,
  ephemeralStorageMiB: 512,
  architecture: 'x86_64',
  tracingMode: 'PassThrough',
  logGroup: '/aws/lambda/fn',
  codeDigest: 'aa',
  codeBytes: 1,
  unzippedBytes: 1,
  lastModified: '2026-01-01T00:00:00.000+0000',
  revisionId: 'r1',
  environmentKey: 'e1',
};
