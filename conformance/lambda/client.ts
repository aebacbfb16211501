import { LambdaClient } from '@aws-sdk/client-lambda';

/** With the credentials that anybody has in audit mode. One attempt: or the SDK would try an error of the server's again. */
export function clientOf(endpoint: string): LambdaClient {
  return new LambdaClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
}
