import type { Operations } from '#models/lambda';
import { notImplemented, type OperationTable } from '#service';
import type { LambdaRoom } from '../room.ts';
import { addPermission } from './add-permission.ts';
import { createAlias } from './create-alias.ts';
import { createFunction } from './create-function.ts';
import { deleteAlias } from './delete-alias.ts';
import { deleteFunction } from './delete-function.ts';
import { getAlias } from './get-alias.ts';
import { getFunction } from './get-function.ts';
import { getFunctionConfiguration } from './get-function-configuration.ts';
import { getPolicy } from './get-policy.ts';
import { invoke } from './invoke.ts';
import { listAliases } from './list-aliases.ts';
import { listFunctions } from './list-functions.ts';
import { listVersionsByFunction } from './list-versions-by-function.ts';
import { publishVersion } from './publish-version.ts';
import { removePermission } from './remove-permission.ts';
import { updateAlias } from './update-alias.ts';
import { updateFunctionCode } from './update-function-code.ts';
import { updateFunctionConfiguration } from './update-function-configuration.ts';

const account = notImplemented('comes with concurrency, whose limits it reports');
const asynchronous = notImplemented('comes with asynchronous invocation');
const codeSigning = notImplemented('signed packages are not verified, so they cannot be demanded');
const concurrency = notImplemented('comes with reserved and provisioned concurrency');
const durable = notImplemented('comes with durable functions');
const eventSources = notImplemented('comes with event sources');
const functionUrls = notImplemented('comes with function URLs');
const layers = notImplemented('comes with layers');
const managedInstances = notImplemented('there are no managed instances to provide capacity');
const recursion = notImplemented('comes with the detection of recursive loops');
const runtimeManagement = notImplemented("interpreters are the machine's own, and change with it");
const streaming = notImplemented('comes with response streaming');
const tags = notImplemented('comes with tags');

/** Every operation of Lambda: implemented, or refused with the reason (R2). */
export const lambdaTable: OperationTable<Operations, LambdaRoom> = {
  AddLayerVersionPermission: layers,
  AddPermission: addPermission,
  CheckpointDurableExecution: durable,
  CreateAlias: createAlias,
  CreateCapacityProvider: managedInstances,
  CreateCodeSigningConfig: codeSigning,
  CreateEventSourceMapping: eventSources,
  CreateFunction: createFunction,
  CreateFunctionUrlConfig: functionUrls,
  DeleteAlias: deleteAlias,
  DeleteCapacityProvider: managedInstances,
  DeleteCodeSigningConfig: codeSigning,
  DeleteEventSourceMapping: eventSources,
  DeleteFunction: deleteFunction,
  DeleteFunctionCodeSigningConfig: codeSigning,
  DeleteFunctionConcurrency: concurrency,
  DeleteFunctionEventInvokeConfig: asynchronous,
  DeleteFunctionUrlConfig: functionUrls,
  DeleteLayerVersion: layers,
  DeleteProvisionedConcurrencyConfig: concurrency,
  GetAccountSettings: account,
  GetAlias: getAlias,
  GetCapacityProvider: managedInstances,
  GetCodeSigningConfig: codeSigning,
  GetDurableExecution: durable,
  GetDurableExecutionHistory: durable,
  GetDurableExecutionState: durable,
  GetEventSourceMapping: eventSources,
  GetFunction: getFunction,
  GetFunctionCodeSigningConfig: codeSigning,
  GetFunctionConcurrency: concurrency,
  GetFunctionConfiguration: getFunctionConfiguration,
  GetFunctionEventInvokeConfig: asynchronous,
  GetFunctionRecursionConfig: recursion,
  GetFunctionScalingConfig: managedInstances,
  GetFunctionUrlConfig: functionUrls,
  GetLayerVersion: layers,
  GetLayerVersionByArn: layers,
  GetLayerVersionPolicy: layers,
  GetPolicy: getPolicy,
  GetProvisionedConcurrencyConfig: concurrency,
  GetRuntimeManagementConfig: runtimeManagement,
  Invoke: invoke,
  InvokeAsync: asynchronous,
  InvokeWithResponseStream: streaming,
  ListAliases: listAliases,
  ListCapacityProviders: managedInstances,
  ListCodeSigningConfigs: codeSigning,
  ListDurableExecutionsByFunction: durable,
  ListEventSourceMappings: eventSources,
  ListFunctionEventInvokeConfigs: asynchronous,
  ListFunctionUrlConfigs: functionUrls,
  ListFunctionVersionsByCapacityProvider: managedInstances,
  ListFunctions: listFunctions,
  ListFunctionsByCodeSigningConfig: codeSigning,
  ListLayerVersions: layers,
  ListLayers: layers,
  ListProvisionedConcurrencyConfigs: concurrency,
  ListTags: tags,
  ListVersionsByFunction: listVersionsByFunction,
  PublishLayerVersion: layers,
  PublishVersion: publishVersion,
  PutFunctionCodeSigningConfig: codeSigning,
  PutFunctionConcurrency: concurrency,
  PutFunctionEventInvokeConfig: asynchronous,
  PutFunctionRecursionConfig: recursion,
  PutFunctionScalingConfig: managedInstances,
  PutProvisionedConcurrencyConfig: concurrency,
  PutRuntimeManagementConfig: runtimeManagement,
  RemoveLayerVersionPermission: layers,
  RemovePermission: removePermission,
  SendDurableExecutionCallbackFailure: durable,
  SendDurableExecutionCallbackHeartbeat: durable,
  SendDurableExecutionCallbackSuccess: durable,
  StopDurableExecution: durable,
  TagResource: tags,
  UntagResource: tags,
  UpdateAlias: updateAlias,
  UpdateCapacityProvider: managedInstances,
  UpdateCodeSigningConfig: codeSigning,
  UpdateEventSourceMapping: eventSources,
  UpdateFunctionCode: updateFunctionCode,
  UpdateFunctionConfiguration: updateFunctionConfiguration,
  UpdateFunctionEventInvokeConfig: asynchronous,
  UpdateFunctionUrlConfig: functionUrls,
};
