/**
 * `npm run bench`: Lambent beside its peers, in one run, interleaved, loaded from a process of its own. Prints medians and ratios.
 * `npm run bench -- cold`: only first requests.
 */
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { APIGatewayClient, CreateDeploymentCommand, CreateRestApiCommand } from '@aws-sdk/client-api-gateway';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { type LambentProcess, startLambentProcess, withFolder } from '../conformance/lambent-process.ts';
import { putProxyMethod } from '../conformance/proxy-method.ts';
import { createFunction } from './create-function.ts';
import { printFirstByte } from './first-byte.ts';
import type { Plan, Run, Target } from './load.ts';
import { answer, end, startBareNode, startWorkerd } from './peers.ts';
import { median, micros, ratio, warmTable } from './table.ts';

const rounds = 5;
const runMs = 1_000;
const connections = [1, 16];
const coldStarts = 15;
/** Before each first request, as a cold start comes after a while without: long enough for a runtime to boot. */
const coldPauseMs = 400;
const reference = 'workerd';

const handler = `const body = ${JSON.stringify(answer)};
export const handler = async () => ({ statusCode: 200, headers: { 'content-type': 'application/json' }, body });`;

/** More requests a second than an account of AWS's default size may make. */
const unthrottled = ['--account-concurrency', '100000'];

await withFolder(async (folder) => {
  const isolations = ['process', ...((await hasBubblewrap()) ? ['bubblewrap'] : [])];
  if (process.argv[2] !== 'cold') await benchWarm(folder, isolations);
  await benchCold(folder, isolations);
});

async function benchWarm(folder: string, isolations: readonly string[]): Promise<void> {
  await Promise.all([...isolations, 'workerd'].map((name) => mkdir(join(folder, name))));
  const bare = await startBareNode();
  const workerd = await startWorkerd(join(folder, 'workerd'));
  const lambents = new Map<string, LambentProcess>();
  for (const name of isolations)
    lambents.set(name, await startLambentProcess(join(folder, name), ['--isolation', name, ...unthrottled]));
  try {
    const targets: Target[] = [
      { name: 'node:http', port: bare.port, request: get('/', bare.port) },
      { name: 'workerd', port: workerd.port, request: get('/', workerd.port) },
    ];
    for (const [isolation, lambent] of lambents) targets.push(...(await deploy(lambent, isolation)));
    const runs = await measure({ targets, connections, rounds, runMs });
    console.log(`\nWarm: medians of ${rounds} interleaved rounds of ${runMs} ms each\n`);
    console.log(
      warmTable(
        runs,
        targets.map(({ name }) => name),
        connections,
        reference,
      ),
    );
    await printFirstByte(lambents);
  } finally {
    await Promise.all([
      bare.close(),
      workerd.close(),
      ...[...lambents.values()].map((lambent) => lambent.stop()),
    ]);
  }
}

function clients({ endpoint }: LambentProcess) {
  const settings = {
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  return { lambda: new LambdaClient(settings), apigateway: new APIGatewayClient(settings) };
}

async function deploy(lambent: LambentProcess, isolation: string): Promise<Target[]> {
  const { lambda, apigateway } = clients(lambent);
  const functionArn = await createFunction(lambda, 'warm', handler);
  const api = await apigateway.send(new CreateRestApiCommand({ name: 'bench' }));
  const method = { restApiId: api.id, resourceId: api.rootResourceId, httpMethod: 'GET' };
  await putProxyMethod(apigateway, method, functionArn);
  await apigateway.send(new CreateDeploymentCommand({ restApiId: api.id, stageName: 'bench' }));
  const port = Number(new URL(lambent.endpoint).port);
  return [
    { name: `REST API, ${isolation}`, port, request: get(`/_aws/execute-api/${api.id}/bench/`, port) },
    { name: `Invoke, ${isolation}`, port, request: invokeRequest(port) },
  ];
}

function get(path: string, port: number): string {
  return `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUser-Agent: bench\r\nAccept: */*\r\n\r\n`;
}

function invokeRequest(port: number): string {
  const event = '{"key":"value"}';
  return [
    'POST /2015-03-31/functions/warm/invocations HTTP/1.1',
    `Host: 127.0.0.1:${port}`,
    'Authorization: AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/lambda/aws4_request, SignedHeaders=host, Signature=00',
    'Content-Type: application/json',
    `Content-Length: ${event.length}`,
    '',
    event,
  ].join('\r\n');
}

async function measure(plan: Plan): Promise<Run[]> {
  const load = fork(new URL('./load.ts', import.meta.url));
  load.send(plan);
  const [runs] = (await once(load, 'message')) as [Run[]];
  await end(load);
  return runs;
}

/** The first request a function ever gets, with and without runtimes booted ahead. */
async function benchCold(folder: string, isolations: readonly string[]): Promise<void> {
  const lambents = new Map<string, LambentProcess>();
  for (const isolation of isolations)
    for (const [name, prebooted] of [
      ['booted ahead', '2'],
      ['direct', '0'],
    ] as const) {
      const data = join(folder, `${isolation}-${prebooted}`);
      await mkdir(data);
      const options = ['--isolation', isolation, '--prebooted', prebooted, ...unthrottled];
      lambents.set(`${isolation}, ${name}`, await startLambentProcess(data, options));
    }
  try {
    await printCold(lambents);
  } finally {
    await Promise.all([...lambents.values()].map((lambent) => lambent.stop()));
  }
}

/** Beside an empty Node process, turn by turn. */
async function printCold(lambents: ReadonlyMap<string, LambentProcess>): Promise<void> {
  const bareMs: number[] = [];
  const coldMs = new Map<string, number[]>([...lambents.keys()].map((name) => [name, []]));
  for (let turn = 0; turn < coldStarts; turn++) {
    bareMs.push(await timed(() => nodeDoesNothing()));
    for (const [name, lambent] of lambents) {
      const { lambda } = clients(lambent);
      const functionName = `cold-${turn}`;
      await createFunction(lambda, functionName, handler);
      await setTimeout(coldPauseMs);
      coldMs
        .get(name)
        ?.push(
          await timed(() => lambda.send(new InvokeCommand({ FunctionName: functionName, Payload: '{}' }))),
        );
    }
  }
  const bare = median(bareMs);
  console.log(`\nCold: first request of a function that never ran, medians of ${coldStarts}\n`);
  console.log('| | median | ÷ node -e 0 |\n|---|---:|---:|');
  console.log(`| node -e 0 | ${micros(bare)} | 1.00 |`);
  for (const [name, values] of coldMs)
    console.log(`| first Invoke, ${name} | ${micros(median(values))} | ${ratio(median(values) / bare)} |`);
}

async function timed(act: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await act();
  return performance.now() - startedMs;
}

async function nodeDoesNothing(): Promise<void> {
  await once(spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' }), 'exit');
}

async function hasBubblewrap(): Promise<boolean> {
  const child = spawn('bwrap', ['--version'], { stdio: 'ignore' });
  const found = await Promise.race([
    once(child, 'exit').then(([code]) => code === 0),
    once(child, 'error').then(() => false),
  ]);
  if (!found) console.log('bubblewrap is not installed here: measuring without isolation only');
  return found;
}
