import assert from 'node:assert/strict';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { clientOf, createFunction } from '../lambda/client.ts';

/** Without the `stream-` that the SDK puts before the host for Live Tail: it would make another name of an address. */
export function logsClientOf(endpoint: string): CloudWatchLogsClient {
  return new CloudWatchLogsClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
    disableHostPrefix: true,
  });
}

/** A function whose handler is the body `code`, with `event` in scope, and what it has logged. */
export async function openWriter(endpoint: string, FunctionName: string, code: string) {
  const lambda = clientOf(endpoint);
  const logs = logsClientOf(endpoint);
  const logGroupName = `/aws/lambda/${FunctionName}`;
  const functionArn = await createFunction(
    lambda,
    FunctionName,
    `exports.handler = async (event) => { ${code} };`,
  );
  return {
    functionArn,
    logGroupName,
    logGroupArn: `arn:aws:logs:us-east-1:000000000000:log-group:${logGroupName}`,
    async invoke(event: unknown): Promise<void> {
      const Payload = Buffer.from(JSON.stringify(event));
      const { FunctionError, Payload: answer } = await lambda.send(
        new InvokeCommand({ FunctionName, Payload }),
      );
      assert.equal(FunctionError, undefined, answer?.transformToString());
    },
    /** Every message of the group that matches, oldest first. */
    async messages(filterPattern = ''): Promise<string[]> {
      const messages: string[] = [];
      let nextToken: string | undefined;
      do {
        const page = await logs.send(
          new FilterLogEventsCommand({ logGroupName, filterPattern, ...(nextToken && { nextToken }) }),
        );
        messages.push(...(page.events ?? []).map(({ message = '' }) => message));
        nextToken = page.nextToken;
      } while (nextToken !== undefined);
      return messages;
    },
  };
}
