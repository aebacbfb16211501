/** When the caller of a streamed response has its first byte, beside when it has its last: the function sleeps in between. */
import { InvokeWithResponseStreamCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { LambentProcess } from '../conformance/lambent-process.ts';
import { createFunction } from './create-function.ts';
import { median, micros } from './table.ts';

const FunctionName = 'streamed';
const sleepMs = 200;
const turns = 15;

const handler = `export const handler = awslambda.streamifyResponse(async (event, stream) => {
  stream.write('first');
  await new Promise((resolve) => setTimeout(resolve, ${sleepMs}));
  stream.end('last');
});`;

type Timed = { readonly firstMs: number; readonly lastMs: number };

/** Medians of warm invocations, turn by turn. */
export async function printFirstByte(lambents: ReadonlyMap<string, LambentProcess>): Promise<void> {
  const timed = new Map<string, { readonly lambda: LambdaClient; readonly all: Timed[] }>();
  for (const [name, { endpoint }] of lambents) timed.set(name, { lambda: await deploy(endpoint), all: [] });
  for (let turn = 0; turn <= turns; turn++) {
    for (const { lambda, all } of timed.values()) {
      const once = await invoke(lambda);
      // The first one of all is a cold start.
      if (turn > 0) all.push(once);
    }
  }
  console.log(`\nStreamed: a function that sleeps ${sleepMs} ms after its first part, medians of ${turns}\n`);
  console.log('| | first byte | last byte |\n|---|---:|---:|');
  for (const [name, { lambda, all }] of timed) {
    const [first, last] = [
      median(all.map(({ firstMs }) => firstMs)),
      median(all.map(({ lastMs }) => lastMs)),
    ];
    console.log(`| InvokeWithResponseStream, ${name} | ${micros(first)} | ${micros(last)} |`);
    lambda.destroy();
  }
}

async function deploy(endpoint: string): Promise<LambdaClient> {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const lambda = new LambdaClient({ endpoint, region: 'us-east-1', credentials });
  await createFunction(lambda, FunctionName, handler);
  return lambda;
}

async function invoke(lambda: LambdaClient): Promise<Timed> {
  const startedMs = performance.now();
  const { EventStream } = await lambda.send(new InvokeWithResponseStreamCommand({ FunctionName }));
  let firstMs = Number.NaN;
  for await (const { PayloadChunk } of EventStream ?? []) {
    if (PayloadChunk !== undefined && Number.isNaN(firstMs)) firstMs = performance.now() - startedMs;
  }
  return { firstMs, lastMs: performance.now() - startedMs };
}
