import type { Operations } from '#models/lambda';
import { notImplemented, type OperationTable } from '#service';
import type { LambdaRoom } from '../room.ts';
import { addPermission } from './add-permission.ts';
import { createAlias } from './create-alias.ts';
import { createFunction } from './create-function.ts';
import { deleteAlias } from './delete-alias.ts';
import { deleteFunction } from './delete-function.ts';
import { deleteFunctionConcurrency } from './delete-function-concurrency.ts';
import { getAccountSettings } from './get-account-settings.ts';
import { getAlias } from './get-alias.ts';
import { getFunction } from './get-function.ts';
import { getFunctionConcurrency } from './get-function-concurrency.ts';
import { getFunctionConfiguration } from './get-function-configuration.ts';
import { getPolicy } from './get-policy.ts';
import { getRuntimeManagementConfig } from './get-runtime-management-config.ts';
import { invoke } from './invoke.ts';
import { listAliases } from './list-aliases.ts';
import { listFunctions } from './list-functions.ts';
import { listTags } from './list-tags.ts';
import { listVersionsByFunction } from './list-versions-by-function.ts';
import { publishVersion } from './publish-version.ts';
import { putFunctionConcurrency } from './put-function-concurrency.ts';
import { putRuntimeManagementConfig } from './put-runtime-management-config.ts';
import { removePermission } from './remove-permission.ts';
import { tagResource } from './tag-resource.ts';
import { untagResource } from './untag-resource.ts';
import { updateAlias } from './update-alias.ts';
import { updateFunctionCode } from './update-function-code.ts';
import { updateFunctionConfiguration } from './update-function-configuration.ts';

const asynchronous = notImplemented('comes with asynchronous invocation');
const codeSigning = notImplemented('signed packages are not verified, so they cannot be demanded');
const provisioned = notImplemented('comes with provisioned concurrency');
const durable = notImplemented('comes with durable functions');
const eventSources = notImplemented('comes with event sources');
const functionUrls = notImplemented('comes with function URLs');
const layers = notImplemented('comes with layers');
const managedInstances = notImplemented('there are no managed instances to provide capacity');
const recursion = notImplemented('comes with the detection of recursive loops');
const streaming = notImplemented('comes with response streaming');

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
  DeleteFunctionConcurrency: deleteFunctionConcurrency,
  DeleteFunctionEventInvokeConfig: asynchronous,
  DeleteFunctionUrlConfig: functionUrls,
  DeleteLayerVersion: layers,
  DeleteProvisionedConcurrencyConfig: provisioned,
  GetAccountSettings: getAccountSettings,
  GetAlias: getAlias,
  GetCapacityProvider: managedInstances,
  GetCodeSigningConfig: codeSigning,
  GetDurableExecution: durable,
  GetDurableExecutionHistory: durable,
  GetDurableExecutionState: durable,
  GetEventSourceMapping: eventSources,
  GetFunction: getFunction,
  GetFunctionCodeSigningConfig: codeSigning,
  GetFunctionConcurrency: getFunctionConcurrency,
  GetFunctionConfiguration: getFunctionConfiguration,
  GetFunctionEventInvokeConfig: asynchronous,
  GetFunctionRecursionConfig: recursion,
  GetFunctionScalingConfig: managedInstances,
  GetFunctionUrlConfig: functionUrls,
  GetLayerVersion: layers,
  GetLayerVersionByArn: layers,
  GetLayerVersionPolicy: layers,
  GetPolicy: getPolicy,
  GetProvisionedConcurrencyConfig: provisioned,
  GetRuntimeManagementConfig: getRuntimeManagementConfig,
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
  ListProvisionedConcurrencyConfigs: provisioned,
  ListTags: listTags,
  ListVersionsByFunction: listVersionsByFunction,
  PublishLayerVersion: layers,
  PublishVersion: publishVersion,
  PutFunctionCodeSigningConfig: codeSigning,
  PutFunctionConcurrency: putFunctionConcurrency,
  PutFunctionEventInvokeConfig: asynchronous,
  PutFunctionRecursionConfig: recursion,
  PutFunctionScalingConfig: managedInstances,
  PutProvisionedConcurrencyConfig: provisioned,
  PutRuntimeManagementConfig: putRuntimeManagementConfig,
  RemoveLayerVersionPermission: layers,
  RemovePermission: removePermission,
  SendDurableExecutionCallbackFailure: durable,
  SendDurableExecutionCallbackHeartbeat: durable,
  SendDurableExecutionCallbackSuccess: durable,
  StopDurableExecution: durable,
  TagResource: tagResource,
  UntagResource: untagResource,
  UpdateAlias: updateAlias,
  UpdateCapacityProvider: managedInstances,
  UpdateCodeSigningConfig: codeSigning,
  UpdateEventSourceMapping: eventSources,
  UpdateFunctionCode: updateFunctionCode,
  UpdateFunctionConfiguration: updateFunctionConfiguration,
  UpdateFunctionEventInvokeConfig: asynchronous,
  UpdateFunctionUrlConfig: functionUrls,
};
