import { CreateFunctionCommand, LambdaClient, waitUntilFunctionActiveV2 } from '@aws-sdk/client-lambda';
import { zipOf } from '../zip.ts';

/** With the credentials that anybody has in audit mode. One attempt: or the SDK would try an error of the server's again. */
export function clientOf(endpoint: string): LambdaClient {
  return new LambdaClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
}

/** A function on Node.js whose file is `code`, once it can be invoked. Its ARN. */
export async function createFunction(
  lambda: LambdaClient,
  FunctionName: string,
  code: string,
): Promise<string> {
  const { FunctionArn = '' } = await lambda.send(
    new CreateFunctionCommand({
      FunctionName,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Timeout: 60,
      Role: 'arn:aws:iam::000000000000:role/r',
      Code: { ZipFile: await zipOf({ 'index.js': code }) },
    }),
  );
  await waitUntilFunctionActiveV2(
    { client: lambda, maxWaitTime: 30, minDelay: 0.05, maxDelay: 0.05 },
    { FunctionName },
  );
  return FunctionArn;
}
