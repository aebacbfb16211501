/** A control plane for tests: the real store and code room on a memory fabric, a launcher that says what the test wants. */
import { createHash } from 'node:crypto';
import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import { noSigningProfiles } from '#access';
import { seededRandom, VirtualClock } from '#ambient';
import { type Fabric, memoryFabric } from '#fabric';
import type { InterpreterAnswer, Isolation } from '#launcher';
import type { GetObjectRequest } from '#models/s3';
import { createMetricStore, type PlatformLog } from '#observe';
import { type CallContext, checkOfRefusedValues, type RefusedValue } from '#service';
import { AwsError, loadModel, type Match, serializeError, serializeOutput, validateInput } from '#wire';
import type { QueuedEvent } from '../async/queued-event.ts';
import { type Code, openCode } from '../code/code.ts';
import { removeTree } from '../code/tree.ts';
import { accountConcurrencyMax } from '../environments/limits.ts';
import type { ProvisionedStatus } from '../environments/provisioned/provisioner.ts';
import { openCodeSigningConfigs } from '../records/code-signing-configs.ts';
import { type EventSourceMappingStore, openEventSourceMappings } from '../records/event-source-mappings.ts';
import type { FunctionRecord, VersionRecord } from '../records/function.ts';
import { type FunctionStore, openFunctions } from '../records/functions.ts';
import type { LambdaRoom } from '../room.ts';
import { addPermission } from './add-permission.ts';
import { codeSigningTable } from './code-signing/table.ts';
import type { ControlOperation, ControlRoom } from './control-room.ts';
import { createAlias } from './create-alias.ts';
import { createFunction } from './create-function.ts';
import { deleteAlias } from './delete-alias.ts';
import { deleteFunction } from './delete-function.ts';
import { deleteFunctionConcurrency } from './delete-function-concurrency.ts';
import { eventInvokeTable } from './event-invoke/table.ts';
import { eventSourceMappingsTable } from './event-source-mappings/table.ts';
import { functionUrlsTable } from './function-urls/table.ts';
import { getAccountSettings } from './get-account-settings.ts';
import { getAlias } from './get-alias.ts';
import { getFunction } from './get-function.ts';
import { getFunctionConcurrency } from './get-function-concurrency.ts';
import { getFunctionConfiguration } from './get-function-configuration.ts';
import { getPolicy } from './get-policy.ts';
import { getRuntimeManagementConfig } from './get-runtime-management-config.ts';
import { invoke } from './invoke.ts';
import { layersTable } from './layers/table.ts';
import { listAliases } from './list-aliases.ts';
import { listFunctions } from './list-functions.ts';
import { listTags } from './list-tags.ts';
import { listVersionsByFunction } from './list-versions-by-function.ts';
import { provisionedConcurrencyTable } from './provisioned-concurrency/table.ts';
import { publishVersion } from './publish-version.ts';
import { putFunctionConcurrency } from './put-function-concurrency.ts';
import { putFunctionScalingConfig } from './put-function-scaling-config.ts';
import { putRuntimeManagementConfig } from './put-runtime-management-config.ts';
import { recursionTable } from './recursion/table.ts';
import { removePermission } from './remove-permission.ts';
import { resourcePolicyTable } from './resource-policy/table.ts';
import { settledMapping, settledRecord } from './settled.fixture.ts';
import { tagResource } from './tag-resource.ts';
import { Turns } from './turns.ts';
import { untagResource } from './untag-resource.ts';
import { updateAlias } from './update-alias.ts';
import { updateFunctionCode } from './update-function-code.ts';
import { updateFunctionConfiguration } from './update-function-configuration.ts';

const operations = {
  ...eventSourceMappingsTable,
  ...layersTable,
  ...codeSigningTable,
  ...functionUrlsTable,
  ...recursionTable,
  ...resourcePolicyTable,
  ...(eventInvokeTable as { readonly [Name in keyof typeof eventInvokeTable]: ControlOperation<Name> }),
  ...provisionedConcurrencyTable,
  AddPermission: addPermission,
  UpdateAlias: updateAlias,
  PublishVersion: publishVersion,
  ListVersionsByFunction: listVersionsByFunction,
  ListAliases: listAliases,
  GetAlias: getAlias,
  DeleteAlias: deleteAlias,
  CreateAlias: createAlias,
  CreateFunction: createFunction,
  DeleteFunction: deleteFunction,
  DeleteFunctionConcurrency: deleteFunctionConcurrency,
  GetAccountSettings: getAccountSettings,
  GetFunctionConcurrency: getFunctionConcurrency,
  GetRuntimeManagementConfig: getRuntimeManagementConfig,
  GetFunction: getFunction,
  GetFunctionConfiguration: getFunctionConfiguration,
  GetPolicy: getPolicy,
  Invoke: invoke,
  ListFunctions: listFunctions,
  ListTags: listTags,
  PutFunctionConcurrency: putFunctionConcurrency,
  PutFunctionScalingConfig: putFunctionScalingConfig,
  PutRuntimeManagementConfig: putRuntimeManagementConfig,
  RemovePermission: removePermission,
  TagResource: tagResource,
  UntagResource: untagResource,
  UpdateFunctionCode: updateFunctionCode,
  UpdateFunctionConfiguration: updateFunctionConfiguration,
};

/** An answer as it goes over the wire; `json` is undefined where there is no body. */
export type Answer = {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it expects, and fails where that is not there.
  readonly json: any;
};

/** The control plane's room, and an invoker that runs nothing: it notes what it was asked for. */
type PlayedRoom = ControlRoom &
  Pick<LambdaRoom, 'invoker' | 'call'> & {
    readonly asyncInvocations: Pick<LambdaRoom['asyncInvocations'], 'accept'>;
  };

export type ControlPlane = {
  readonly room: PlayedRoom;
  /** What was invoked. */
  readonly invoked: { readonly version: VersionRecord; readonly invokedFunctionArn: string }[];
  readonly warnings: readonly { readonly text: string; readonly facts: unknown }[];
  /** What was queued. */
  readonly accepted: readonly QueuedEvent[];
  readonly functions: FunctionStore;
  readonly mappings: EventSourceMappingStore;
  readonly code: Code;
  readonly fabric: Fabric;
  readonly clock: VirtualClock;
  /** What the launcher answers; a promise that is still pending keeps functions Pending or InProgress. */
  interpreter: (runtime: string) => Promise<InterpreterAnswer>;
  /** The services that calls lead to. */
  readonly reached: Set<string>;
  /** What a registry says that an image is; by default every name is an image of its own. */
  resolveImage: (uri: string) => Promise<string>;
  pullImage: (uri: string) => Promise<void>;
  isolation: Isolation;
  /** What S3 answers to GetObject. */
  getObject: (input: GetObjectRequest) => Promise<{ readonly Body?: Uint8Array }>;
  /** How far provisioned concurrency is said to be. */
  provisionedStatus: ProvisionedStatus;
  /** Called after a package was removed. */
  discarded: (digest: string) => void;
  /** Validates as the wire does, runs the operation, and serializes what came of it. */
  call(operation: keyof typeof operations, input: object, context?: Partial<CallContext>): Promise<Answer>;
  /** Resolves when the function is neither being created nor updated. */
  settled(name: string): Promise<FunctionRecord>;
  /** Resolves when an event source mapping is Enabled, Disabled or gone. */
  mappingSettled(uuid: string): Promise<void>;
  /** Creates a function that is Active. */
  create(name: string, members?: object): Promise<FunctionRecord>;
  /** What is stored of code: blobs and notes in the store, trees on disk. */
  leftovers(): Promise<{ blobs: string[]; notes: string[]; trees: string[] }>;
};

export const account = '111122223333';
export const region = 'eu-west-1';
export const role = `arn:aws:iam::${account}:role/r`;

export function arnOf(name: string): string {
  return `arn:aws:lambda:${region}:${account}:function:${name}`;
}

export function layerArnOf(name: string): string {
  return `arn:aws:lambda:${region}:${account}:layer:${name}`;
}

/** Runs a test on a control plane of its own, and takes it down afterwards. */
export async function withControlPlane(
  use: (plane: ControlPlane) => Promise<void>,
  fabric?: Fabric,
): Promise<void> {
  const codeRoot = await mkdtemp(join(tmpdir(), 'lambent-control-'));
  const clock = new VirtualClock();
  const owned = fabric ?? memoryFabric(clock);
  const functions = await openFunctions(owned);
  const mappings = await openEventSourceMappings(owned);
  try {
    await use(await openPlane(owned, { functions, mappings }, clock, codeRoot));
  } finally {
    functions.close();
    mappings.close();
    if (fabric === undefined) await owned.close();
    await removeTree(codeRoot);
  }
}

async function openPlane(
  fabric: Fabric,
  { functions, mappings }: Pick<ControlPlane, 'functions' | 'mappings'>,
  clock: VirtualClock,
  codeRoot: string,
): Promise<ControlPlane> {
  const invoked: ControlPlane['invoked'] = [];
  const accepted: QueuedEvent[] = [];
  const warnings: { text: string; facts: unknown }[] = [];
  const log = notingLog(warnings);
  const code = await openCode({ fabric, codeRoot, log });
  const room: PlayedRoom = {
    clock,
    random: seededRandom(1),
    log,
    metrics: createMetricStore(),
    presign: (path, seconds) => `${path}?signed-for=${seconds}`,
    // Lambda is this room, and access is not asked; S3 is the test's.
    call: ((service: string, name: keyof typeof operations, input: never, context: CallContext) =>
      service === 's3'
        ? plane.getObject(input)
        : operations[name].handle(room, input, context)) as unknown as LambdaRoom['call'],
    reaches: (service) => plane.reached.has(service),
    launcher: {
      interpreter: (runtime) => plane.interpreter(runtime),
      get isolation() {
        return plane.isolation;
      },
    },
    images: {
      resolve: (uri) => plane.resolveImage(uri),
      pull: (uri) => plane.pullImage(uri),
      discard: async (digest) => plane.discarded(digest),
    },
    packageTurns: new Turns(1, 1),
    functions,
    eventSourceMappings: mappings,
    codeSigningConfigs: await openCodeSigningConfigs(fabric),
    signingProfiles: noSigningProfiles,
    accountConcurrency: accountConcurrencyMax,
    code: {
      store: code.store,
      zip: code.zip,
      discard: async (digest) => {
        await code.discard(digest);
        plane.discarded(digest);
      },
    },
    invoker: playedInvoker(invoked, () => plane.provisionedStatus),
    asyncInvocations: {
      async accept(event) {
        accepted.push(event);
      },
    },
  };
  const plane: ControlPlane = {
    room,
    invoked,
    accepted,
    warnings,
    functions,
    mappings,
    code,
    fabric,
    clock,
    interpreter: async () => available,
    reached: new Set(['lambda']),
    resolveImage: async (uri) => createHash('sha256').update(uri).digest('hex'),
    pullImage: async () => undefined,
    isolation: 'bubblewrap',
    getObject: () => Promise.reject(new Error('this test has no bucket')),
    provisionedStatus: { available: 0, state: 'IN_PROGRESS' },
    discarded: () => undefined,
    call: (operation, input, context) => call(room, operation, input, context),
    settled: (name) => settledRecord(functions, { account, region, name }),
    mappingSettled: (uuid) => settledMapping(mappings, { account, region, uuid }),
    async create(name, members = {}) {
      const answer = await plane.call('CreateFunction', { ...(await newFunction(name)), ...members });
      if (answer.status !== 201) throw new Error(answer.text);
      return settledRecord(functions, { account, region, name });
    },
    async leftovers() {
      const blobs: string[] = [];
      for await (const { digest } of fabric.blobs.list()) blobs.push(digest);
      return { blobs, notes: await functions.packages.list(), trees: await readdir(codeRoot) };
    },
  };
  return plane;
}

/** Runs nothing, and notes what it was asked to run. */
function playedInvoker(
  invoked: ControlPlane['invoked'],
  provisionedStatus: () => ProvisionedStatus,
): LambdaRoom['invoker'] {
  return {
    async invoke(_record, version, { invokedFunctionArn }) {
      invoked.push({ version, invokedFunctionArn });
      return { payload: Buffer.from('null'), executedVersion: version.version };
    },
    functionChanged: () => undefined,
    beginProvisioning: () => undefined,
    provisionedStatus,
    close: async () => undefined,
  };
}

export const available: InterpreterAnswer = {
  available: true,
  interpreter: { kind: 'nodejs', path: '/node', version: '24.0.0' },
};

export const unavailable: InterpreterAnswer = {
  available: false,
  reason: 'there is no Python 3.13 on this machine',
  remedy: 'install it with "apt install python3.13"',
};

/** The least that CreateFunction wants. */
export async function newFunction(name: string) {
  const ZipFile = await zipOf({ 'index.mjs': 'export const handler = async () => 1;\n' });
  return {
    FunctionName: name,
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
    Role: role,
    Code: { ZipFile },
  };
}

/** A zip of text files; the same files give the same bytes. */
export async function zipOf(files: Readonly<Record<string, string>>): Promise<Buffer> {
  const zip = new ZipFile();
  const mtime = new Date(Date.UTC(2026, 0, 1));
  for (const [path, text] of Object.entries(files)) zip.addBuffer(Buffer.from(text), path, { mtime });
  zip.end();
  return buffer(zip.outputStream);
}

async function call(
  room: PlayedRoom,
  name: keyof typeof operations,
  input: object,
  context: Partial<CallContext> = {},
): Promise<Answer> {
  const model = loadModel('lambda');
  const operation = model.operations.get(name);
  if (operation === undefined) throw new Error(`${name} is not in the model`);
  const match: Match = { model, operation, protocol: 'rest-json', labels: {} };
  const fullContext: CallContext = { ...defaultContext, ...context };
  try {
    validateInput(operation, input);
    const { refusedValues }: { refusedValues?: readonly RefusedValue[] } = operations[name];
    checkOfRefusedValues(refusedValues)?.({ ...input });
    operations[name].permission(input as never, fullContext);
    const output = await operations[name].handle(room, input as never, fullContext);
    return toAnswer(serializeOutput(match, output, fullContext.requestId));
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return toAnswer(serializeError('rest-json', model, error, fullContext.requestId));
  }
}

function toAnswer({ status, headers, body }: ReturnType<typeof serializeError>): Answer {
  const text = typeof body === 'string' ? body : Buffer.from(body as Uint8Array).toString();
  const named = new Map<string, string>();
  for (let at = 0; at < headers.length; at += 2)
    named.set((headers[at] ?? '').toLowerCase(), headers[at + 1] ?? '');
  return { status, headers: named, text, json: text === '' ? undefined : JSON.parse(text) };
}

const defaultContext: CallContext = {
  requestId: '00000000-0000-4000-8000-000000000001',
  account,
  region,
  caller: {
    type: 'user',
    account,
    arn: `arn:aws:iam::${account}:user/u`,
    userId: 'AIDATEST',
    verified: true,
  },
  receivedAtMs: 0,
  endpoint: 'http://127.0.0.1:4566',
  wouldDeny: () => undefined,
};

function notingLog(warnings: { text: string; facts: unknown }[]): PlatformLog {
  return { debug() {}, info() {}, warn: (text, facts) => void warnings.push({ text, facts }), error() {} };
}
