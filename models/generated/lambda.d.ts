// Generated from the AWS service models by `npm run models`; do not edit. Apache-2.0, see NOTICE.

export interface Operations {
  AddLayerVersionPermission: { input: AddLayerVersionPermissionRequest; output: AddLayerVersionPermissionResponse };
  AddPermission: { input: AddPermissionRequest; output: AddPermissionResponse };
  CheckpointDurableExecution: { input: CheckpointDurableExecutionRequest; output: CheckpointDurableExecutionResponse };
  CreateAlias: { input: CreateAliasRequest; output: AliasConfiguration };
  CreateCapacityProvider: { input: CreateCapacityProviderRequest; output: CreateCapacityProviderResponse };
  CreateCodeSigningConfig: { input: CreateCodeSigningConfigRequest; output: CreateCodeSigningConfigResponse };
  CreateEventSourceMapping: { input: CreateEventSourceMappingRequest; output: EventSourceMappingConfiguration };
  CreateFunction: { input: CreateFunctionRequest; output: FunctionConfiguration };
  CreateFunctionUrlConfig: { input: CreateFunctionUrlConfigRequest; output: CreateFunctionUrlConfigResponse };
  DeleteAlias: { input: DeleteAliasRequest; output: Record<string, never> };
  DeleteCapacityProvider: { input: DeleteCapacityProviderRequest; output: DeleteCapacityProviderResponse };
  DeleteCodeSigningConfig: { input: DeleteCodeSigningConfigRequest; output: DeleteCodeSigningConfigResponse };
  DeleteEventSourceMapping: { input: DeleteEventSourceMappingRequest; output: EventSourceMappingConfiguration };
  DeleteFunction: { input: DeleteFunctionRequest; output: DeleteFunctionResponse };
  DeleteFunctionCodeSigningConfig: { input: DeleteFunctionCodeSigningConfigRequest; output: Record<string, never> };
  DeleteFunctionConcurrency: { input: DeleteFunctionConcurrencyRequest; output: Record<string, never> };
  DeleteFunctionEventInvokeConfig: { input: DeleteFunctionEventInvokeConfigRequest; output: Record<string, never> };
  DeleteFunctionUrlConfig: { input: DeleteFunctionUrlConfigRequest; output: Record<string, never> };
  DeleteLayerVersion: { input: DeleteLayerVersionRequest; output: Record<string, never> };
  DeleteProvisionedConcurrencyConfig: { input: DeleteProvisionedConcurrencyConfigRequest; output: Record<string, never> };
  DeleteResourcePolicy: { input: DeleteResourcePolicyRequest; output: Record<string, never> };
  GetAccountSettings: { input: GetAccountSettingsRequest; output: GetAccountSettingsResponse };
  GetAlias: { input: GetAliasRequest; output: AliasConfiguration };
  GetCapacityProvider: { input: GetCapacityProviderRequest; output: GetCapacityProviderResponse };
  GetCodeSigningConfig: { input: GetCodeSigningConfigRequest; output: GetCodeSigningConfigResponse };
  GetDurableExecution: { input: GetDurableExecutionRequest; output: GetDurableExecutionResponse };
  GetDurableExecutionHistory: { input: GetDurableExecutionHistoryRequest; output: GetDurableExecutionHistoryResponse };
  GetDurableExecutionState: { input: GetDurableExecutionStateRequest; output: GetDurableExecutionStateResponse };
  GetEventSourceMapping: { input: GetEventSourceMappingRequest; output: EventSourceMappingConfiguration };
  GetFunction: { input: GetFunctionRequest; output: GetFunctionResponse };
  GetFunctionCodeSigningConfig: { input: GetFunctionCodeSigningConfigRequest; output: GetFunctionCodeSigningConfigResponse };
  GetFunctionConcurrency: { input: GetFunctionConcurrencyRequest; output: GetFunctionConcurrencyResponse };
  GetFunctionConfiguration: { input: GetFunctionConfigurationRequest; output: FunctionConfiguration };
  GetFunctionEventInvokeConfig: { input: GetFunctionEventInvokeConfigRequest; output: FunctionEventInvokeConfig };
  GetFunctionRecursionConfig: { input: GetFunctionRecursionConfigRequest; output: GetFunctionRecursionConfigResponse };
  GetFunctionScalingConfig: { input: GetFunctionScalingConfigRequest; output: GetFunctionScalingConfigResponse };
  GetFunctionUrlConfig: { input: GetFunctionUrlConfigRequest; output: GetFunctionUrlConfigResponse };
  GetLayerVersion: { input: GetLayerVersionRequest; output: GetLayerVersionResponse };
  GetLayerVersionByArn: { input: GetLayerVersionByArnRequest; output: GetLayerVersionResponse };
  GetLayerVersionPolicy: { input: GetLayerVersionPolicyRequest; output: GetLayerVersionPolicyResponse };
  GetPolicy: { input: GetPolicyRequest; output: GetPolicyResponse };
  GetProvisionedConcurrencyConfig: { input: GetProvisionedConcurrencyConfigRequest; output: GetProvisionedConcurrencyConfigResponse };
  GetResourcePolicy: { input: GetResourcePolicyRequest; output: GetResourcePolicyResponse };
  GetRuntimeManagementConfig: { input: GetRuntimeManagementConfigRequest; output: GetRuntimeManagementConfigResponse };
  Invoke: { input: InvocationRequest; output: InvocationResponse };
  InvokeAsync: { input: InvokeAsyncRequest; output: InvokeAsyncResponse };
  InvokeWithResponseStream: { input: InvokeWithResponseStreamRequest; output: InvokeWithResponseStreamResponse };
  ListAliases: { input: ListAliasesRequest; output: ListAliasesResponse };
  ListCapacityProviders: { input: ListCapacityProvidersRequest; output: ListCapacityProvidersResponse };
  ListCodeSigningConfigs: { input: ListCodeSigningConfigsRequest; output: ListCodeSigningConfigsResponse };
  ListDurableExecutionsByFunction: { input: ListDurableExecutionsByFunctionRequest; output: ListDurableExecutionsByFunctionResponse };
  ListEventSourceMappings: { input: ListEventSourceMappingsRequest; output: ListEventSourceMappingsResponse };
  ListFunctionEventInvokeConfigs: { input: ListFunctionEventInvokeConfigsRequest; output: ListFunctionEventInvokeConfigsResponse };
  ListFunctionUrlConfigs: { input: ListFunctionUrlConfigsRequest; output: ListFunctionUrlConfigsResponse };
  ListFunctionVersionsByCapacityProvider: { input: ListFunctionVersionsByCapacityProviderRequest; output: ListFunctionVersionsByCapacityProviderResponse };
  ListFunctions: { input: ListFunctionsRequest; output: ListFunctionsResponse };
  ListFunctionsByCodeSigningConfig: { input: ListFunctionsByCodeSigningConfigRequest; output: ListFunctionsByCodeSigningConfigResponse };
  ListLayerVersions: { input: ListLayerVersionsRequest; output: ListLayerVersionsResponse };
  ListLayers: { input: ListLayersRequest; output: ListLayersResponse };
  ListProvisionedConcurrencyConfigs: { input: ListProvisionedConcurrencyConfigsRequest; output: ListProvisionedConcurrencyConfigsResponse };
  ListTags: { input: ListTagsRequest; output: ListTagsResponse };
  ListVersionsByFunction: { input: ListVersionsByFunctionRequest; output: ListVersionsByFunctionResponse };
  PublishLayerVersion: { input: PublishLayerVersionRequest; output: PublishLayerVersionResponse };
  PublishVersion: { input: PublishVersionRequest; output: FunctionConfiguration };
  PutFunctionCodeSigningConfig: { input: PutFunctionCodeSigningConfigRequest; output: PutFunctionCodeSigningConfigResponse };
  PutFunctionConcurrency: { input: PutFunctionConcurrencyRequest; output: Concurrency };
  PutFunctionEventInvokeConfig: { input: PutFunctionEventInvokeConfigRequest; output: FunctionEventInvokeConfig };
  PutFunctionRecursionConfig: { input: PutFunctionRecursionConfigRequest; output: PutFunctionRecursionConfigResponse };
  PutFunctionScalingConfig: { input: PutFunctionScalingConfigRequest; output: PutFunctionScalingConfigResponse };
  PutProvisionedConcurrencyConfig: { input: PutProvisionedConcurrencyConfigRequest; output: PutProvisionedConcurrencyConfigResponse };
  PutResourcePolicy: { input: PutResourcePolicyRequest; output: PutResourcePolicyResponse };
  PutRuntimeManagementConfig: { input: PutRuntimeManagementConfigRequest; output: PutRuntimeManagementConfigResponse };
  RemoveLayerVersionPermission: { input: RemoveLayerVersionPermissionRequest; output: Record<string, never> };
  RemovePermission: { input: RemovePermissionRequest; output: Record<string, never> };
  SendDurableExecutionCallbackFailure: { input: SendDurableExecutionCallbackFailureRequest; output: SendDurableExecutionCallbackFailureResponse };
  SendDurableExecutionCallbackHeartbeat: { input: SendDurableExecutionCallbackHeartbeatRequest; output: SendDurableExecutionCallbackHeartbeatResponse };
  SendDurableExecutionCallbackSuccess: { input: SendDurableExecutionCallbackSuccessRequest; output: SendDurableExecutionCallbackSuccessResponse };
  StopDurableExecution: { input: StopDurableExecutionRequest; output: StopDurableExecutionResponse };
  TagResource: { input: TagResourceRequest; output: Record<string, never> };
  UntagResource: { input: UntagResourceRequest; output: Record<string, never> };
  UpdateAlias: { input: UpdateAliasRequest; output: AliasConfiguration };
  UpdateCapacityProvider: { input: UpdateCapacityProviderRequest; output: UpdateCapacityProviderResponse };
  UpdateCodeSigningConfig: { input: UpdateCodeSigningConfigRequest; output: UpdateCodeSigningConfigResponse };
  UpdateEventSourceMapping: { input: UpdateEventSourceMappingRequest; output: EventSourceMappingConfiguration };
  UpdateFunctionCode: { input: UpdateFunctionCodeRequest; output: FunctionConfiguration };
  UpdateFunctionConfiguration: { input: UpdateFunctionConfigurationRequest; output: FunctionConfiguration };
  UpdateFunctionEventInvokeConfig: { input: UpdateFunctionEventInvokeConfigRequest; output: FunctionEventInvokeConfig };
  UpdateFunctionUrlConfig: { input: UpdateFunctionUrlConfigRequest; output: UpdateFunctionUrlConfigResponse };
}

export interface AccountLimit {
  readonly TotalCodeSize?: number | undefined;
  readonly CodeSizeUnzipped?: number | undefined;
  readonly CodeSizeZipped?: number | undefined;
  readonly ConcurrentExecutions?: number | undefined;
  readonly UnreservedConcurrentExecutions?: number | undefined;
}

export interface AccountUsage {
  readonly TotalCodeSize?: number | undefined;
  readonly FunctionCount?: number | undefined;
}

export interface AddLayerVersionPermissionRequest {
  readonly LayerName: string;
  readonly VersionNumber: number;
  readonly StatementId: string;
  readonly Action: string;
  readonly Principal: string;
  readonly OrganizationId?: string | undefined;
  readonly RevisionId?: string | undefined;
}

export interface AddLayerVersionPermissionResponse {
  readonly Statement?: string | undefined;
  readonly RevisionId?: string | undefined;
}

export interface AddPermissionRequest {
  readonly FunctionName: string;
  readonly StatementId: string;
  readonly Action: string;
  readonly Principal: string;
  readonly SourceArn?: string | undefined;
  readonly FunctionUrlAuthType?: string | undefined;
  readonly InvokedViaFunctionUrl?: boolean | undefined;
  readonly SourceAccount?: string | undefined;
  readonly EventSourceToken?: string | undefined;
  readonly Qualifier?: string | undefined;
  readonly RevisionId?: string | undefined;
  readonly PrincipalOrgID?: string | undefined;
}

export interface AddPermissionResponse {
  readonly Statement?: string | undefined;
}

export interface AliasConfiguration {
  readonly AliasArn?: string | undefined;
  readonly Name?: string | undefined;
  readonly FunctionVersion?: string | undefined;
  readonly Description?: string | undefined;
  readonly RoutingConfig?: AliasRoutingConfiguration | undefined;
  readonly RevisionId?: string | undefined;
}

export interface AliasRoutingConfiguration {
  readonly AdditionalVersionWeights?: Readonly<Record<string, number>> | undefined;
}

export interface AllowedPublishers {
  readonly SigningProfileVersionArns: readonly string[];
}

export interface AmazonManagedKafkaEventSourceConfig {
  readonly ConsumerGroupId?: string | undefined;
  readonly SchemaRegistryConfig?: KafkaSchemaRegistryConfig | undefined;
}

export interface CallbackDetails {
  readonly CallbackId?: string | undefined;
  readonly Result?: string | undefined;
  readonly Error?: ErrorObject | undefined;
}

export interface CallbackFailedDetails {
  readonly Error: EventError;
}

export interface CallbackOptions {
  readonly TimeoutSeconds?: number | undefined;
  readonly HeartbeatTimeoutSeconds?: number | undefined;
}

export interface CallbackStartedDetails {
  readonly CallbackId: string;
  readonly HeartbeatTimeout?: number | undefined;
  readonly Timeout?: number | undefined;
}

export interface CallbackSucceededDetails {
  readonly Result: EventResult;
}

export interface CallbackTimedOutDetails {
  readonly Error: EventError;
}

export interface CapacityProvider {
  readonly CapacityProviderArn: string;
  readonly State: string;
  readonly VpcConfig: CapacityProviderVpcConfig;
  readonly PermissionsConfig: CapacityProviderPermissionsConfig;
  readonly InstanceRequirements?: InstanceRequirements | undefined;
  readonly CapacityProviderScalingConfig?: CapacityProviderScalingConfig | undefined;
  readonly KmsKeyArn?: string | undefined;
  readonly LastModified?: string | undefined;
  readonly PropagateTags?: PropagateTags | undefined;
  readonly TelemetryConfig?: CapacityProviderTelemetryConfig | undefined;
}

export interface CapacityProviderConfig {
  readonly LambdaManagedInstancesCapacityProviderConfig: LambdaManagedInstancesCapacityProviderConfig;
}

export interface CapacityProviderLoggingConfig {
  readonly SystemLogLevel?: string | undefined;
  readonly LogGroup?: string | undefined;
}

export interface CapacityProviderPermissionsConfig {
  readonly CapacityProviderOperatorRoleArn: string;
}

export interface CapacityProviderScalingConfig {
  readonly MaxVCpuCount?: number | undefined;
  readonly ScalingMode?: string | undefined;
  readonly ScalingPolicies?: readonly TargetTrackingScalingPolicy[] | undefined;
}

export interface CapacityProviderTelemetryConfig {
  readonly LoggingConfig?: CapacityProviderLoggingConfig | undefined;
}

export interface CapacityProviderVpcConfig {
  readonly SubnetIds: readonly string[];
  readonly SecurityGroupIds: readonly string[];
}

export interface ChainedInvokeDetails {
  readonly Result?: string | undefined;
  readonly Error?: ErrorObject | undefined;
}

export interface ChainedInvokeFailedDetails {
  readonly Error: EventError;
}

export interface ChainedInvokeOptions {
  readonly FunctionName: string;
  readonly TenantId?: string | undefined;
}

export interface ChainedInvokeStartedDetails {
  readonly FunctionName: string;
  readonly TenantId?: string | undefined;
  readonly Input?: EventInput | undefined;
  readonly ExecutedVersion?: string | undefined;
  readonly DurableExecutionArn?: string | undefined;
}

export interface ChainedInvokeStoppedDetails {
  readonly Error: EventError;
}

export interface ChainedInvokeSucceededDetails {
  readonly Result: EventResult;
}

export interface ChainedInvokeTimedOutDetails {
  readonly Error: EventError;
}

export interface CheckpointDurableExecutionRequest {
  readonly DurableExecutionArn: string;
  readonly CheckpointToken: string;
  readonly Updates?: readonly OperationUpdate[] | undefined;
  readonly ClientToken?: string | undefined;
}

export interface CheckpointDurableExecutionResponse {
  readonly CheckpointToken?: string | undefined;
  readonly NewExecutionState: CheckpointUpdatedExecutionState;
}

export interface CheckpointUpdatedExecutionState {
  readonly Operations?: readonly Operation[] | undefined;
  readonly NextMarker?: string | undefined;
}

export interface CodeSigningConfig {
  readonly CodeSigningConfigId: string;
  readonly CodeSigningConfigArn: string;
  readonly Description?: string | undefined;
  readonly AllowedPublishers: AllowedPublishers;
  readonly CodeSigningPolicies: CodeSigningPolicies;
  readonly LastModified: string;
}

export interface CodeSigningPolicies {
  readonly UntrustedArtifactOnDeployment?: string | undefined;
}

export interface Concurrency {
  readonly ReservedConcurrentExecutions?: number | undefined;
}

export interface ContextDetails {
  readonly ReplayChildren?: boolean | undefined;
  readonly Result?: string | undefined;
  readonly Error?: ErrorObject | undefined;
}

export interface ContextFailedDetails {
  readonly Error: EventError;
}

export interface ContextOptions {
  readonly ReplayChildren?: boolean | undefined;
}

export type ContextStartedDetails = Record<string, never>;

export interface ContextSucceededDetails {
  readonly Result: EventResult;
}

export interface Cors {
  readonly AllowCredentials?: boolean | undefined;
  readonly AllowHeaders?: readonly string[] | undefined;
  readonly AllowMethods?: readonly string[] | undefined;
  readonly AllowOrigins?: readonly string[] | undefined;
  readonly ExposeHeaders?: readonly string[] | undefined;
  readonly MaxAge?: number | undefined;
}

export interface CreateAliasRequest {
  readonly FunctionName: string;
  readonly Name: string;
  readonly FunctionVersion: string;
  readonly Description?: string | undefined;
  readonly RoutingConfig?: AliasRoutingConfiguration | undefined;
}

export interface CreateCapacityProviderRequest {
  readonly CapacityProviderName: string;
  readonly VpcConfig: CapacityProviderVpcConfig;
  readonly PermissionsConfig: CapacityProviderPermissionsConfig;
  readonly InstanceRequirements?: InstanceRequirements | undefined;
  readonly CapacityProviderScalingConfig?: CapacityProviderScalingConfig | undefined;
  readonly KmsKeyArn?: string | undefined;
  readonly Tags?: Readonly<Record<string, string>> | undefined;
  readonly PropagateTags?: PropagateTags | undefined;
  readonly TelemetryConfig?: CapacityProviderTelemetryConfig | undefined;
}

export interface CreateCapacityProviderResponse {
  readonly CapacityProvider: CapacityProvider;
}

export interface CreateCodeSigningConfigRequest {
  readonly Description?: string | undefined;
  readonly AllowedPublishers: AllowedPublishers;
  readonly CodeSigningPolicies?: CodeSigningPolicies | undefined;
  readonly Tags?: Readonly<Record<string, string>> | undefined;
}

export interface CreateCodeSigningConfigResponse {
  readonly CodeSigningConfig: CodeSigningConfig;
}

export interface CreateEventSourceMappingRequest {
  readonly EventSourceArn?: string | undefined;
  readonly FunctionName: string;
  readonly Enabled?: boolean | undefined;
  readonly BatchSize?: number | undefined;
  readonly FilterCriteria?: FilterCriteria | undefined;
  readonly KMSKeyArn?: string | undefined;
  readonly MetricsConfig?: EventSourceMappingMetricsConfig | undefined;
  readonly LoggingConfig?: EventSourceMappingLoggingConfig | undefined;
  readonly ScalingConfig?: ScalingConfig | undefined;
  readonly MaximumBatchingWindowInSeconds?: number | undefined;
  readonly ParallelizationFactor?: number | undefined;
  readonly StartingPosition?: string | undefined;
  readonly StartingPositionTimestamp?: Date | undefined;
  readonly DestinationConfig?: DestinationConfig | undefined;
  readonly MaximumRecordAgeInSeconds?: number | undefined;
  readonly BisectBatchOnFunctionError?: boolean | undefined;
  readonly MaximumRetryAttempts?: number | undefined;
  readonly Tags?: Readonly<Record<string, string>> | undefined;
  readonly TumblingWindowInSeconds?: number | undefined;
  readonly Topics?: readonly string[] | undefined;
  readonly Queues?: readonly string[] | undefined;
  readonly SourceAccessConfigurations?: readonly SourceAccessConfiguration[] | undefined;
  readonly SelfManagedEventSource?: SelfManagedEventSource | undefined;
  readonly FunctionResponseTypes?: readonly string[] | undefined;
  readonly AmazonManagedKafkaEventSourceConfig?: AmazonManagedKafkaEventSourceConfig | undefined;
  readonly SelfManagedKafkaEventSourceConfig?: SelfManagedKafkaEventSourceConfig | undefined;
  readonly DocumentDBEventSourceConfig?: DocumentDBEventSourceConfig | undefined;
  readonly ProvisionedPollerConfig?: ProvisionedPollerConfig | undefined;
}

export interface CreateFunctionRequest {
  readonly FunctionName: string;
  readonly Runtime?: string | undefined;
  readonly Role: string;
  readonly Handler?: string | undefined;
  readonly Code: FunctionCode;
  readonly Description?: string | undefined;
  readonly Timeout?: number | undefined;
  readonly MemorySize?: number | undefined;
  readonly Publish?: boolean | undefined;
  readonly PublishTo?: string | undefined;
  readonly VpcConfig?: VpcConfig | undefined;
  readonly PackageType?: string | undefined;
  readonly DeadLetterConfig?: DeadLetterConfig | undefined;
  readonly Environment?: Environment | undefined;
  readonly KMSKeyArn?: string | undefined;
  readonly TracingConfig?: TracingConfig | undefined;
  readonly Tags?: Readonly<Record<string, string>> | undefined;
  readonly Layers?: readonly string[] | undefined;
  readonly FileSystemConfigs?: readonly FileSystemConfig[] | undefined;
  readonly CodeSigningConfigArn?: string | undefined;
  readonly ImageConfig?: ImageConfig | undefined;
  readonly Architectures?: readonly string[] | undefined;
  readonly EphemeralStorage?: EphemeralStorage | undefined;
  readonly SnapStart?: SnapStart | undefined;
  readonly LoggingConfig?: LoggingConfig | undefined;
  readonly TenancyConfig?: TenancyConfig | undefined;
  readonly CapacityProviderConfig?: CapacityProviderConfig | undefined;
  readonly DurableConfig?: DurableConfig | undefined;
}

export interface CreateFunctionUrlConfigRequest {
  readonly FunctionName: string;
  readonly Qualifier?: string | undefined;
  readonly AuthType: string;
  readonly Cors?: Cors | undefined;
  readonly InvokeMode?: string | undefined;
}

export interface CreateFunctionUrlConfigResponse {
  readonly FunctionUrl: string;
  readonly FunctionArn: string;
  readonly AuthType: string;
  readonly Cors?: Cors | undefined;
  readonly CreationTime: string;
  readonly InvokeMode?: string | undefined;
}

export interface DeadLetterConfig {
  readonly TargetArn?: string | undefined;
}

export interface DeleteAliasRequest {
  readonly FunctionName: string;
  readonly Name: string;
}

export interface DeleteCapacityProviderRequest {
  readonly CapacityProviderName: string;
}

export interface DeleteCapacityProviderResponse {
  readonly CapacityProvider: CapacityProvider;
}

export interface DeleteCodeSigningConfigRequest {
  readonly CodeSigningConfigArn: string;
}

export type DeleteCodeSigningConfigResponse = Record<string, never>;

export interface DeleteEventSourceMappingRequest {
  readonly UUID: string;
}

export interface DeleteFunctionCodeSigningConfigRequest {
  readonly FunctionName: string;
}

export interface DeleteFunctionConcurrencyRequest {
  readonly FunctionName: string;
}

export interface DeleteFunctionEventInvokeConfigRequest {
  readonly FunctionName: string;
  readonly Qualifier?: string | undefined;
}

export interface DeleteFunctionRequest {
  readonly FunctionName: string;
  readonly Qualifier?: string | undefined;
}

export interface DeleteFunctionResponse {
  readonly StatusCode?: number | undefined;
}

export interface DeleteFunctionUrlConfigRequest {
  readonly FunctionName: string;
  readonly Qualifier?: string | undefined;
}

export interface DeleteLayerVersionRequest {
  readonly LayerName: string;
  readonly VersionNumber: number;
}

export interface DeleteProvisionedConcurrencyConfigRequest {
  readonly FunctionName: string;
  readonly Qualifier: string;
}

export interface DeleteResourcePolicyRequest {
  readonly ResourceArn: string;
  readonly RevisionId?: string | undefined;
}

export interface DestinationConfig {
  readonly OnSuccess?: OnSuccess | undefined;
  readonly OnFailure?: OnFailure | undefined;
}

export interface DocumentDBEventSourceConfig {
  readonly DatabaseName?: string | undefined;
  readonly CollectionName?: string | undefined;
  readonly FullDocument?: string | undefined;
}

export interface DurableConfig {
  readonly KMSKeyArn?: string | undefined;
  readonly RetentionPeriodInDays?: number | undefined;
  readonly ExecutionTimeout?: number | undefined;
}

export interface Environment {
  readonly Variables?: Readonly<Record<string, string>> | undefined;
}

export interface EnvironmentError {
  readonly ErrorCode?: string | undefined;
  readonly Message?: string | undefined;
}

export interface EnvironmentResponse {
  readonly Variables?: Readonly<Record<string, string>> | undefined;
  readonly Error?: EnvironmentError | undefined;
}

export interface EphemeralStorage {
  readonly Size: number;
}

export interface ErrorObject {
  readonly ErrorMessage?: string | undefined;
  readonly ErrorType?: string | undefined;
  readonly ErrorData?: string | undefined;
  readonly StackTrace?: readonly string[] | undefined;
}

export interface EventError {
  readonly Payload?: ErrorObject | undefined;
  readonly Truncated?: boolean | undefined;
}

export interface EventInput {
  readonly Payload?: string | undefined;
  readonly Truncated?: boolean | undefined;
}

export interface EventResult {
  readonly Payload?: string | undefined;
  readonly Truncated?: boolean | undefined;
}

export interface EventShape {
  readonly EventType?: string | undefined;
  readonly SubType?: string | undefined;
  readonly EventId?: number | undefined;
  readonly Id?: string | undefined;
  readonly Name?: string | undefined;
  readonly EventTimestamp?: Date | undefined;
  readonly ParentId?: string | undefined;
  readonly ExecutionStartedDetails?: ExecutionStartedDetails | undefined;
  readonly ExecutionSucceededDetails?: ExecutionSucceededDetails | undefined;
  readonly ExecutionFailedDetails?: ExecutionFailedDetails | undefined;
  readonly ExecutionTimedOutDetails?: ExecutionTimedOutDetails | undefined;
  readonly ExecutionStoppedDetails?: ExecutionStoppedDetails | undefined;
  readonly ContextStartedDetails?: ContextStartedDetails | undefined;
  readonly ContextSucceededDetails?: ContextSucceededDetails | undefined;
  readonly ContextFailedDetails?: ContextFailedDetails | undefined;
  readonly WaitStartedDetails?: WaitStartedDetails | undefined;
  readonly WaitSucceededDetails?: WaitSucceededDetails | undefined;
  readonly WaitCancelledDetails?: WaitCancelledDetails | undefined;
  readonly StepStartedDetails?: StepStartedDetails | undefined;
  readonly StepSucceededDetails?: StepSucceededDetails | undefined;
  readonly StepFailedDetails?: StepFailedDetails | undefined;
  readonly ChainedInvokeStartedDetails?: ChainedInvokeStartedDetails | undefined;
  readonly ChainedInvokeSucceededDetails?: ChainedInvokeSucceededDetails | undefined;
  readonly ChainedInvokeFailedDetails?: ChainedInvokeFailedDetails | undefined;
  readonly ChainedInvokeTimedOutDetails?: ChainedInvokeTimedOutDetails | undefined;
  readonly ChainedInvokeStoppedDetails?: ChainedInvokeStoppedDetails | undefined;
  readonly CallbackStartedDetails?: CallbackStartedDetails | undefined;
  readonly CallbackSucceededDetails?: CallbackSucceededDetails | undefined;
  readonly CallbackFailedDetails?: CallbackFailedDetails | undefined;
  readonly CallbackTimedOutDetails?: CallbackTimedOutDetails | undefined;
  readonly InvocationCompletedDetails?: InvocationCompletedDetails | undefined;
}

export interface EventSourceMappingConfiguration {
  readonly UUID?: string | undefined;
  readonly StartingPosition?: string | undefined;
  readonly StartingPositionTimestamp?: Date | undefined;
  readonly BatchSize?: number | undefined;
  readonly MaximumBatchingWindowInSeconds?: number | undefined;
  readonly ParallelizationFactor?: number | undefined;
  readonly EventSourceArn?: string | undefined;
  readonly FilterCriteria?: FilterCriteria | undefined;
  readonly FilterCriteriaError?: FilterCriteriaError | undefined;
  readonly KMSKeyArn?: string | undefined;
  readonly MetricsConfig?: EventSourceMappingMetricsConfig | undefined;
  readonly LoggingConfig?: EventSourceMappingLoggingConfig | undefined;
  readonly ScalingConfig?: ScalingConfig | undefined;
  readonly FunctionArn?: string | undefined;
  readonly LastModified?: Date | undefined;
  readonly LastProcessingResult?: string | undefined;
  readonly State?: string | undefined;
  readonly StateTransitionReason?: string | undefined;
  readonly DestinationConfig?: DestinationConfig | undefined;
  readonly Topics?: readonly string[] | undefined;
  readonly Queues?: readonly string[] | undefined;
  readonly SourceAccessConfigurations?: readonly SourceAccessConfiguration[] | undefined;
  readonly SelfManagedEventSource?: SelfManagedEventSource | undefined;
  readonly MaximumRecordAgeInSeconds?: number | undefined;
  readonly BisectBatchOnFunctionError?: boolean | undefined;
  readonly MaximumRetryAttempts?: number | undefined;
  readonly TumblingWindowInSeconds?: number | undefined;
  readonly FunctionResponseTypes?: readonly string[] | undefined;
  readonly AmazonManagedKafkaEventSourceConfig?: AmazonManagedKafkaEventSourceConfig | undefined;
  readonly SelfManagedKafkaEventSourceConfig?: SelfManagedKafkaEventSourceConfig | undefined;
  readonly DocumentDBEventSourceConfig?: DocumentDBEventSourceConfig | undefined;
  readonly EventSourceMappingArn?: string | undefined;
  readonly ProvisionedPollerConfig?: ProvisionedPollerConfig | undefined;
}

export interface EventSourceMappingLoggingConfig {
  readonly SystemLogLevel?: string | undefined;
}

export interface EventSourceMappingMetricsConfig {
  readonly Metrics?: readonly string[] | undefined;
}

export interface Execution {
  readonly DurableExecutionArn: string;
  readonly DurableExecutionName: string;
  readonly FunctionArn: string;
  readonly Status: string;
  readonly StartTimestamp: Date;
  readonly EndTimestamp?: Date | undefined;
  readonly KMSKeyArn?: string | undefined;
}

export interface ExecutionDetails {
  readonly InputPayload?: string | undefined;
}

export interface ExecutionFailedDetails {
  readonly Error: EventError;
}

export interface ExecutionStartedDetails {
  readonly Input: EventInput;
  readonly ExecutionTimeout: number;
}

export interface ExecutionStoppedDetails {
  readonly Error: EventError;
}

export interface ExecutionSucceededDetails {
  readonly Result: EventResult;
}

export interface ExecutionTimedOutDetails {
  readonly Error?: EventError | undefined;
}

export interface FileSystemConfig {
  readonly Arn: string;
  readonly LocalMountPath: string;
}

export interface Filter {
  readonly Pattern?: string | undefined;
}

export interface FilterCriteria {
  readonly Filters?: readonly Filter[] | undefined;
}

export interface FilterCriteriaError {
  readonly ErrorCode?: string | undefined;
  readonly Message?: string | undefined;
}

export interface FunctionCode {
  readonly ZipFile?: Uint8Array | undefined;
  readonly S3Bucket?: string | undefined;
  readonly S3Key?: string | undefined;
  readonly S3ObjectVersion?: string | undefined;
  readonly S3ObjectStorageMode?: string | undefined;
  readonly ImageUri?: string | undefined;
  readonly SourceKMSKeyArn?: string | undefined;
}

export interface FunctionCodeLocation {
  readonly RepositoryType?: string | undefined;
  readonly Location?: string | undefined;
  readonly ImageUri?: string | undefined;
  readonly ResolvedImageUri?: string | undefined;
  readonly ResolvedS3Object?: ResolvedS3Object | undefined;
  readonly SourceKMSKeyArn?: string | undefined;
  readonly Error?: FunctionCodeLocationError | undefined;
}

export interface FunctionCodeLocationError {
  readonly ErrorCode?: string | undefined;
  readonly Message?: string | undefined;
}

export interface FunctionConfiguration {
  readonly FunctionName?: string | undefined;
  readonly FunctionArn?: string | undefined;
  readonly Runtime?: string | undefined;
  readonly Role?: string | undefined;
  readonly Handler?: string | undefined;
  readonly CodeSize?: number | undefined;
  readonly Description?: string | undefined;
  readonly Timeout?: number | undefined;
  readonly MemorySize?: number | undefined;
  readonly LastModified?: string | undefined;
  readonly CodeSha256?: string | undefined;
  readonly Version?: string | undefined;
  readonly VpcConfig?: VpcConfigResponse | undefined;
  readonly DeadLetterConfig?: DeadLetterConfig | undefined;
  readonly Environment?: EnvironmentResponse | undefined;
  readonly KMSKeyArn?: string | undefined;
  readonly TracingConfig?: TracingConfigResponse | undefined;
  readonly MasterArn?: string | undefined;
  readonly RevisionId?: string | undefined;
  readonly Layers?: readonly Layer[] | undefined;
  readonly State?: string | undefined;
  readonly StateReason?: string | undefined;
  readonly StateReasonCode?: string | undefined;
  readonly LastUpdateStatus?: string | undefined;
  readonly LastUpdateStatusReason?: string | undefined;
  readonly LastUpdateStatusReasonCode?: string | undefined;
  readonly FileSystemConfigs?: readonly FileSystemConfig[] | undefined;
  readonly SigningProfileVersionArn?: string | undefined;
  readonly SigningJobArn?: string | undefined;
  readonly PackageType?: string | undefined;
  readonly ImageConfigResponse?: ImageConfigResponse | undefined;
  readonly Architectures?: readonly string[] | undefined;
  readonly EphemeralStorage?: EphemeralStorage | undefined;
  readonly SnapStart?: SnapStartResponse | undefined;
  readonly RuntimeVersionConfig?: RuntimeVersionConfig | undefined;
  readonly LoggingConfig?: LoggingConfig | undefined;
  readonly TenancyConfig?: TenancyConfig | undefined;
  readonly CapacityProviderConfig?: CapacityProviderConfig | undefined;
  readonly ConfigSha256?: string | undefined;
  readonly DurableConfig?: DurableConfig | undefined;
}

export interface FunctionEventInvokeConfig {
  readonly LastModified?: Date | undefined;
  readonly FunctionArn?: string | undefined;
  readonly MaximumRetryAttempts?: number | undefined;
  readonly MaximumEventAgeInSeconds?: number | undefined;
  readonly DestinationConfig?: DestinationConfig | undefined;
}

export interface FunctionScalingConfig {
  readonly MinExecutionEnvironments?: number | undefined;
  readonly MaxExecutionEnvironments?: number | undefined;
}

export interface FunctionUrlConfig {
  readonly FunctionUrl: string;
  readonly FunctionArn: string;
  readonly CreationTime: string;
  readonly LastModifiedTime: string;
  readonly Cors?: Cors | undefined;
  readonly AuthType: string;
  readonly InvokeMode?: string | undefined;
}

export interface FunctionVersionsByCapacityProviderListItem {
  readonly FunctionArn: string;
  readonly State: string;
}

export type GetAccountSettingsRequest = Record<string, never>;

export interface GetAccountSettingsResponse {
  readonly AccountLimit?: AccountLimit | undefined;
  readonly AccountUsage?: AccountUsage | undefined;
}

export interface GetAliasRequest {
  readonly FunctionName: string;
  readonly Name: string;
}

export interface GetCapacityProviderRequest {
  readonly CapacityProviderName: string;
}

export interface GetCapacityProviderResponse {
  readonly CapacityProvider: CapacityProvider;
}

export interface GetCodeSigningConfigRequest {
  readonly CodeSigningConfigArn: string;
}

export interface GetCodeSigningConfigResponse {
  readonly CodeSigningConfig: CodeSigningConfig;
}

export interface GetDurableExecutionHistoryRequest {
  readonly DurableExecutionArn: string;
  readonly IncludeExecutionData?: boolean | undefined;
  readonly MaxItems?: number | undefined;
  readonly Marker?: string | undefined;
  readonly ReverseOrder?: boolean | undefined;
}

export interface GetDurableExecutionHistoryResponse {
  readonly Events: readonly EventShape[];
  readonly NextMarker?: string | undefined;
}

export interface GetDurableExecutionRequest {
  readonly DurableExecutionArn: string;
  readonly IncludeExecutionData?: boolean | undefined;
}

export interface GetDurableExecutionResponse {
  readonly DurableExecutionArn: string;
  readonly DurableExecutionName: string;
  readonly FunctionArn: string;
  readonly InputPayload?: string | undefined;
  readonly Result?: string | undefined;
  readonly Error?: ErrorObject | undefined;
  readonly StartTimestamp: Date;
  readonly Status: string;
  readonly EndTimestamp?: Date | undefined;
  readonly Version?: string | undefined;
  readonly TraceHeader?: TraceHeader | undefined;
  readonly ExecutionDataIncluded?: boolean | undefined;
  readonly DurableConfig?: DurableConfig | undefined;
}

export interface GetDurableExecutionStateRequest {
  readonly DurableExecutionArn: string;
  readonly CheckpointToken: string;
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

export interface GetDurableExecutionStateResponse {
  readonly Operations: readonly Operation[];
  readonly NextMarker?: string | undefined;
}

export interface GetEventSourceMappingRequest {
  readonly UUID: string;
}

export interface GetFunctionCodeSigningConfigRequest {
  readonly FunctionName: string;
}

export interface GetFunctionCodeSigningConfigResponse {
  readonly CodeSigningConfigArn: string;
  readonly FunctionName: string;
}

export interface GetFunctionConcurrencyRequest {
  readonly FunctionName: string;
}

export interface GetFunctionConcurrencyResponse {
  readonly ReservedConcurrentExecutions?: number | undefined;
}

export interface GetFunctionConfigurationRequest {
  readonly FunctionName: string;
  readonly Qualifier?: string | undefined;
}

export interface GetFunctionEventInvokeConfigRequest {
  readonly FunctionName: string;
  readonly Qualifier?: string | undefined;
}

export interface GetFunctionRecursionConfigRequest {
  readonly FunctionName: string;
}

export interface GetFunctionRecursionConfigResponse {
  readonly RecursiveLoop?: string | undefined;
}

export interface GetFunctionRequest {
  readonly FunctionName: string;
  readonly Qualifier?: string | undefined;
}

export interface GetFunctionResponse {
  readonly Configuration?: FunctionConfiguration | undefined;
  readonly Code?: FunctionCodeLocation | undefined;
  readonly Tags?: Readonly<Record<string, string>> | undefined;
  readonly TagsError?: TagsError | undefined;
  readonly Concurrency?: Concurrency | undefined;
}

export interface GetFunctionScalingConfigRequest {
  readonly FunctionName: string;
  readonly Qualifier: string;
}

export interface GetFunctionScalingConfigResponse {
  readonly FunctionArn?: string | undefined;
  readonly AppliedFunctionScalingConfig?: FunctionScalingConfig | undefined;
  readonly RequestedFunctionScalingConfig?: FunctionScalingConfig | undefined;
}

export interface GetFunctionUrlConfigRequest {
  readonly FunctionName: string;
  readonly Qualifier?: string | undefined;
}

export interface GetFunctionUrlConfigResponse {
  readonly FunctionUrl: string;
  readonly FunctionArn: string;
  readonly AuthType: string;
  readonly Cors?: Cors | undefined;
  readonly CreationTime: string;
  readonly LastModifiedTime: string;
  readonly InvokeMode?: string | undefined;
}

export interface GetLayerVersionByArnRequest {
  readonly Arn: string;
}

export interface GetLayerVersionPolicyRequest {
  readonly LayerName: string;
  readonly VersionNumber: number;
}

export interface GetLayerVersionPolicyResponse {
  readonly Policy?: string | undefined;
  readonly RevisionId?: string | undefined;
}

export interface GetLayerVersionRequest {
  readonly LayerName: string;
  readonly VersionNumber: number;
}

export interface GetLayerVersionResponse {
  readonly Content?: LayerVersionContentOutput | undefined;
  readonly LayerArn?: string | undefined;
  readonly LayerVersionArn?: string | undefined;
  readonly Description?: string | undefined;
  readonly CreatedDate?: string | undefined;
  readonly Version?: number | undefined;
  readonly CompatibleArchitectures?: readonly string[] | undefined;
  readonly CompatibleRuntimes?: readonly string[] | undefined;
  readonly LicenseInfo?: string | undefined;
}

export interface GetPolicyRequest {
  readonly FunctionName: string;
  readonly Qualifier?: string | undefined;
}

export interface GetPolicyResponse {
  readonly Policy?: string | undefined;
  readonly RevisionId?: string | undefined;
}

export interface GetProvisionedConcurrencyConfigRequest {
  readonly FunctionName: string;
  readonly Qualifier: string;
}

export interface GetProvisionedConcurrencyConfigResponse {
  readonly RequestedProvisionedConcurrentExecutions?: number | undefined;
  readonly AvailableProvisionedConcurrentExecutions?: number | undefined;
  readonly AllocatedProvisionedConcurrentExecutions?: number | undefined;
  readonly Status?: string | undefined;
  readonly StatusReason?: string | undefined;
  readonly LastModified?: string | undefined;
}

export interface GetResourcePolicyRequest {
  readonly ResourceArn: string;
}

export interface GetResourcePolicyResponse {
  readonly Policy?: string | undefined;
  readonly RevisionId?: string | undefined;
}

export interface GetRuntimeManagementConfigRequest {
  readonly FunctionName: string;
  readonly Qualifier?: string | undefined;
}

export interface GetRuntimeManagementConfigResponse {
  readonly UpdateRuntimeOn?: string | undefined;
  readonly FunctionArn?: string | undefined;
  readonly RuntimeVersionArn?: string | undefined;
}

export interface ImageConfig {
  readonly EntryPoint?: readonly string[] | undefined;
  readonly Command?: readonly string[] | undefined;
  readonly WorkingDirectory?: string | undefined;
}

export interface ImageConfigError {
  readonly ErrorCode?: string | undefined;
  readonly Message?: string | undefined;
}

export interface ImageConfigResponse {
  readonly ImageConfig?: ImageConfig | undefined;
  readonly Error?: ImageConfigError | undefined;
}

export interface InstanceRequirements {
  readonly Architectures?: readonly string[] | undefined;
  readonly AllowedInstanceTypes?: readonly string[] | undefined;
  readonly ExcludedInstanceTypes?: readonly string[] | undefined;
}

export interface InvocationCompletedDetails {
  readonly StartTimestamp: Date;
  readonly EndTimestamp: Date;
  readonly RequestId: string;
  readonly Error?: EventError | undefined;
}

export interface InvocationRequest {
  readonly FunctionName: string;
  readonly InvocationType?: string | undefined;
  readonly LogType?: string | undefined;
  readonly ClientContext?: string | undefined;
  readonly DurableExecutionName?: string | undefined;
  readonly Payload?: Uint8Array | undefined;
  readonly Qualifier?: string | undefined;
  readonly TenantId?: string | undefined;
}

export interface InvocationResponse {
  readonly StatusCode?: number | undefined;
  readonly FunctionError?: string | undefined;
  readonly LogResult?: string | undefined;
  readonly Payload?: Uint8Array | undefined;
  readonly ExecutedVersion?: string | undefined;
  readonly DurableExecutionArn?: string | undefined;
}

export interface InvokeAsyncRequest {
  readonly FunctionName: string;
  readonly InvokeArgs: Uint8Array;
}

export interface InvokeAsyncResponse {
  readonly Status?: number | undefined;
}

export interface InvokeResponseStreamUpdate {
  readonly Payload?: Uint8Array | undefined;
}

export interface InvokeWithResponseStreamCompleteEvent {
  readonly ErrorCode?: string | undefined;
  readonly ErrorDetails?: string | undefined;
  readonly LogResult?: string | undefined;
}

export interface InvokeWithResponseStreamRequest {
  readonly FunctionName: string;
  readonly LogType?: string | undefined;
  readonly ClientContext?: string | undefined;
  readonly Qualifier?: string | undefined;
  readonly Payload?: Uint8Array | undefined;
  readonly TenantId?: string | undefined;
  readonly InvocationType?: string | undefined;
}

export interface InvokeWithResponseStreamResponse {
  readonly StatusCode?: number | undefined;
  readonly ExecutedVersion?: string | undefined;
  readonly EventStream?: AsyncIterable<InvokeWithResponseStreamResponseEvent> | undefined;
  readonly ResponseStreamContentType?: string | undefined;
}

export interface InvokeWithResponseStreamResponseEvent {
  readonly PayloadChunk?: InvokeResponseStreamUpdate | undefined;
  readonly InvokeComplete?: InvokeWithResponseStreamCompleteEvent | undefined;
}

export interface KafkaSchemaRegistryAccessConfig {
  readonly Type?: string | undefined;
  readonly URI?: string | undefined;
}

export interface KafkaSchemaRegistryConfig {
  readonly SchemaRegistryURI?: string | undefined;
  readonly EventRecordFormat?: string | undefined;
  readonly AccessConfigs?: readonly KafkaSchemaRegistryAccessConfig[] | undefined;
  readonly SchemaValidationConfigs?: readonly KafkaSchemaValidationConfig[] | undefined;
}

export interface KafkaSchemaValidationConfig {
  readonly Attribute?: string | undefined;
}

export interface LambdaManagedInstancesCapacityProviderConfig {
  readonly CapacityProviderArn: string;
  readonly PerExecutionEnvironmentMaxConcurrency?: number | undefined;
  readonly ExecutionEnvironmentMemoryGiBPerVCpu?: number | undefined;
}

export interface Layer {
  readonly Arn?: string | undefined;
  readonly CodeSize?: number | undefined;
  readonly SigningProfileVersionArn?: string | undefined;
  readonly SigningJobArn?: string | undefined;
}

export interface LayerVersionContentInput {
  readonly S3Bucket?: string | undefined;
  readonly S3Key?: string | undefined;
  readonly S3ObjectVersion?: string | undefined;
  readonly S3ObjectStorageMode?: string | undefined;
  readonly ZipFile?: Uint8Array | undefined;
}

export interface LayerVersionContentOutput {
  readonly Location?: string | undefined;
  readonly CodeSha256?: string | undefined;
  readonly CodeSize?: number | undefined;
  readonly SigningProfileVersionArn?: string | undefined;
  readonly SigningJobArn?: string | undefined;
  readonly ResolvedS3Object?: ResolvedS3Object | undefined;
}

export interface LayerVersionsListItem {
  readonly LayerVersionArn?: string | undefined;
  readonly Version?: number | undefined;
  readonly Description?: string | undefined;
  readonly CreatedDate?: string | undefined;
  readonly CompatibleArchitectures?: readonly string[] | undefined;
  readonly CompatibleRuntimes?: readonly string[] | undefined;
  readonly LicenseInfo?: string | undefined;
}

export interface LayersListItem {
  readonly LayerName?: string | undefined;
  readonly LayerArn?: string | undefined;
  readonly LatestMatchingVersion?: LayerVersionsListItem | undefined;
}

export interface ListAliasesRequest {
  readonly FunctionName: string;
  readonly FunctionVersion?: string | undefined;
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

export interface ListAliasesResponse {
  readonly NextMarker?: string | undefined;
  readonly Aliases?: readonly AliasConfiguration[] | undefined;
}

export interface ListCapacityProvidersRequest {
  readonly State?: string | undefined;
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

export interface ListCapacityProvidersResponse {
  readonly CapacityProviders: readonly CapacityProvider[];
  readonly NextMarker?: string | undefined;
}

export interface ListCodeSigningConfigsRequest {
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

export interface ListCodeSigningConfigsResponse {
  readonly NextMarker?: string | undefined;
  readonly CodeSigningConfigs?: readonly CodeSigningConfig[] | undefined;
}

export interface ListDurableExecutionsByFunctionRequest {
  readonly FunctionName: string;
  readonly Qualifier?: string | undefined;
  readonly DurableExecutionName?: string | undefined;
  readonly Statuses?: readonly string[] | undefined;
  readonly StartedAfter?: Date | undefined;
  readonly StartedBefore?: Date | undefined;
  readonly ReverseOrder?: boolean | undefined;
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

export interface ListDurableExecutionsByFunctionResponse {
  readonly DurableExecutions?: readonly Execution[] | undefined;
  readonly NextMarker?: string | undefined;
}

export interface ListEventSourceMappingsRequest {
  readonly EventSourceArn?: string | undefined;
  readonly FunctionName?: string | undefined;
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

export interface ListEventSourceMappingsResponse {
  readonly NextMarker?: string | undefined;
  readonly EventSourceMappings?: readonly EventSourceMappingConfiguration[] | undefined;
}

export interface ListFunctionEventInvokeConfigsRequest {
  readonly FunctionName: string;
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

export interface ListFunctionEventInvokeConfigsResponse {
  readonly FunctionEventInvokeConfigs?: readonly FunctionEventInvokeConfig[] | undefined;
  readonly NextMarker?: string | undefined;
}

export interface ListFunctionUrlConfigsRequest {
  readonly FunctionName: string;
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

export interface ListFunctionUrlConfigsResponse {
  readonly FunctionUrlConfigs: readonly FunctionUrlConfig[];
  readonly NextMarker?: string | undefined;
}

export interface ListFunctionVersionsByCapacityProviderRequest {
  readonly CapacityProviderName: string;
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

export interface ListFunctionVersionsByCapacityProviderResponse {
  readonly CapacityProviderArn: string;
  readonly FunctionVersions: readonly FunctionVersionsByCapacityProviderListItem[];
  readonly NextMarker?: string | undefined;
}

export interface ListFunctionsByCodeSigningConfigRequest {
  readonly CodeSigningConfigArn: string;
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

export interface ListFunctionsByCodeSigningConfigResponse {
  readonly NextMarker?: string | undefined;
  readonly FunctionArns?: readonly string[] | undefined;
}

export interface ListFunctionsRequest {
  readonly MasterRegion?: string | undefined;
  readonly FunctionVersion?: string | undefined;
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

export interface ListFunctionsResponse {
  readonly NextMarker?: string | undefined;
  readonly Functions?: readonly FunctionConfiguration[] | undefined;
}

export interface ListLayerVersionsRequest {
  readonly CompatibleArchitecture?: string | undefined;
  readonly CompatibleRuntime?: string | undefined;
  readonly LayerName: string;
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

export interface ListLayerVersionsResponse {
  readonly NextMarker?: string | undefined;
  readonly LayerVersions?: readonly LayerVersionsListItem[] | undefined;
}

export interface ListLayersRequest {
  readonly CompatibleArchitecture?: string | undefined;
  readonly CompatibleRuntime?: string | undefined;
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

export interface ListLayersResponse {
  readonly NextMarker?: string | undefined;
  readonly Layers?: readonly LayersListItem[] | undefined;
}

export interface ListProvisionedConcurrencyConfigsRequest {
  readonly FunctionName: string;
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

export interface ListProvisionedConcurrencyConfigsResponse {
  readonly ProvisionedConcurrencyConfigs?: readonly ProvisionedConcurrencyConfigListItem[] | undefined;
  readonly NextMarker?: string | undefined;
}

export interface ListTagsRequest {
  readonly Resource: string;
}

export interface ListTagsResponse {
  readonly Tags?: Readonly<Record<string, string>> | undefined;
}

export interface ListVersionsByFunctionRequest {
  readonly FunctionName: string;
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

export interface ListVersionsByFunctionResponse {
  readonly NextMarker?: string | undefined;
  readonly Versions?: readonly FunctionConfiguration[] | undefined;
}

export interface LoggingConfig {
  readonly LogFormat?: string | undefined;
  readonly ApplicationLogLevel?: string | undefined;
  readonly SystemLogLevel?: string | undefined;
  readonly LogGroup?: string | undefined;
}

export interface OnFailure {
  readonly Destination?: string | undefined;
}

export interface OnSuccess {
  readonly Destination?: string | undefined;
}

export interface Operation {
  readonly Id: string;
  readonly ParentId?: string | undefined;
  readonly Name?: string | undefined;
  readonly Type: string;
  readonly SubType?: string | undefined;
  readonly StartTimestamp: Date;
  readonly EndTimestamp?: Date | undefined;
  readonly Status: string;
  readonly ExecutionDetails?: ExecutionDetails | undefined;
  readonly ContextDetails?: ContextDetails | undefined;
  readonly StepDetails?: StepDetails | undefined;
  readonly WaitDetails?: WaitDetails | undefined;
  readonly CallbackDetails?: CallbackDetails | undefined;
  readonly ChainedInvokeDetails?: ChainedInvokeDetails | undefined;
}

export interface OperationUpdate {
  readonly Id: string;
  readonly ParentId?: string | undefined;
  readonly Name?: string | undefined;
  readonly Type: string;
  readonly SubType?: string | undefined;
  readonly Action: string;
  readonly Payload?: string | undefined;
  readonly Error?: ErrorObject | undefined;
  readonly ContextOptions?: ContextOptions | undefined;
  readonly StepOptions?: StepOptions | undefined;
  readonly WaitOptions?: WaitOptions | undefined;
  readonly CallbackOptions?: CallbackOptions | undefined;
  readonly ChainedInvokeOptions?: ChainedInvokeOptions | undefined;
}

export interface PropagateTags {
  readonly Mode?: string | undefined;
  readonly ExplicitTags?: Readonly<Record<string, string>> | undefined;
}

export interface ProvisionedConcurrencyConfigListItem {
  readonly FunctionArn?: string | undefined;
  readonly RequestedProvisionedConcurrentExecutions?: number | undefined;
  readonly AvailableProvisionedConcurrentExecutions?: number | undefined;
  readonly AllocatedProvisionedConcurrentExecutions?: number | undefined;
  readonly Status?: string | undefined;
  readonly StatusReason?: string | undefined;
  readonly LastModified?: string | undefined;
}

export interface ProvisionedPollerConfig {
  readonly MinimumPollers?: number | undefined;
  readonly MaximumPollers?: number | undefined;
  readonly PollerGroupName?: string | undefined;
}

export interface PublishLayerVersionRequest {
  readonly LayerName: string;
  readonly Description?: string | undefined;
  readonly Content: LayerVersionContentInput;
  readonly CompatibleArchitectures?: readonly string[] | undefined;
  readonly CompatibleRuntimes?: readonly string[] | undefined;
  readonly LicenseInfo?: string | undefined;
}

export interface PublishLayerVersionResponse {
  readonly Content?: LayerVersionContentOutput | undefined;
  readonly LayerArn?: string | undefined;
  readonly LayerVersionArn?: string | undefined;
  readonly Description?: string | undefined;
  readonly CreatedDate?: string | undefined;
  readonly Version?: number | undefined;
  readonly CompatibleArchitectures?: readonly string[] | undefined;
  readonly CompatibleRuntimes?: readonly string[] | undefined;
  readonly LicenseInfo?: string | undefined;
}

export interface PublishVersionRequest {
  readonly FunctionName: string;
  readonly CodeSha256?: string | undefined;
  readonly Description?: string | undefined;
  readonly RevisionId?: string | undefined;
  readonly PublishTo?: string | undefined;
}

export interface PutFunctionCodeSigningConfigRequest {
  readonly CodeSigningConfigArn: string;
  readonly FunctionName: string;
}

export interface PutFunctionCodeSigningConfigResponse {
  readonly CodeSigningConfigArn: string;
  readonly FunctionName: string;
}

export interface PutFunctionConcurrencyRequest {
  readonly FunctionName: string;
  readonly ReservedConcurrentExecutions: number;
}

export interface PutFunctionEventInvokeConfigRequest {
  readonly FunctionName: string;
  readonly Qualifier?: string | undefined;
  readonly MaximumRetryAttempts?: number | undefined;
  readonly MaximumEventAgeInSeconds?: number | undefined;
  readonly DestinationConfig?: DestinationConfig | undefined;
}

export interface PutFunctionRecursionConfigRequest {
  readonly FunctionName: string;
  readonly RecursiveLoop: string;
}

export interface PutFunctionRecursionConfigResponse {
  readonly RecursiveLoop?: string | undefined;
}

export interface PutFunctionScalingConfigRequest {
  readonly FunctionName: string;
  readonly Qualifier: string;
  readonly FunctionScalingConfig?: FunctionScalingConfig | undefined;
}

export interface PutFunctionScalingConfigResponse {
  readonly FunctionState?: string | undefined;
}

export interface PutProvisionedConcurrencyConfigRequest {
  readonly FunctionName: string;
  readonly Qualifier: string;
  readonly ProvisionedConcurrentExecutions: number;
}

export interface PutProvisionedConcurrencyConfigResponse {
  readonly RequestedProvisionedConcurrentExecutions?: number | undefined;
  readonly AllocatedProvisionedConcurrentExecutions?: number | undefined;
  readonly AvailableProvisionedConcurrentExecutions?: number | undefined;
  readonly Status?: string | undefined;
  readonly StatusReason?: string | undefined;
  readonly LastModified?: string | undefined;
}

export interface PutResourcePolicyRequest {
  readonly ResourceArn: string;
  readonly Policy: string;
  readonly RevisionId?: string | undefined;
}

export interface PutResourcePolicyResponse {
  readonly Policy?: string | undefined;
  readonly RevisionId?: string | undefined;
}

export interface PutRuntimeManagementConfigRequest {
  readonly FunctionName: string;
  readonly Qualifier?: string | undefined;
  readonly UpdateRuntimeOn: string;
  readonly RuntimeVersionArn?: string | undefined;
}

export interface PutRuntimeManagementConfigResponse {
  readonly UpdateRuntimeOn: string;
  readonly FunctionArn: string;
  readonly RuntimeVersionArn?: string | undefined;
}

export interface RemoveLayerVersionPermissionRequest {
  readonly LayerName: string;
  readonly VersionNumber: number;
  readonly StatementId: string;
  readonly RevisionId?: string | undefined;
}

export interface RemovePermissionRequest {
  readonly FunctionName: string;
  readonly StatementId: string;
  readonly Qualifier?: string | undefined;
  readonly RevisionId?: string | undefined;
}

export interface ResolvedS3Object {
  readonly S3Bucket?: string | undefined;
  readonly S3Key?: string | undefined;
  readonly S3ObjectVersion?: string | undefined;
}

export interface RetryDetails {
  readonly CurrentAttempt?: number | undefined;
  readonly NextAttemptDelaySeconds?: number | undefined;
}

export interface RuntimeVersionConfig {
  readonly RuntimeVersionArn?: string | undefined;
  readonly Error?: RuntimeVersionError | undefined;
}

export interface RuntimeVersionError {
  readonly ErrorCode?: string | undefined;
  readonly Message?: string | undefined;
}

export interface ScalingConfig {
  readonly MaximumConcurrency?: number | undefined;
}

export interface SelfManagedEventSource {
  readonly Endpoints?: Readonly<Record<string, readonly string[]>> | undefined;
}

export interface SelfManagedKafkaEventSourceConfig {
  readonly ConsumerGroupId?: string | undefined;
  readonly SchemaRegistryConfig?: KafkaSchemaRegistryConfig | undefined;
}

export interface SendDurableExecutionCallbackFailureRequest {
  readonly CallbackId: string;
  readonly Error?: ErrorObject | undefined;
}

export type SendDurableExecutionCallbackFailureResponse = Record<string, never>;

export interface SendDurableExecutionCallbackHeartbeatRequest {
  readonly CallbackId: string;
}

export type SendDurableExecutionCallbackHeartbeatResponse = Record<string, never>;

export interface SendDurableExecutionCallbackSuccessRequest {
  readonly CallbackId: string;
  readonly Result?: Uint8Array | undefined;
}

export type SendDurableExecutionCallbackSuccessResponse = Record<string, never>;

export interface SnapStart {
  readonly ApplyOn?: string | undefined;
}

export interface SnapStartResponse {
  readonly ApplyOn?: string | undefined;
  readonly OptimizationStatus?: string | undefined;
}

export interface SourceAccessConfiguration {
  readonly Type?: string | undefined;
  readonly URI?: string | undefined;
}

export interface StepDetails {
  readonly Attempt?: number | undefined;
  readonly NextAttemptTimestamp?: Date | undefined;
  readonly Result?: string | undefined;
  readonly Error?: ErrorObject | undefined;
}

export interface StepFailedDetails {
  readonly Error: EventError;
  readonly RetryDetails: RetryDetails;
}

export interface StepOptions {
  readonly NextAttemptDelaySeconds?: number | undefined;
}

export type StepStartedDetails = Record<string, never>;

export interface StepSucceededDetails {
  readonly Result: EventResult;
  readonly RetryDetails: RetryDetails;
}

export interface StopDurableExecutionRequest {
  readonly DurableExecutionArn: string;
  readonly Error?: ErrorObject | undefined;
}

export interface StopDurableExecutionResponse {
  readonly StopTimestamp: Date;
}

export interface TagResourceRequest {
  readonly Resource: string;
  readonly Tags: Readonly<Record<string, string>>;
}

export interface TagsError {
  readonly ErrorCode: string;
  readonly Message: string;
}

export interface TargetTrackingScalingPolicy {
  readonly PredefinedMetricType: string;
  readonly TargetValue: number;
}

export interface TenancyConfig {
  readonly TenantIsolationMode: string;
}

export interface TraceHeader {
  readonly XAmznTraceId?: string | undefined;
}

export interface TracingConfig {
  readonly Mode?: string | undefined;
}

export interface TracingConfigResponse {
  readonly Mode?: string | undefined;
}

export interface UntagResourceRequest {
  readonly Resource: string;
  readonly TagKeys: readonly string[];
}

export interface UpdateAliasRequest {
  readonly FunctionName: string;
  readonly Name: string;
  readonly FunctionVersion?: string | undefined;
  readonly Description?: string | undefined;
  readonly RoutingConfig?: AliasRoutingConfiguration | undefined;
  readonly RevisionId?: string | undefined;
}

export interface UpdateCapacityProviderRequest {
  readonly CapacityProviderName: string;
  readonly CapacityProviderScalingConfig?: CapacityProviderScalingConfig | undefined;
  readonly PropagateTags?: PropagateTags | undefined;
  readonly TelemetryConfig?: CapacityProviderTelemetryConfig | undefined;
}

export interface UpdateCapacityProviderResponse {
  readonly CapacityProvider: CapacityProvider;
}

export interface UpdateCodeSigningConfigRequest {
  readonly CodeSigningConfigArn: string;
  readonly Description?: string | undefined;
  readonly AllowedPublishers?: AllowedPublishers | undefined;
  readonly CodeSigningPolicies?: CodeSigningPolicies | undefined;
}

export interface UpdateCodeSigningConfigResponse {
  readonly CodeSigningConfig: CodeSigningConfig;
}

export interface UpdateEventSourceMappingRequest {
  readonly UUID: string;
  readonly FunctionName?: string | undefined;
  readonly Enabled?: boolean | undefined;
  readonly BatchSize?: number | undefined;
  readonly FilterCriteria?: FilterCriteria | undefined;
  readonly KMSKeyArn?: string | undefined;
  readonly MetricsConfig?: EventSourceMappingMetricsConfig | undefined;
  readonly LoggingConfig?: EventSourceMappingLoggingConfig | undefined;
  readonly ScalingConfig?: ScalingConfig | undefined;
  readonly MaximumBatchingWindowInSeconds?: number | undefined;
  readonly ParallelizationFactor?: number | undefined;
  readonly DestinationConfig?: DestinationConfig | undefined;
  readonly MaximumRecordAgeInSeconds?: number | undefined;
  readonly BisectBatchOnFunctionError?: boolean | undefined;
  readonly MaximumRetryAttempts?: number | undefined;
  readonly TumblingWindowInSeconds?: number | undefined;
  readonly SourceAccessConfigurations?: readonly SourceAccessConfiguration[] | undefined;
  readonly FunctionResponseTypes?: readonly string[] | undefined;
  readonly AmazonManagedKafkaEventSourceConfig?: AmazonManagedKafkaEventSourceConfig | undefined;
  readonly SelfManagedKafkaEventSourceConfig?: SelfManagedKafkaEventSourceConfig | undefined;
  readonly DocumentDBEventSourceConfig?: DocumentDBEventSourceConfig | undefined;
  readonly ProvisionedPollerConfig?: ProvisionedPollerConfig | undefined;
}

export interface UpdateFunctionCodeRequest {
  readonly FunctionName: string;
  readonly ZipFile?: Uint8Array | undefined;
  readonly S3Bucket?: string | undefined;
  readonly S3Key?: string | undefined;
  readonly S3ObjectVersion?: string | undefined;
  readonly S3ObjectStorageMode?: string | undefined;
  readonly ImageUri?: string | undefined;
  readonly Architectures?: readonly string[] | undefined;
  readonly Publish?: boolean | undefined;
  readonly PublishTo?: string | undefined;
  readonly DryRun?: boolean | undefined;
  readonly RevisionId?: string | undefined;
  readonly SourceKMSKeyArn?: string | undefined;
}

export interface UpdateFunctionConfigurationRequest {
  readonly FunctionName: string;
  readonly Role?: string | undefined;
  readonly Handler?: string | undefined;
  readonly Description?: string | undefined;
  readonly Timeout?: number | undefined;
  readonly MemorySize?: number | undefined;
  readonly VpcConfig?: VpcConfig | undefined;
  readonly Environment?: Environment | undefined;
  readonly Runtime?: string | undefined;
  readonly DeadLetterConfig?: DeadLetterConfig | undefined;
  readonly KMSKeyArn?: string | undefined;
  readonly TracingConfig?: TracingConfig | undefined;
  readonly RevisionId?: string | undefined;
  readonly Layers?: readonly string[] | undefined;
  readonly FileSystemConfigs?: readonly FileSystemConfig[] | undefined;
  readonly ImageConfig?: ImageConfig | undefined;
  readonly EphemeralStorage?: EphemeralStorage | undefined;
  readonly SnapStart?: SnapStart | undefined;
  readonly LoggingConfig?: LoggingConfig | undefined;
  readonly CapacityProviderConfig?: CapacityProviderConfig | undefined;
  readonly DurableConfig?: DurableConfig | undefined;
}

export interface UpdateFunctionEventInvokeConfigRequest {
  readonly FunctionName: string;
  readonly Qualifier?: string | undefined;
  readonly MaximumRetryAttempts?: number | undefined;
  readonly MaximumEventAgeInSeconds?: number | undefined;
  readonly DestinationConfig?: DestinationConfig | undefined;
}

export interface UpdateFunctionUrlConfigRequest {
  readonly FunctionName: string;
  readonly Qualifier?: string | undefined;
  readonly AuthType?: string | undefined;
  readonly Cors?: Cors | undefined;
  readonly InvokeMode?: string | undefined;
}

export interface UpdateFunctionUrlConfigResponse {
  readonly FunctionUrl: string;
  readonly FunctionArn: string;
  readonly AuthType: string;
  readonly Cors?: Cors | undefined;
  readonly CreationTime: string;
  readonly LastModifiedTime: string;
  readonly InvokeMode?: string | undefined;
}

export interface VpcConfig {
  readonly SubnetIds?: readonly string[] | undefined;
  readonly SecurityGroupIds?: readonly string[] | undefined;
  readonly Ipv6AllowedForDualStack?: boolean | undefined;
}

export interface VpcConfigResponse {
  readonly SubnetIds?: readonly string[] | undefined;
  readonly SecurityGroupIds?: readonly string[] | undefined;
  readonly VpcId?: string | undefined;
  readonly Ipv6AllowedForDualStack?: boolean | undefined;
}

export interface WaitCancelledDetails {
  readonly Error?: EventError | undefined;
}

export interface WaitDetails {
  readonly ScheduledEndTimestamp?: Date | undefined;
}

export interface WaitOptions {
  readonly WaitSeconds?: number | undefined;
}

export interface WaitStartedDetails {
  readonly Duration: number;
  readonly ScheduledEndTimestamp: Date;
}

export interface WaitSucceededDetails {
  readonly Duration?: number | undefined;
}
