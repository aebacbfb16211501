/** Plays golden cases of invocations. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import { basename } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import * as sdk from '@aws-sdk/client-lambda';
import { dotnetVersions } from '../../../scripts/csharp.ts';
import { compileLibrary } from '../../../src/launcher/suite/dotnet-assemblies.fixture.ts';
import { Masks } from '../../../src/services/lambda/operations/recorded-masks.fixture.ts';
import { compileJava } from '../../java-classes.ts';
import { javaMajor, rubyVersion } from '../../tool.ts';
import { zipOf } from '../../zip.ts';

type Json = Record<string, unknown>;

/** Of a package: the names of its files, and what of `functions/` they are. */
type Files = Readonly<Record<string, string>>;

type Call = {
  readonly call: string;
  /** `Payload` and `ClientContext` as values, `PayloadBytes` in base64. */
  readonly input: Json & { readonly files?: Files };
  /** Left out for a call whose answer was not recorded: it only has to succeed. */
  readonly answer?: Json;
};

type UrlRequest = {
  /** The function whose URL it is. */
  readonly url: string;
  readonly qualifier?: string;
  readonly request: {
    readonly method?: string;
    readonly path?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
  };
  /** Of the headers only those that are named count. */
  readonly answer: { readonly status: number; readonly headers?: Json; readonly body: unknown };
};

type Step =
  | Call
  | UrlRequest
  /** Waits until a function, or a version of it, is neither being created nor updated. */
  | { readonly await: string }
  /** Waits until what is provisioned of a version or alias is there, or will not be. */
  | { readonly provisioned: string }
  /** Waits until the log of a function has these events, of those that match; objects are events in JSON. */
  | { readonly log: string; readonly filter?: string; readonly events: readonly unknown[] }
  /** Invokes until each of these answers was given, and no other. */
  | { readonly either: Json; readonly answers: readonly unknown[] }
  /** Makes a call, and its answer counts when the steps are through. */
  | { readonly during: Call; readonly steps: readonly Step[] };

export type Case = {
  readonly observed: string;
  /** The public names of what was recorded (`scripts/recorded-scenarios.json`). */
  readonly scenarios: readonly string[];
  /** What is not as it was recorded, and why. */
  readonly differs?: string;
  /** Created before the first step, by name: their files, and of CreateFunction what is not the same for all. */
  readonly functions: Readonly<Record<string, Json & { readonly files: Files }>>;
  readonly steps: readonly Step[];
};

/** The machine's own Python, whatever its minor version, stands for any that was recorded: so does Node.js 24. */
export const python = '/usr/bin/python3';

const account = '000000000000';
const region = 'us-east-1';
const sources = new URL('./functions/', import.meta.url);

/** An alias with two versions at equal weights shows both in that many invocations, but once in 2^99 times. */
const invocationsMax = 100;

/** Rejects with the first answer that is not as it was recorded. */
export async function play(recorded: Case, endpoint: string): Promise<void> {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const settings = { endpoint, region, credentials, maxAttempts: 1 };
  const lambda = new sdk.LambdaClient(settings);
  const logs = new CloudWatchLogsClient(settings);
  try {
    await new Play(endpoint, lambda, logs).run(recorded);
  } finally {
    lambda.destroy();
    logs.destroy();
  }
}

class Play {
  readonly #endpoint: string;
  readonly #lambda: sdk.LambdaClient;
  readonly #logs: CloudWatchLogsClient;
  readonly #hosts = new Map<string, string>();
  readonly #masks = new Masks({
    '<arn>': `arn:aws:lambda:${region}:${account}:function:`,
    '<account>': account,
    '<region>': region,
    '<python>': pythonRuntime(),
    '<nodejs>': 'nodejs24.x',
  });

  constructor(endpoint: string, lambda: sdk.LambdaClient, logs: CloudWatchLogsClient) {
    this.#endpoint = endpoint;
    this.#lambda = lambda;
    this.#logs = logs;
  }

  async run({ functions, steps }: Case): Promise<void> {
    await Promise.all(
      Object.entries(functions).map(async ([FunctionName, given]) => {
        const creation = { call: 'CreateFunction', input: { FunctionName, ...given } };
        this.#expect(creation, await this.#send(creation), FunctionName);
        await this.#settled(FunctionName);
      }),
    );
    await this.#playAll(steps, 'step');
  }

  async #playAll(steps: readonly Step[], what: string): Promise<void> {
    for (const [index, step] of steps.entries()) await this.#play(step, `${what} ${index}`);
  }

  async #play(step: Step, what: string): Promise<void> {
    if ('call' in step) return this.#expect(step, await this.#send(step), what);
    if ('url' in step) return this.#ask(step, what);
    if ('await' in step) return this.#settled(step.await);
    if ('provisioned' in step) return this.#provisioned(step.provisioned);
    if ('log' in step) return this.#read(step.log, step.events, step.filter, what);
    if ('either' in step) return this.#invokeUntilAll(step.either, step.answers, what);
    const sent = this.#send(step.during);
    await this.#playAll(step.steps, `${what},`);
    return this.#expect(step.during, await sent, what);
  }

  #expect({ call, answer }: Call, got: Json, what: string): void {
    if (answer === undefined) assert.equal(got.error, undefined, `${what}: ${JSON.stringify(got)}`);
    // What functions are in full is a matter of the cases of the control plane.
    else this.#compare(call === 'Invoke' || 'error' in got ? got : namedOf(answer, got), answer, what);
  }

  /** Also in the order of members: a payload is text to those who get it. */
  #compare(got: unknown, answer: unknown, what: string): void {
    const wanted = this.#masks.resolve(answer, got);
    assert.deepEqual(got, wanted, what);
    assert.equal(JSON.stringify(payloadOf(got)), JSON.stringify(payloadOf(wanted)), what);
  }

  async #send({ call, input }: Call): Promise<Json> {
    const Command = (sdk as unknown as Record<string, new (input: Json) => sdk.InvokeCommand>)[
      `${call}Command`
    ];
    assert.ok(Command !== undefined, call);
    const command = new Command(await inputOf(call, this.#masks.fill(input) as Call['input']));
    try {
      return answerOf((await this.#lambda.send(command)) as unknown as Json);
    } catch (error) {
      if (!(error instanceof sdk.LambdaServiceException)) throw error;
      const { Type, Reason } = error as { Type?: string; Reason?: string };
      const { name, message, $metadata } = error;
      return plain({ error: name, status: $metadata.httpStatusCode, Type, Reason, message });
    }
  }

  async #settled(name: string): Promise<void> {
    const [FunctionName, Qualifier] = name.split(':');
    for (;;) {
      const got = await this.#send({
        call: 'GetFunctionConfiguration',
        input: plain({ FunctionName, Qualifier }),
      });
      assert.ok(got.State !== 'Failed' && got.error === undefined, JSON.stringify(got));
      if (got.State === 'Active' && got.LastUpdateStatus === 'Successful') return;
    }
  }

  async #provisioned(name: string): Promise<void> {
    const [FunctionName, Qualifier] = name.split(':');
    const call = 'GetProvisionedConcurrencyConfig';
    for (;;) {
      const got = await this.#send({ call, input: { FunctionName, Qualifier } });
      assert.equal(got.error, undefined, JSON.stringify(got));
      if (got.Status !== 'IN_PROGRESS') return;
    }
  }

  async #invokeUntilAll(input: Json, answers: readonly unknown[], what: string): Promise<void> {
    const seen = new Set<string>();
    for (let count = 0; seen.size < answers.length && count < invocationsMax; count += 1) {
      seen.add(JSON.stringify((await this.#send({ call: 'Invoke', input })).Payload));
    }
    const wanted = answers.map((answer) => JSON.stringify(this.#masks.fill(answer)));
    assert.deepEqual([...seen].sort(), wanted.sort(), what);
  }

  async #read(
    name: string,
    events: readonly unknown[],
    filterPattern: string | undefined,
    what: string,
  ): Promise<void> {
    const command = new FilterLogEventsCommand({ logGroupName: `/aws/lambda/${name}`, filterPattern });
    for (;;) {
      const found = await this.#logs.send(command).catch((error: Error) => {
        // The group is made with the first event.
        if (error.name !== 'ResourceNotFoundException') throw error;
        return { events: [] };
      });
      const messages = (found.events ?? []).map(({ message = '' }) => message);
      if (messages.length < events.length) continue;
      const got = messages.map((message, index) =>
        typeof events[index] === 'object' ? JSON.parse(message) : withoutFigures(message),
      );
      return this.#compare(got, events, what);
    }
  }

  async #ask({ url, qualifier, request, answer }: UrlRequest, what: string): Promise<void> {
    const host = await this.#hostOf(url, qualifier);
    this.#masks.know('<host>', host);
    this.#masks.know('<domain>', host.replace(/:\d+$/, ''));
    const got = await ask(this.#endpoint, host, request);
    const headers = namedOf(answer.headers ?? {}, got.headers);
    const isText = typeof answer.body === 'string';
    const body = isText ? got.body.toString() : JSON.parse(got.body.toString());
    this.#compare({ status: got.status, headers, body }, { headers: {}, ...answer }, what);
  }

  /** A URL's host is known beyond its end. */
  async #hostOf(FunctionName: string, Qualifier: string | undefined): Promise<string> {
    const name = `${FunctionName}:${Qualifier}`;
    const known = this.#hosts.get(name);
    if (known !== undefined) return known;
    const input = plain({ FunctionName, Qualifier });
    const { FunctionUrl } = await this.#send({ call: 'GetFunctionUrlConfig', input });
    const { host } = new URL(String(FunctionUrl));
    this.#hosts.set(name, host);
    return host;
  }
}

/** By the URL's host, which need not resolve: it goes into the header alone. */
function ask(
  endpoint: string,
  host: string,
  { method = 'GET', path = '/', headers = {}, body = '' }: UrlRequest['request'],
): Promise<{ status: number; headers: Json; body: Buffer }> {
  const { hostname, port } = new URL(endpoint);
  const length = body === '' ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  return new Promise((resolve, reject) => {
    const sent = http.request(
      { hostname, port, method, path, headers: { ...headers, ...length, host }, agent: false },
      (response) =>
        buffer(response).then(
          (bytes) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: bytes }),
          reject,
        ),
    );
    sent.on('error', reject).end(body);
  });
}

const [dotnetVersion = ''] = dotnetVersions;

/** The Ruby, the Java and the .NET of the machine stand in for those that the cases name. */
export function substituteFlags(): readonly string[] {
  const pairs = [
    ['ruby3.4', rubyVersion()],
    ...['java8.al2', 'java11', 'java17'].map((runtime) => [runtime, javaMajor()]),
    ...['dotnet8', 'dotnet10'].map((runtime) => [runtime, dotnetVersion.split('.').slice(0, 2).join('.')]),
  ].filter(([, version]) => version !== '');
  if (pairs.length === 0) return [];
  return ['--runtime-substitutes', pairs.map(([runtime, version]) => `${runtime}=${version}`).join()];
}

function pythonRuntime(): string {
  const printed = spawnSync(python, ['--version'], { encoding: 'utf8' }).stdout ?? '';
  return `python${/\d+\.\d+/.exec(printed)?.[0]}`;
}

async function inputOf(call: string, { files, ...given }: Call['input']): Promise<Json> {
  const input: Json = { ...given };
  if ('Payload' in given) input.Payload = Buffer.from(JSON.stringify(given.Payload));
  if (typeof given.PayloadBytes === 'string') {
    input.Payload = Buffer.from(given.PayloadBytes, 'base64');
    delete input.PayloadBytes;
  }
  if ('ClientContext' in given)
    input.ClientContext = Buffer.from(JSON.stringify(given.ClientContext)).toString('base64');
  if (files === undefined) return input;
  const ZipFile = await packageOf(files);
  if (call !== 'CreateFunction') return { ...input, ZipFile };
  const [first = ''] = Object.keys(files);
  const Handler = `${first.replace(/\.[a-z]+$/, '')}.handler`;
  return { Role: `arn:aws:iam::${account}:role/r`, Handler, Code: { ZipFile }, ...input };
}

async function packageOf(files: Files): Promise<Buffer> {
  const contents = Object.entries(files).map(
    async ([name, source]) => [name, await contentOf(name, source)] as const,
  );
  return zipOf(Object.fromEntries(await Promise.all(contents)), { mode: 0o100755 });
}

/**
 * Of Java sources, several with `+` between them, a library of all classes or the one class that the file is named for; of a C# source
 * a file of what it is published as.
 */
async function contentOf(name: string, source: string): Promise<string | Uint8Array> {
  if (source.endsWith('.cs')) return publishedOf(source)[name] ?? assert.fail(`${source} has no ${name}`);
  if (!source.endsWith('.java')) return readFile(new URL(source, sources));
  const classes = await classesOf(source);
  const wanted = name.endsWith('.jar') ? await zipOf(classes) : classes[basename(name)];
  assert.ok(wanted !== undefined, `${source} has no ${name}`);
  return wanted;
}

/** By the C# source. */
const published = new Map<string, ReturnType<typeof compileLibrary>>();

function publishedOf(source: string): ReturnType<typeof compileLibrary> {
  const known = published.get(source);
  if (known !== undefined) return known;
  const files = compileLibrary(fileURLToPath(new URL(source, sources)), dotnetVersion);
  published.set(source, files);
  return files;
}

/** What was compiled, by its sources. */
const compiled = new Map<string, ReturnType<typeof compileJava>>();

function classesOf(source: string): ReturnType<typeof compileJava> {
  const known = compiled.get(source);
  if (known !== undefined) return known;
  const texts = source.split('+').map((name) => [name, readFileSync(new URL(name, sources), 'utf8')]);
  const classes = compileJava(Object.fromEntries(texts));
  compiled.set(source, classes);
  return classes;
}

/** What an SDK was answered, with payloads as values and logs as lines. */
function answerOf({ $metadata, Payload, LogResult, ...rest }: Json): Json {
  const answer = plain(rest);
  if (Payload instanceof Uint8Array) {
    const text = Buffer.from(Payload).toString();
    answer.Payload = text === '' ? '' : JSON.parse(text);
  }
  if (typeof LogResult === 'string') {
    answer.LogResult = withoutFigures(Buffer.from(LogResult, 'base64').toString()).split('\n');
  }
  return answer;
}

/** A log with every figure that was measured nought, and every time the same. */
function withoutFigures(log: string): string {
  return log
    .replaceAll(/Duration: \d+\.\d\d ms/g, 'Duration: 0.00 ms')
    .replaceAll(/Duration: \d+ ms/g, 'Duration: 0 ms')
    .replaceAll(/Max Memory Used: \d+ MB/g, 'Max Memory Used: 0 MB')
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, '2026-01-01T00:00:00.000Z');
}

function payloadOf(got: unknown): unknown {
  return typeof got === 'object' && got !== null && 'Payload' in got ? got.Payload : undefined;
}

function plain(members: Json): Json {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

function namedOf(wanted: Json, got: Json): Json {
  return Object.fromEntries(Object.entries(got).filter(([name]) => name in wanted));
}
