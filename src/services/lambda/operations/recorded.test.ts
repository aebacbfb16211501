/** Golden cases: calls as they were made to the service, and what it answered. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { InterpreterAnswer } from '#launcher';
import { loadModel } from '#wire';
import { hostArchitecture } from '../records/architecture.ts';
import {
  type Answer,
  account,
  arnOf,
  available,
  type ControlPlane,
  layerArnOf,
  newFunction,
  region,
  withControlPlane,
  zipOf,
} from './control-room.fixture.ts';
import { Masks } from './recorded-masks.fixture.ts';

type Json = Record<string, unknown>;

type Call = {
  readonly call: Parameters<ControlPlane['call']>[0];
  /** Without what every CreateFunction needs. */
  readonly input: Json;
  /** Left out for a call whose answer was not recorded: it only has to succeed. */
  readonly status?: number;
  readonly error?: string;
  readonly answer?: unknown;
};

type Step =
  | Call
  /** Waits until the function is neither being created nor updated. */
  | { readonly await: string }
  /** As `await`, for the event source mapping of a UUID. */
  | { readonly awaitMapping: string }
  /** Whether functions that are created or updated stay so. */
  | { readonly settling: 'held' | 'released' };

type Case = {
  readonly observed: string;
  /** The public names of what was recorded (`scripts/recorded-scenarios.json`). */
  readonly scenarios: readonly string[];
  readonly steps: readonly Step[];
};

const folder = new URL('./recorded.cases/', import.meta.url);

for (const file of readdirSync(folder)) {
  const { observed, steps } = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Case;
  test(`${file.replace('.json', '')}, as observed ${observed}`, () =>
    withControlPlane(async (plane) => {
      const masks = new Masks({
        '<arn>': arnOf(''),
        '<layers>': layerArnOf(''),
        '<layerpattern>': layerPattern,
        '<account>': account,
        '<region>': region,
      });
      const held = Promise.withResolvers<InterpreterAnswer>();
      plane.getObject = async ({ Key }) => ({ Body: await zipNamed(Key) });
      for (const [index, step] of steps.entries()) {
        if ('await' in step) await plane.settled(step.await);
        else if ('awaitMapping' in step) await plane.mappingSettled(String(masks.fill(step.awaitMapping)));
        else if ('call' in step) await makeCall(plane, masks, step, `step ${index}, ${step.call}`);
        else if (step.settling === 'held') plane.interpreter = () => held.promise;
        else held.resolve(available);
      }
    }));
}

async function makeCall(plane: ControlPlane, masks: Masks, step: Call, what: string): Promise<void> {
  const answer = await plane.call(step.call, await inputOf(step, masks));
  if (step.status === undefined) {
    assert.ok(answer.status < 300, `${what}: ${answer.text}`);
    return;
  }
  const got = { status: answer.status, error: answer.headers.get('x-amzn-errortype'), answer: short(answer) };
  // Lambda has made it stricter since: the model has the present one.
  masks.know('<pattern>', namePatternOf(step.call));
  const wanted = { status: step.status, error: step.error, answer: step.answer };
  assert.deepEqual(got, masks.resolve(wanted, got), what);
}

/** As the model has it now: stricter than recorded. */
const layerPattern = patternOf('GetLayerVersionByArn', 'Arn');

function namePatternOf(operation: string): string {
  return patternOf(operation, 'FunctionName') || patternOf(operation, 'Resource');
}

function patternOf(operation: string, member: string): string {
  const members = loadModel('lambda').operations.get(operation)?.input?.members ?? [];
  const shape = members.find(({ name }) => name === member)?.shape;
  return shape?.type === 'string' ? (shape.pattern ?? '') : '';
}

async function inputOf({ call, input }: Call, masks: Masks): Promise<object> {
  const { Code, ZipFile, Content, ...given } = masks.fill(input) as Json;
  if (call === 'PublishLayerVersion') return { ...given, Content: { ZipFile: await zipNamed(Content) } };
  if (call === 'CreateFunction') {
    const least = await newFunction('');
    if (given.PackageType === 'Image') return { Role: least.Role, Code, ...given };
    if (Code === undefined) return { ...least, ...given };
    return { ...least, ...given, Code: typeof Code === 'object' ? Code : { ZipFile: await zipNamed(Code) } };
  }
  return ZipFile === undefined ? given : { ...given, ZipFile: await zipNamed(ZipFile) };
}

async function zipNamed(name: unknown): Promise<Buffer> {
  if (name === 'broken') return Buffer.from('This is no zip.');
  return zipOf({ 'index.mjs': `// ${name}\n` });
}

/** The answer with policies as objects, and configurations without what all have in common. */
function short({ json }: Answer): unknown {
  return json === undefined ? undefined : shortValue(json);
}

function shortValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shortValue);
  if (typeof value !== 'object' || value === null) return value;
  const members: Json = { ...value };
  for (const name of ['Policy', 'Statement']) {
    if (typeof members[name] === 'string') members[name] = JSON.parse(members[name]);
  }
  const own = 'PackageType' in members ? withoutDefaults(members) : withoutSizeAndDate(withoutNames(members));
  return Object.fromEntries(Object.entries(own).map(([name, member]) => [name, shortValue(member)]));
}

/** Takes away what every event source mapping has. */
function withoutNames(members: Json): Json {
  if (!('EventSourceMappingArn' in members)) return members;
  const { LastModified, EventSourceMappingArn, ...rest } = members;
  assert.ok(typeof LastModified === 'number');
  assert.equal(
    EventSourceMappingArn,
    `arn:aws:lambda:${region}:${account}:event-source-mapping:${rest.UUID}`,
  );
  return rest;
}

/** A layer, or its content, without what differs from run to run. */
function withoutSizeAndDate({ CodeSize, CreatedDate, ...rest }: Json): Json {
  if (CodeSize !== undefined) assert.ok(typeof CodeSize === 'number' && CodeSize > 0);
  if (CreatedDate !== undefined) assert.match(String(CreatedDate), timeForm);
  return rest;
}

const timeForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$/;

/** Takes away what the service adds to any configuration; whatever differs from that stays, and is found. */
function withoutDefaults(configuration: Json): Json {
  const { FunctionName, CodeSize, LastModified, RuntimeVersionConfig, ...rest } = configuration;
  const isImage = rest.PackageType === 'Image';
  assert.ok(isImage ? CodeSize === 0 : typeof CodeSize === 'number' && CodeSize > 0);
  assert.match(String(LastModified), timeForm);
  assert.equal(RuntimeVersionConfig === undefined, isImage || rest.State === undefined, 'lists have neither');
  const defaults: Json = {
    Runtime: 'nodejs24.x',
    Role: `arn:aws:iam::${account}:role/r`,
    Handler: 'index.handler',
    Timeout: 3,
    MemorySize: 128,
    Architectures: [isImage ? hostArchitecture() : 'x86_64'],
    PackageType: 'Zip',
    EphemeralStorage: { Size: 512 },
    SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
    TracingConfig: { Mode: 'PassThrough' },
    LoggingConfig: { LogFormat: 'Text', LogGroup: `/aws/lambda/${FunctionName}` },
  };
  const isDefault = (name: string, value: unknown) =>
    JSON.stringify(defaults[name]) === JSON.stringify(value);
  return Object.fromEntries(Object.entries(rest).filter(([name, value]) => !isDefault(name, value)));
}
