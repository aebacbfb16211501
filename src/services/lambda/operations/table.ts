import type { Operations } from '#models/lambda';
import { notImplemented, type OperationTable } from '#service';
import type { LambdaRoom } from '../room.ts';
import { addPermission } from './add-permission.ts';
import { codeSigningTable } from './code-signing/table.ts';
import { createAlias } from './create-alias.ts';
import { createFunction } from './create-function.ts';
import { deleteAlias } from './delete-alias.ts';
import { deleteFunction } from './delete-function.ts';
import { deleteFunctionConcurrency } from './delete-function-concurrency.ts';
import { eventInvokeTable } from './event-invoke/table.ts';
import { eventSourceMappingsTable } from './event-source-mappings/table.ts';
import { askingPolicy } from './function-policy.ts';
import { functionUrlsTable } from './function-urls/table.ts';
import { getAccountSettings } from './get-account-settings.ts';
import { getAlias } from './get-alias.ts';
import { getFunction } from './get-function.ts';
import { getFunctionConcurrency } from './get-function-concurrency.ts';
import { getFunctionConfiguration } from './get-function-configuration.ts';
import { getPolicy } from './get-policy.ts';
import { getRuntimeManagementConfig } from './get-runtime-management-config.ts';
import { invoke } from './invoke.ts';
import { invokeWithResponseStream } from './invoke-with-response-stream.ts';
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
import { tagResource } from './tag-resource.ts';
import { untagResource } from './untag-resource.ts';
import { updateAlias } from './update-alias.ts';
import { updateFunctionCode } from './update-function-code.ts';
import { updateFunctionConfiguration } from './update-function-configuration.ts';

const durable = notImplemented('comes with durable functions');
const managedInstances = notImplemented('there are no managed instances to provide capacity');

/** Every operation of Lambda: implemented, or refused with the reason (R2). Resources of their own have a folder and a table of their own. */
export const lambdaTable = askingPolicy<OperationTable<Operations, LambdaRoom>>({
  ...layersTable,
  ...codeSigningTable,
  ...eventSourceMappingsTable,
  ...functionUrlsTable,
  ...eventInvokeTable,
  ...provisionedConcurrencyTable,
  ...recursionTable,
  ...resourcePolicyTable,
  AddPermission: addPermission,
  CheckpointDurableExecution: durable,
  CreateAlias: createAlias,
  CreateCapacityProvider: managedInstances,
  CreateFunction: createFunction,
  DeleteAlias: deleteAlias,
  DeleteCapacityProvider: managedInstances,
  DeleteFunction: deleteFunction,
  DeleteFunctionConcurrency: deleteFunctionConcurrency,
  GetAccountSettings: getAccountSettings,
  GetAlias: getAlias,
  GetCapacityProvider: managedInstances,
  GetDurableExecution: durable,
  GetDurableExecutionHistory: durable,
  GetDurableExecutionState: durable,
  GetFunction: getFunction,
  GetFunctionConcurrency: getFunctionConcurrency,
  GetFunctionConfiguration: getFunctionConfiguration,
  GetFunctionScalingConfig: managedInstances,
  GetPolicy: getPolicy,
  GetRuntimeManagementConfig: getRuntimeManagementConfig,
  Invoke: invoke,
  InvokeWithResponseStream: invokeWithResponseStream,
  ListAliases: listAliases,
  ListCapacityProviders: managedInstances,
  ListDurableExecutionsByFunction: durable,
  ListFunctionVersionsByCapacityProvider: managedInstances,
  ListFunctions: listFunctions,
  ListTags: listTags,
  ListVersionsByFunction: listVersionsByFunction,
  PublishVersion: publishVersion,
  PutFunctionConcurrency: putFunctionConcurrency,
  PutFunctionScalingConfig: putFunctionScalingConfig,
  PutRuntimeManagementConfig: putRuntimeManagementConfig,
  RemovePermission: removePermission,
  SendDurableExecutionCallbackFailure: durable,
  SendDurableExecutionCallbackHeartbeat: durable,
  SendDurableExecutionCallbackSuccess: durable,
  StopDurableExecution: durable,
  TagResource: tagResource,
  UntagResource: untagResource,
  UpdateAlias: updateAlias,
  UpdateCapacityProvider: managedInstances,
  UpdateFunctionCode: updateFunctionCode,
  UpdateFunctionConfiguration: updateFunctionConfiguration,
});
