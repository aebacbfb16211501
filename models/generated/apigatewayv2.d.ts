// Generated from the AWS service models by `npm run models`; do not edit. Apache-2.0, see NOTICE.

export interface Operations {
  CreateApi: { input: CreateApiRequest; output: CreateApiResponse };
  CreateApiMapping: { input: CreateApiMappingRequest; output: CreateApiMappingResponse };
  CreateAuthorizer: { input: CreateAuthorizerRequest; output: CreateAuthorizerResponse };
  CreateDeployment: { input: CreateDeploymentRequest; output: CreateDeploymentResponse };
  CreateDomainName: { input: CreateDomainNameRequest; output: CreateDomainNameResponse };
  CreateIntegration: { input: CreateIntegrationRequest; output: CreateIntegrationResult };
  CreateIntegrationResponse: { input: CreateIntegrationResponseRequest; output: CreateIntegrationResponseResponse };
  CreateModel: { input: CreateModelRequest; output: CreateModelResponse };
  CreatePortal: { input: CreatePortalRequest; output: CreatePortalResponse };
  CreatePortalProduct: { input: CreatePortalProductRequest; output: CreatePortalProductResponse };
  CreateProductPage: { input: CreateProductPageRequest; output: CreateProductPageResponse };
  CreateProductRestEndpointPage: { input: CreateProductRestEndpointPageRequest; output: CreateProductRestEndpointPageResponse };
  CreateRoute: { input: CreateRouteRequest; output: CreateRouteResult };
  CreateRouteResponse: { input: CreateRouteResponseRequest; output: CreateRouteResponseResponse };
  CreateRoutingRule: { input: CreateRoutingRuleRequest; output: CreateRoutingRuleResponse };
  CreateStage: { input: CreateStageRequest; output: CreateStageResponse };
  CreateVpcLink: { input: CreateVpcLinkRequest; output: CreateVpcLinkResponse };
  DeleteAccessLogSettings: { input: DeleteAccessLogSettingsRequest; output: Record<string, never> };
  DeleteApi: { input: DeleteApiRequest; output: Record<string, never> };
  DeleteApiMapping: { input: DeleteApiMappingRequest; output: Record<string, never> };
  DeleteAuthorizer: { input: DeleteAuthorizerRequest; output: Record<string, never> };
  DeleteCorsConfiguration: { input: DeleteCorsConfigurationRequest; output: Record<string, never> };
  DeleteDeployment: { input: DeleteDeploymentRequest; output: Record<string, never> };
  DeleteDomainName: { input: DeleteDomainNameRequest; output: Record<string, never> };
  DeleteIntegration: { input: DeleteIntegrationRequest; output: Record<string, never> };
  DeleteIntegrationResponse: { input: DeleteIntegrationResponseRequest; output: Record<string, never> };
  DeleteModel: { input: DeleteModelRequest; output: Record<string, never> };
  DeletePortal: { input: DeletePortalRequest; output: Record<string, never> };
  DeletePortalProduct: { input: DeletePortalProductRequest; output: Record<string, never> };
  DeletePortalProductSharingPolicy: { input: DeletePortalProductSharingPolicyRequest; output: Record<string, never> };
  DeleteProductPage: { input: DeleteProductPageRequest; output: Record<string, never> };
  DeleteProductRestEndpointPage: { input: DeleteProductRestEndpointPageRequest; output: Record<string, never> };
  DeleteRoute: { input: DeleteRouteRequest; output: Record<string, never> };
  DeleteRouteRequestParameter: { input: DeleteRouteRequestParameterRequest; output: Record<string, never> };
  DeleteRouteResponse: { input: DeleteRouteResponseRequest; output: Record<string, never> };
  DeleteRouteSettings: { input: DeleteRouteSettingsRequest; output: Record<string, never> };
  DeleteRoutingRule: { input: DeleteRoutingRuleRequest; output: Record<string, never> };
  DeleteStage: { input: DeleteStageRequest; output: Record<string, never> };
  DeleteVpcLink: { input: DeleteVpcLinkRequest; output: DeleteVpcLinkResponse };
  ExportApi: { input: ExportApiRequest; output: ExportApiResponse };
  DisablePortal: { input: DisablePortalRequest; output: Record<string, never> };
  ResetAuthorizersCache: { input: ResetAuthorizersCacheRequest; output: Record<string, never> };
  GetApi: { input: GetApiRequest; output: GetApiResponse };
  GetApiMapping: { input: GetApiMappingRequest; output: GetApiMappingResponse };
  GetApiMappings: { input: GetApiMappingsRequest; output: GetApiMappingsResponse };
  GetApis: { input: GetApisRequest; output: GetApisResponse };
  GetAuthorizer: { input: GetAuthorizerRequest; output: GetAuthorizerResponse };
  GetAuthorizers: { input: GetAuthorizersRequest; output: GetAuthorizersResponse };
  GetDeployment: { input: GetDeploymentRequest; output: GetDeploymentResponse };
  GetDeployments: { input: GetDeploymentsRequest; output: GetDeploymentsResponse };
  GetDomainName: { input: GetDomainNameRequest; output: GetDomainNameResponse };
  GetDomainNames: { input: GetDomainNamesRequest; output: GetDomainNamesResponse };
  GetIntegration: { input: GetIntegrationRequest; output: GetIntegrationResult };
  GetIntegrationResponse: { input: GetIntegrationResponseRequest; output: GetIntegrationResponseResponse };
  GetIntegrationResponses: { input: GetIntegrationResponsesRequest; output: GetIntegrationResponsesResponse };
  GetIntegrations: { input: GetIntegrationsRequest; output: GetIntegrationsResponse };
  GetModel: { input: GetModelRequest; output: GetModelResponse };
  GetModelTemplate: { input: GetModelTemplateRequest; output: GetModelTemplateResponse };
  GetModels: { input: GetModelsRequest; output: GetModelsResponse };
  GetPortal: { input: GetPortalRequest; output: GetPortalResponse };
  GetPortalProduct: { input: GetPortalProductRequest; output: GetPortalProductResponse };
  GetPortalProductSharingPolicy: { input: GetPortalProductSharingPolicyRequest; output: GetPortalProductSharingPolicyResponse };
  GetProductPage: { input: GetProductPageRequest; output: GetProductPageResponse };
  GetProductRestEndpointPage: { input: GetProductRestEndpointPageRequest; output: GetProductRestEndpointPageResponse };
  GetRoute: { input: GetRouteRequest; output: GetRouteResult };
  GetRouteResponse: { input: GetRouteResponseRequest; output: GetRouteResponseResponse };
  GetRouteResponses: { input: GetRouteResponsesRequest; output: GetRouteResponsesResponse };
  GetRoutes: { input: GetRoutesRequest; output: GetRoutesResponse };
  GetRoutingRule: { input: GetRoutingRuleRequest; output: GetRoutingRuleResponse };
  ListRoutingRules: { input: ListRoutingRulesRequest; output: ListRoutingRulesResponse };
  GetStage: { input: GetStageRequest; output: GetStageResponse };
  GetStages: { input: GetStagesRequest; output: GetStagesResponse };
  GetTags: { input: GetTagsRequest; output: GetTagsResponse };
  GetVpcLink: { input: GetVpcLinkRequest; output: GetVpcLinkResponse };
  GetVpcLinks: { input: GetVpcLinksRequest; output: GetVpcLinksResponse };
  ImportApi: { input: ImportApiRequest; output: ImportApiResponse };
  ListPortalProducts: { input: ListPortalProductsRequest; output: ListPortalProductsResponse };
  ListPortals: { input: ListPortalsRequest; output: ListPortalsResponse };
  ListProductPages: { input: ListProductPagesRequest; output: ListProductPagesResponse };
  ListProductRestEndpointPages: { input: ListProductRestEndpointPagesRequest; output: ListProductRestEndpointPagesResponse };
  PreviewPortal: { input: PreviewPortalRequest; output: PreviewPortalResponse };
  PublishPortal: { input: PublishPortalRequest; output: PublishPortalResponse };
  PutPortalProductSharingPolicy: { input: PutPortalProductSharingPolicyRequest; output: PutPortalProductSharingPolicyResponse };
  PutRoutingRule: { input: PutRoutingRuleRequest; output: PutRoutingRuleResponse };
  ReimportApi: { input: ReimportApiRequest; output: ReimportApiResponse };
  TagResource: { input: TagResourceRequest; output: TagResourceResponse };
  UntagResource: { input: UntagResourceRequest; output: Record<string, never> };
  UpdateApi: { input: UpdateApiRequest; output: UpdateApiResponse };
  UpdateApiMapping: { input: UpdateApiMappingRequest; output: UpdateApiMappingResponse };
  UpdateAuthorizer: { input: UpdateAuthorizerRequest; output: UpdateAuthorizerResponse };
  UpdateDeployment: { input: UpdateDeploymentRequest; output: UpdateDeploymentResponse };
  UpdateDomainName: { input: UpdateDomainNameRequest; output: UpdateDomainNameResponse };
  UpdateIntegration: { input: UpdateIntegrationRequest; output: UpdateIntegrationResult };
  UpdateIntegrationResponse: { input: UpdateIntegrationResponseRequest; output: UpdateIntegrationResponseResponse };
  UpdateModel: { input: UpdateModelRequest; output: UpdateModelResponse };
  UpdatePortal: { input: UpdatePortalRequest; output: UpdatePortalResponse };
  UpdatePortalProduct: { input: UpdatePortalProductRequest; output: UpdatePortalProductResponse };
  UpdateProductPage: { input: UpdateProductPageRequest; output: UpdateProductPageResponse };
  UpdateProductRestEndpointPage: { input: UpdateProductRestEndpointPageRequest; output: UpdateProductRestEndpointPageResponse };
  UpdateRoute: { input: UpdateRouteRequest; output: UpdateRouteResult };
  UpdateRouteResponse: { input: UpdateRouteResponseRequest; output: UpdateRouteResponseResponse };
  UpdateStage: { input: UpdateStageRequest; output: UpdateStageResponse };
  UpdateVpcLink: { input: UpdateVpcLinkRequest; output: UpdateVpcLinkResponse };
}

export interface ACMManaged {
  readonly CertificateArn: string;
  readonly DomainName: string;
}

export interface AccessLogSettings {
  readonly DestinationArn?: string | undefined;
  readonly Format?: string | undefined;
}

export interface Api {
  readonly ApiEndpoint?: string | undefined;
  readonly ApiGatewayManaged?: boolean | undefined;
  readonly ApiId?: string | undefined;
  readonly ApiKeySelectionExpression?: string | undefined;
  readonly CorsConfiguration?: Cors | undefined;
  readonly CreatedDate?: Date | undefined;
  readonly Description?: string | undefined;
  readonly DisableSchemaValidation?: boolean | undefined;
  readonly DisableExecuteApiEndpoint?: boolean | undefined;
  readonly ImportInfo?: readonly string[] | undefined;
  readonly IpAddressType?: string | undefined;
  readonly Name: string;
  readonly ProtocolType: string;
  readonly RouteSelectionExpression: string;
  readonly Tags?: Readonly<Record<string, string>> | undefined;
  readonly Version?: string | undefined;
  readonly Warnings?: readonly string[] | undefined;
}

export interface ApiMapping {
  readonly ApiId: string;
  readonly ApiMappingId?: string | undefined;
  readonly ApiMappingKey?: string | undefined;
  readonly Stage: string;
}

export interface Authorization {
  readonly CognitoConfig?: CognitoConfig | undefined;
  readonly None?: None | undefined;
}

export interface Authorizer {
  readonly AuthorizerCredentialsArn?: string | undefined;
  readonly AuthorizerId?: string | undefined;
  readonly AuthorizerPayloadFormatVersion?: string | undefined;
  readonly AuthorizerResultTtlInSeconds?: number | undefined;
  readonly AuthorizerType?: string | undefined;
  readonly AuthorizerUri?: string | undefined;
  readonly EnableSimpleResponses?: boolean | undefined;
  readonly IdentitySource?: readonly string[] | undefined;
  readonly IdentityValidationExpression?: string | undefined;
  readonly JwtConfiguration?: JWTConfiguration | undefined;
  readonly Name: string;
}

export interface CognitoConfig {
  readonly AppClientId: string;
  readonly UserPoolArn: string;
  readonly UserPoolDomain: string;
}

export interface Cors {
  readonly AllowCredentials?: boolean | undefined;
  readonly AllowHeaders?: readonly string[] | undefined;
  readonly AllowMethods?: readonly string[] | undefined;
  readonly AllowOrigins?: readonly string[] | undefined;
  readonly ExposeHeaders?: readonly string[] | undefined;
  readonly MaxAge?: number | undefined;
}

export interface CreateApiMappingRequest {
  readonly ApiId: string;
  readonly ApiMappingKey?: string | undefined;
  readonly DomainName: string;
  readonly Stage: string;
}

export interface CreateApiMappingResponse {
  readonly ApiId?: string | undefined;
  readonly ApiMappingId?: string | undefined;
  readonly ApiMappingKey?: string | undefined;
  readonly Stage?: string | undefined;
}

export interface CreateApiRequest {
  readonly ApiKeySelectionExpression?: string | undefined;
  readonly CorsConfiguration?: Cors | undefined;
  readonly CredentialsArn?: string | undefined;
  readonly Description?: string | undefined;
  readonly DisableSchemaValidation?: boolean | undefined;
  readonly DisableExecuteApiEndpoint?: boolean | undefined;
  readonly IpAddressType?: string | undefined;
  readonly Name: string;
  readonly ProtocolType: string;
  readonly RouteKey?: string | undefined;
  readonly RouteSelectionExpression?: string | undefined;
  readonly Tags?: Readonly<Record<string, string>> | undefined;
  readonly Target?: string | undefined;
  readonly Version?: string | undefined;
}

export interface CreateApiResponse {
  readonly ApiEndpoint?: string | undefined;
  readonly ApiGatewayManaged?: boolean | undefined;
  readonly ApiId?: string | undefined;
  readonly ApiKeySelectionExpression?: string | undefined;
  readonly CorsConfiguration?: Cors | undefined;
  readonly CreatedDate?: Date | undefined;
  readonly Description?: string | undefined;
  readonly DisableSchemaValidation?: boolean | undefined;
  readonly DisableExecuteApiEndpoint?: boolean | undefined;
  readonly ImportInfo?: readonly string[] | undefined;
  readonly IpAddressType?: string | undefined;
  readonly Name?: string | undefined;
  readonly ProtocolType?: string | undefined;
  readonly RouteSelectionExpression?: string | undefined;
  readonly Tags?: Readonly<Record<string, string>> | undefined;
  readonly Version?: string | undefined;
  readonly Warnings?: readonly string[] | undefined;
}

export interface CreateAuthorizerRequest {
  readonly ApiId: string;
  readonly AuthorizerCredentialsArn?: string | undefined;
  readonly AuthorizerPayloadFormatVersion?: string | undefined;
  readonly AuthorizerResultTtlInSeconds?: number | undefined;
  readonly AuthorizerType: string;
  readonly AuthorizerUri?: string | undefined;
  readonly EnableSimpleResponses?: boolean | undefined;
  readonly IdentitySource: readonly string[];
  readonly IdentityValidationExpression?: string | undefined;
  readonly JwtConfiguration?: JWTConfiguration | undefined;
  readonly Name: string;
}

export interface CreateAuthorizerResponse {
  readonly AuthorizerCredentialsArn?: string | undefined;
  readonly AuthorizerId?: string | undefined;
  readonly AuthorizerPayloadFormatVersion?: string | undefined;
  readonly AuthorizerResultTtlInSeconds?: number | undefined;
  readonly AuthorizerType?: string | undefined;
  readonly AuthorizerUri?: string | undefined;
  readonly EnableSimpleResponses?: boolean | undefined;
  readonly IdentitySource?: readonly string[] | undefined;
  readonly IdentityValidationExpression?: string | undefined;
  readonly JwtConfiguration?: JWTConfiguration | undefined;
  readonly Name?: string | undefined;
}

export interface CreateDeploymentRequest {
  readonly ApiId: string;
  readonly Description?: string | undefined;
  readonly StageName?: string | undefined;
}

export interface CreateDeploymentResponse {
  readonly AutoDeployed?: boolean | undefined;
  readonly CreatedDate?: Date | undefined;
  readonly DeploymentId?: string | undefined;
  readonly DeploymentStatus?: string | undefined;
  readonly DeploymentStatusMessage?: string | undefined;
  readonly Description?: string | undefined;
}

export interface CreateDomainNameRequest {
  readonly DomainName: string;
  readonly DomainNameConfigurations?: readonly DomainNameConfiguration[] | undefined;
  readonly MutualTlsAuthentication?: MutualTlsAuthenticationInput | undefined;
  readonly RoutingMode?: string | undefined;
  readonly Tags?: Readonly<Record<string, string>> | undefined;
}

export interface CreateDomainNameResponse {
  readonly ApiMappingSelectionExpression?: string | undefined;
  readonly DomainName?: string | undefined;
  readonly DomainNameArn?: string | undefined;
  readonly DomainNameConfigurations?: readonly DomainNameConfiguration[] | undefined;
  readonly MutualTlsAuthentication?: MutualTlsAuthentication | undefined;
  readonly RoutingMode?: string | undefined;
  readonly Tags?: Readonly<Record<string, string>> | undefined;
}

export interface CreateIntegrationRequest {
  readonly ApiId: string;
  readonly ConnectionId?: string | undefined;
  readonly ConnectionType?: string | undefined;
  readonly ContentHandlingStrategy?: string | undefined;
  readonly CredentialsArn?: string | undefined;
  readonly Description?: string | undefined;
  readonly IntegrationMethod?: string | undefined;
  readonly IntegrationSubtype?: string | undefined;
  readonly IntegrationType: string;
  readonly IntegrationUri?: string | undefined;
  readonly PassthroughBehavior?: string | undefined;
  readonly PayloadFormatVersion?: string | undefined;
  readonly RequestParameters?: Readonly<Record<string, string>> | undefined;
  readonly RequestTemplates?: Readonly<Record<string, string>> | undefined;
  readonly ResponseParameters?: Readonly<Record<string, Readonly<Record<string, string>>>> | undefined;
  readonly TemplateSelectionExpression?: string | undefined;
  readonly TimeoutInMillis?: number | undefined;
  readonly TlsConfig?: TlsConfigInput | undefined;
}

export interface CreateIntegrationResponseRequest {
  readonly ApiId: string;
  readonly ContentHandlingStrategy?: string | undefined;
  readonly IntegrationId: string;
  readonly IntegrationResponseKey: string;
  readonly ResponseParameters?: Readonly<Record<string, string>> | undefined;
  readonly ResponseTemplates?: Readonly<Record<string, string>> | undefined;
  readonly TemplateSelectionExpression?: string | undefined;
}

export interface CreateIntegrationResponseResponse {
  readonly ContentHandlingStrategy?: string | undefined;
  readonly IntegrationResponseId?: string | undefined;
  readonly IntegrationResponseKey?: string | undefined;
  readonly ResponseParameters?: Readonly<Record<string, string>> | undefined;
  readonly ResponseTemplates?: Readonly<Record<string, string>> | undefined;
  readonly TemplateSelectionExpression?: string | undefined;
}

export interface CreateIntegrationResult {
  readonly ApiGatewayManaged?: boolean | undefined;
  readonly ConnectionId?: string | undefined;
  readonly ConnectionType?: string | undefined;
  readonly ContentHandlingStrategy?: string | undefined;
  readonly CredentialsArn?: string | undefined;
  readonly Description?: string | undefined;
  readonly IntegrationId?: string | undefined;
  readonly IntegrationMethod?: string | undefined;
  readonly IntegrationResponseSelectionExpression?: string | undefined;
  readonly IntegrationSubtype?: string | undefined;
  readonly IntegrationType?: string | undefined;
  readonly IntegrationUri?: string | undefined;
  readonly PassthroughBehavior?: string | undefined;
  readonly PayloadFormatVersion?: string | undefined;
  readonly RequestParameters?: Readonly<Record<string, string>> | undefined;
  readonly RequestTemplates?: Readonly<Record<string, string>> | undefined;
  readonly ResponseParameters?: Readonly<Record<string, Readonly<Record<string, string>>>> | undefined;
  readonly TemplateSelectionExpression?: string | undefined;
  readonly TimeoutInMillis?: number | undefined;
  readonly TlsConfig?: TlsConfig | undefined;
}

export interface CreateModelRequest {
  readonly ApiId: string;
  readonly ContentType?: string | undefined;
  readonly Description?: string | undefined;
  readonly Name: string;
  readonly Schema: string;
}

export interface CreateModelResponse {
  readonly ContentType?: string | undefined;
  readonly Description?: string | undefined;
  readonly ModelId?: string | undefined;
  readonly Name?: string | undefined;
  readonly Schema?: string | undefined;
}

export interface CreatePortalProductRequest {
  readonly Description?: string | undefined;
  readonly DisplayName: string;
  readonly Tags?: Readonly<Record<string, string>> | undefined;
}

export interface CreatePortalProductResponse {
  readonly Description?: string | undefined;
  readonly DisplayName?: string | undefined;
  readonly DisplayOrder?: DisplayOrder | undefined;
  readonly LastModified?: Date | undefined;
  readonly PortalProductArn?: string | undefined;
  readonly PortalProductId?: string | undefined;
  readonly Tags?: Readonly<Record<string, string>> | undefined;
}

export interface CreatePortalRequest {
  readonly Authorization: Authorization;
  readonly EndpointConfiguration: EndpointConfigurationRequest;
  readonly IncludedPortalProductArns?: readonly string[] | undefined;
  readonly LogoUri?: string | undefined;
  readonly PortalContent: PortalContent;
  readonly RumAppMonitorName?: string | undefined;
  readonly Tags?: Readonly<Record<string, string>> | undefined;
}

export interface CreatePortalResponse {
  readonly Authorization?: Authorization | undefined;
  readonly EndpointConfiguration?: EndpointConfigurationResponse | undefined;
  readonly IncludedPortalProductArns?: readonly string[] | undefined;
  readonly LastModified?: Date | undefined;
  readonly LastPublished?: Date | undefined;
  readonly LastPublishedDescription?: string | undefined;
  readonly PortalArn?: string | undefined;
  readonly PortalContent?: PortalContent | undefined;
  readonly PortalId?: string | undefined;
  readonly PublishStatus?: string | undefined;
  readonly RumAppMonitorName?: string | undefined;
  readonly StatusException?: StatusException | undefined;
  readonly Tags?: Readonly<Record<string, string>> | undefined;
}

export interface CreateProductPageRequest {
  readonly DisplayContent: DisplayContent;
  readonly PortalProductId: string;
}

export interface CreateProductPageResponse {
  readonly DisplayContent?: DisplayContent | undefined;
  readonly LastModified?: Date | undefined;
  readonly ProductPageArn?: string | undefined;
  readonly ProductPageId?: string | undefined;
}

export interface CreateProductRestEndpointPageRequest {
  readonly DisplayContent?: EndpointDisplayContent | undefined;
  readonly PortalProductId: string;
  readonly RestEndpointIdentifier: RestEndpointIdentifier;
  readonly TryItState?: string | undefined;
}

export interface CreateProductRestEndpointPageResponse {
  readonly DisplayContent?: EndpointDisplayContentResponse | undefined;
  readonly LastModified?: Date | undefined;
  readonly ProductRestEndpointPageArn?: string | undefined;
  readonly ProductRestEndpointPageId?: string | undefined;
  readonly RestEndpointIdentifier?: RestEndpointIdentifier | undefined;
  readonly Status?: string | undefined;
  readonly StatusException?: StatusException | undefined;
  readonly TryItState?: string | undefined;
}

export interface CreateRouteRequest {
  readonly ApiId: string;
  readonly ApiKeyRequired?: boolean | undefined;
  readonly AuthorizationScopes?: readonly string[] | undefined;
  readonly AuthorizationType?: string | undefined;
  readonly AuthorizerId?: string | undefined;
  readonly ModelSelectionExpression?: string | undefined;
  readonly OperationName?: string | undefined;
  readonly RequestModels?: Readonly<Record<string, string>> | undefined;
  readonly RequestParameters?: Readonly<Record<string, ParameterConstraints>> | undefined;
  readonly RouteKey: string;
  readonly RouteResponseSelectionExpression?: string | undefined;
  readonly Target?: string | undefined;
}

export interface CreateRouteResponseRequest {
  readonly ApiId: string;
  readonly ModelSelectionExpression?: string | undefined;
  readonly ResponseModels?: Readonly<Record<string, string>> | undefined;
  readonly ResponseParameters?: Readonly<Record<string, ParameterConstraints>> | undefined;
  readonly RouteId: string;
  readonly RouteResponseKey: string;
}

export interface CreateRouteResponseResponse {
  readonly ModelSelectionExpression?: string | undefined;
  readonly ResponseModels?: Readonly<Record<string, string>> | undefined;
  readonly ResponseParameters?: Readonly<Record<string, ParameterConstraints>> | undefined;
  readonly RouteResponseId?: string | undefined;
  readonly RouteResponseKey?: string | undefined;
}

export interface CreateRouteResult {
  readonly ApiGatewayManaged?: boolean | undefined;
  readonly ApiKeyRequired?: boolean | undefined;
  readonly AuthorizationScopes?: readonly string[] | undefined;
  readonly AuthorizationType?: string | undefined;
  readonly AuthorizerId?: string | undefined;
  readonly ModelSelectionExpression?: string | undefined;
  readonly OperationName?: string | undefined;
  readonly RequestModels?: Readonly<Record<string, string>> | undefined;
  readonly RequestParameters?: Readonly<Record<string, ParameterConstraints>> | undefined;
  readonly RouteId?: string | undefined;
  readonly RouteKey?: string | undefined;
  readonly RouteResponseSelectionExpression?: string | undefined;
  readonly Target?: string | undefined;
}

export interface CreateRoutingRuleRequest {
  readonly Actions: readonly RoutingRuleAction[];
  readonly Conditions: readonly RoutingRuleCondition[];
  readonly DomainName: string;
  readonly DomainNameId?: string | undefined;
  readonly Priority: number;
}

export interface CreateRoutingRuleResponse {
  readonly Actions?: readonly RoutingRuleAction[] | undefined;
  readonly Conditions?: readonly RoutingRuleCondition[] | undefined;
  readonly Priority?: number | undefined;
  readonly RoutingRuleArn?: string | undefined;
  readonly RoutingRuleId?: string | undefined;
}

export interface CreateStageRequest {
  readonly AccessLogSettings?: AccessLogSettings | undefined;
  readonly ApiId: string;
  readonly AutoDeploy?: boolean | undefined;
  readonly ClientCertificateId?: string | undefined;
  readonly DefaultRouteSettings?: RouteSettings | undefined;
  readonly DeploymentId?: string | undefined;
  readonly Description?: string | undefined;
  readonly RouteSettings?: Readonly<Record<string, RouteSettings>> | undefined;
  readonly StageName: string;
  readonly StageVariables?: Readonly<Record<string, string>> | undefined;
  readonly Tags?: Readonly<Record<string, string>> | undefined;
}

export interface CreateStageResponse {
  readonly AccessLogSettings?: AccessLogSettings | undefined;
  readonly ApiGatewayManaged?: boolean | undefined;
  readonly AutoDeploy?: boolean | undefined;
  readonly ClientCertificateId?: string | undefined;
  readonly CreatedDate?: Date | undefined;
  readonly DefaultRouteSettings?: RouteSettings | undefined;
  readonly DeploymentId?: string | undefined;
  readonly Description?: string | undefined;
  readonly LastDeploymentStatusMessage?: string | undefined;
  readonly LastUpdatedDate?: Date | undefined;
  readonly RouteSettings?: Readonly<Record<string, RouteSettings>> | undefined;
  readonly StageName?: string | undefined;
  readonly StageVariables?: Readonly<Record<string, string>> | undefined;
  readonly Tags?: Readonly<Record<string, string>> | undefined;
}

export interface CreateVpcLinkRequest {
  readonly Name: string;
  readonly SecurityGroupIds?: readonly string[] | undefined;
  readonly SubnetIds: readonly string[];
  readonly Tags?: Readonly<Record<string, string>> | undefined;
}

export interface CreateVpcLinkResponse {
  readonly CreatedDate?: Date | undefined;
  readonly Name?: string | undefined;
  readonly SecurityGroupIds?: readonly string[] | undefined;
  readonly SubnetIds?: readonly string[] | undefined;
  readonly Tags?: Readonly<Record<string, string>> | undefined;
  readonly VpcLinkId?: string | undefined;
  readonly VpcLinkStatus?: string | undefined;
  readonly VpcLinkStatusMessage?: string | undefined;
  readonly VpcLinkVersion?: string | undefined;
}

export interface CustomColors {
  readonly AccentColor: string;
  readonly BackgroundColor: string;
  readonly ErrorValidationColor: string;
  readonly HeaderColor: string;
  readonly NavigationColor: string;
  readonly TextColor: string;
}

export interface DeleteAccessLogSettingsRequest {
  readonly ApiId: string;
  readonly StageName: string;
}

export interface DeleteApiMappingRequest {
  readonly ApiMappingId: string;
  readonly DomainName: string;
}

export interface DeleteApiRequest {
  readonly ApiId: string;
}

export interface DeleteAuthorizerRequest {
  readonly ApiId: string;
  readonly AuthorizerId: string;
}

export interface DeleteCorsConfigurationRequest {
  readonly ApiId: string;
}

export interface DeleteDeploymentRequest {
  readonly ApiId: string;
  readonly DeploymentId: string;
}

export interface DeleteDomainNameRequest {
  readonly DomainName: string;
}

export interface DeleteIntegrationRequest {
  readonly ApiId: string;
  readonly IntegrationId: string;
}

export interface DeleteIntegrationResponseRequest {
  readonly ApiId: string;
  readonly IntegrationId: string;
  readonly IntegrationResponseId: string;
}

export interface DeleteModelRequest {
  readonly ApiId: string;
  readonly ModelId: string;
}

export interface DeletePortalProductRequest {
  readonly PortalProductId: string;
}

export interface DeletePortalProductSharingPolicyRequest {
  readonly PortalProductId: string;
}

export interface DeletePortalRequest {
  readonly PortalId: string;
}

export interface DeleteProductPageRequest {
  readonly PortalProductId: string;
  readonly ProductPageId: string;
}

export interface DeleteProductRestEndpointPageRequest {
  readonly PortalProductId: string;
  readonly ProductRestEndpointPageId: string;
}

export interface DeleteRouteRequest {
  readonly ApiId: string;
  readonly RouteId: string;
}

export interface DeleteRouteRequestParameterRequest {
  readonly ApiId: string;
  readonly RequestParameterKey: string;
  readonly RouteId: string;
}

export interface DeleteRouteResponseRequest {
  readonly ApiId: string;
  readonly RouteId: string;
  readonly RouteResponseId: string;
}

export interface DeleteRouteSettingsRequest {
  readonly ApiId: string;
  readonly RouteKey: string;
  readonly StageName: string;
}

export interface DeleteRoutingRuleRequest {
  readonly DomainName: string;
  readonly DomainNameId?: string | undefined;
  readonly RoutingRuleId: string;
}

export interface DeleteStageRequest {
  readonly ApiId: string;
  readonly StageName: string;
}

export interface DeleteVpcLinkRequest {
  readonly VpcLinkId: string;
}

export type DeleteVpcLinkResponse = Record<string, never>;

export interface Deployment {
  readonly AutoDeployed?: boolean | undefined;
  readonly CreatedDate?: Date | undefined;
  readonly DeploymentId?: string | undefined;
  readonly DeploymentStatus?: string | undefined;
  readonly DeploymentStatusMessage?: string | undefined;
  readonly Description?: string | undefined;
}

export interface DisablePortalRequest {
  readonly PortalId: string;
}

export interface DisplayContent {
  readonly Body: string;
  readonly Title: string;
}

export interface DisplayContentOverrides {
  readonly Body?: string | undefined;
  readonly Endpoint?: string | undefined;
  readonly OperationName?: string | undefined;
}

export interface DisplayOrder {
  readonly Contents?: readonly Section[] | undefined;
  readonly OverviewPageArn?: string | undefined;
  readonly ProductPageArns?: readonly string[] | undefined;
}

export interface DomainName {
  readonly ApiMappingSelectionExpression?: string | undefined;
  readonly DomainName: string;
  readonly DomainNameArn?: string | undefined;
  readonly DomainNameConfigurations?: readonly DomainNameConfiguration[] | undefined;
  readonly MutualTlsAuthentication?: MutualTlsAuthentication | undefined;
  readonly RoutingMode?: string | undefined;
  readonly Tags?: Readonly<Record<string, string>> | undefined;
}

export interface DomainNameConfiguration {
  readonly ApiGatewayDomainName?: string | undefined;
  readonly CertificateArn?: string | undefined;
  readonly CertificateName?: string | undefined;
  readonly CertificateUploadDate?: Date | undefined;
  readonly DomainNameStatus?: string | undefined;
  readonly DomainNameStatusMessage?: string | undefined;
  readonly EndpointType?: string | undefined;
  readonly HostedZoneId?: string | undefined;
  readonly IpAddressType?: string | undefined;
  readonly SecurityPolicy?: string | undefined;
  readonly OwnershipVerificationCertificateArn?: string | undefined;
}

export interface EndpointConfigurationRequest {
  readonly AcmManaged?: ACMManaged | undefined;
  readonly None?: None | undefined;
}

export interface EndpointConfigurationResponse {
  readonly CertificateArn?: string | undefined;
  readonly DomainName?: string | undefined;
  readonly PortalDefaultDomainName: string;
  readonly PortalDomainHostedZoneId: string;
}

export interface EndpointDisplayContent {
  readonly None?: None | undefined;
  readonly Overrides?: DisplayContentOverrides | undefined;
}

export interface EndpointDisplayContentResponse {
  readonly Body?: string | undefined;
  readonly Endpoint: string;
  readonly OperationName?: string | undefined;
}

export interface ExportApiRequest {
  readonly ApiId: string;
  readonly ExportVersion?: string | undefined;
  readonly IncludeExtensions?: boolean | undefined;
  readonly OutputType: string;
  readonly Specification: string;
  readonly StageName?: string | undefined;
}

export interface ExportApiResponse {
  readonly body?: Uint8Array | undefined;
}

export interface GetApiMappingRequest {
  readonly ApiMappingId: string;
  readonly DomainName: string;
}

export interface GetApiMappingResponse {
  readonly ApiId?: string | undefined;
  readonly ApiMappingId?: string | undefined;
  readonly ApiMappingKey?: string | undefined;
  readonly Stage?: string | undefined;
}

export interface GetApiMappingsRequest {
  readonly DomainName: string;
  readonly MaxResults?: string | undefined;
  readonly NextToken?: string | undefined;
}

export interface GetApiMappingsResponse {
  readonly Items?: readonly ApiMapping[] | undefined;
  readonly NextToken?: string | undefined;
}

export interface GetApiRequest {
  readonly ApiId: string;
}

export interface GetApiResponse {
  readonly ApiEndpoint?: string | undefined;
  readonly ApiGatewayManaged?: boolean | undefined;
  readonly ApiId?: string | undefined;
  readonly ApiKeySelectionExpression?: string | undefined;
  readonly CorsConfiguration?: Cors | undefined;
  readonly CreatedDate?: Date | undefined;
  readonly Description?: string | undefined;
  readonly DisableSchemaValidation?: boolean | undefined;
  readonly DisableExecuteApiEndpoint?: boolean | undefined;
  readonly ImportInfo?: readonly string[] | undefined;
  readonly IpAddressType?: string | undefined;
  readonly Name?: string | undefined;
  readonly ProtocolType?: string | undefined;
  readonly RouteSelectionExpression?: string | undefined;
  readonly Tags?: Readonly<Record<string, string>> | undefined;
  readonly Version?: string | undefined;
  readonly Warnings?: readonly string[] | undefined;
}

export interface GetApisRequest {
  readonly MaxResults?: string | undefined;
  readonly NextToken?: string | undefined;
}

export interface GetApisResponse {
  readonly Items?: readonly Api[] | undefined;
  readonly NextToken?: string | undefined;
}

export interface GetAuthorizerRequest {
  readonly ApiId: string;
  readonly AuthorizerId: string;
}

export interface GetAuthorizerResponse {
  readonly AuthorizerCredentialsArn?: string | undefined;
  readonly AuthorizerId?: string | undefined;
  readonly AuthorizerPayloadFormatVersion?: string | undefined;
  readonly AuthorizerResultTtlInSeconds?: number | undefined;
  readonly AuthorizerType?: string | undefined;
  readonly AuthorizerUri?: string | undefined;
  readonly EnableSimpleResponses?: boolean | undefined;
  readonly IdentitySource?: readonly string[] | undefined;
  readonly IdentityValidationExpression?: string | undefined;
  readonly JwtConfiguration?: JWTConfiguration | undefined;
  readonly Name?: string | undefined;
}

export interface GetAuthorizersRequest {
  readonly ApiId: string;
  readonly MaxResults?: string | undefined;
  readonly NextToken?: string | undefined;
}

export interface GetAuthorizersResponse {
  readonly Items?: readonly Authorizer[] | undefined;
  readonly NextToken?: string | undefined;
}

export interface GetDeploymentRequest {
  readonly ApiId: string;
  readonly DeploymentId: string;
}

export interface GetDeploymentResponse {
  readonly AutoDeployed?: boolean | undefined;
  readonly CreatedDate?: Date | undefined;
  readonly DeploymentId?: string | undefined;
  readonly DeploymentStatus?: string | undefined;
  readonly DeploymentStatusMessage?: string | undefined;
  readonly Description?: string | undefined;
}

export interface GetDeploymentsRequest {
  readonly ApiId: string;
  readonly MaxResults?: string | undefined;
  readonly NextToken?: string | undefined;
}

export interface GetDeploymentsResponse {
  readonly Items?: readonly Deployment[] | undefined;
  readonly NextToken?: string | undefined;
}

export interface GetDomainNameRequest {
  readonly DomainName: string;
}

export interface GetDomainNameResponse {
  readonly ApiMappingSelectionExpression?: string | undefined;
  readonly DomainName?: string | undefined;
  readonly DomainNameArn?: string | undefined;
  readonly DomainNameConfigurations?: readonly DomainNameConfiguration[] | undefined;
  readonly MutualTlsAuthentication?: MutualTlsAuthentication | undefined;
  readonly RoutingMode?: string | undefined;
  readonly Tags?: Readonly<Record<string, string>> | undefined;
}

export interface GetDomainNamesRequest {
  readonly MaxResults?: string | undefined;
  readonly NextToken?: string | undefined;
}

export interface GetDomainNamesResponse {
  readonly Items?: readonly DomainName[] | undefined;
  readonly NextToken?: string | undefined;
}

export interface GetIntegrationRequest {
  readonly ApiId: string;
  readonly IntegrationId: string;
}

export interface GetIntegrationResponseRequest {
  readonly ApiId: string;
  readonly IntegrationId: string;
  readonly IntegrationResponseId: string;
}

export interface GetIntegrationResponseResponse {
  readonly ContentHandlingStrategy?: string | undefined;
  readonly IntegrationResponseId?: string | undefined;
  readonly IntegrationResponseKey?: string | undefined;
  readonly ResponseParameters?: Readonly<Record<string, string>> | undefined;
  readonly ResponseTemplates?: Readonly<Record<string, string>> | undefined;
  readonly TemplateSelectionExpression?: string | undefined;
}

export interface GetIntegrationResponsesRequest {
  readonly ApiId: string;
  readonly IntegrationId: string;
  readonly MaxResults?: string | undefined;
  readonly NextToken?: string | undefined;
}

export interface GetIntegrationResponsesResponse {
  readonly Items?: readonly IntegrationResponse[] | undefined;
  readonly NextToken?: string | undefined;
}

export interface GetIntegrationResult {
  readonly ApiGatewayManaged?: boolean | undefined;
  readonly ConnectionId?: string | undefined;
  readonly ConnectionType?: string | undefined;
  readonly ContentHandlingStrategy?: string | undefined;
  readonly CredentialsArn?: string | undefined;
  readonly Description?: string | undefined;
  readonly IntegrationId?: string | undefined;
  readonly IntegrationMethod?: string | undefined;
  readonly IntegrationResponseSelectionExpression?: string | undefined;
  readonly IntegrationSubtype?: string | undefined;
  readonly IntegrationType?: string | undefined;
  readonly IntegrationUri?: string | undefined;
  readonly PassthroughBehavior?: string | undefined;
  readonly PayloadFormatVersion?: string | undefined;
  readonly RequestParameters?: Readonly<Record<string, string>> | undefined;
  readonly RequestTemplates?: Readonly<Record<string, string>> | undefined;
  readonly ResponseParameters?: Readonly<Record<string, Readonly<Record<string, string>>>> | undefined;
  readonly TemplateSelectionExpression?: string | undefined;
  readonly TimeoutInMillis?: number | undefined;
  readonly TlsConfig?: TlsConfig | undefined;
}

export interface GetIntegrationsRequest {
  readonly ApiId: string;
  readonly MaxResults?: string | undefined;
  readonly NextToken?: string | undefined;
}

export interface GetIntegrationsResponse {
  readonly Items?: readonly Integration[] | undefined;
  readonly NextToken?: string | undefined;
}

export interface GetModelRequest {
  readonly ApiId: string;
  readonly ModelId: string;
}

export interface GetModelResponse {
  readonly ContentType?: string | undefined;
  readonly Description?: string | undefined;
  readonly ModelId?: string | undefined;
  readonly Name?: string | undefined;
  readonly Schema?: string | undefined;
}

export interface GetModelTemplateRequest {
  readonly ApiId: string;
  readonly ModelId: string;
}

export interface GetModelTemplateResponse {
  readonly Value?: string | undefined;
}

export interface GetModelsRequest {
  readonly ApiId: string;
  readonly MaxResults?: string | undefined;
  readonly NextToken?: string | undefined;
}

export interface GetModelsResponse {
  readonly Items?: readonly Model[] | undefined;
  readonly NextToken?: string | undefined;
}

export interface GetPortalProductRequest {
  readonly PortalProductId: string;
  readonly ResourceOwnerAccountId?: string | undefined;
}

export interface GetPortalProductResponse {
  readonly Description?: string | undefined;
  readonly DisplayName?: string | undefined;
  readonly DisplayOrder?: DisplayOrder | undefined;
  readonly LastModified?: Date | undefined;
  readonly PortalProductArn?: string | undefined;
  readonly PortalProductId?: string | undefined;
  readonly Tags?: Readonly<Record<string, string>> | undefined;
}

export interface GetPortalProductSharingPolicyRequest {
  readonly PortalProductId: string;
}

export interface GetPortalProductSharingPolicyResponse {
  readonly PolicyDocument?: string | undefined;
  readonly PortalProductId?: string | undefined;
}

export interface GetPortalRequest {
  readonly PortalId: string;
}

export interface GetPortalResponse {
  readonly Authorization?: Authorization | undefined;
  readonly EndpointConfiguration?: EndpointConfigurationResponse | undefined;
  readonly IncludedPortalProductArns?: readonly string[] | undefined;
  readonly LastModified?: Date | undefined;
  readonly LastPublished?: Date | undefined;
  readonly LastPublishedDescription?: string | undefined;
  readonly PortalArn?: string | undefined;
  readonly PortalContent?: PortalContent | undefined;
  readonly PortalId?: string | undefined;
  readonly Preview?: Preview | undefined;
  readonly PublishStatus?: string | undefined;
  readonly RumAppMonitorName?: string | undefined;
  readonly StatusException?: StatusException | undefined;
  readonly Tags?: Readonly<Record<string, string>> | undefined;
}

export interface GetProductPageRequest {
  readonly PortalProductId: string;
  readonly ProductPageId: string;
  readonly ResourceOwnerAccountId?: string | undefined;
}

export interface GetProductPageResponse {
  readonly DisplayContent?: DisplayContent | undefined;
  readonly LastModified?: Date | undefined;
  readonly ProductPageArn?: string | undefined;
  readonly ProductPageId?: string | undefined;
}

export interface GetProductRestEndpointPageRequest {
  readonly IncludeRawDisplayContent?: string | undefined;
  readonly PortalProductId: string;
  readonly ProductRestEndpointPageId: string;
  readonly ResourceOwnerAccountId?: string | undefined;
}

export interface GetProductRestEndpointPageResponse {
  readonly DisplayContent?: EndpointDisplayContentResponse | undefined;
  readonly LastModified?: Date | undefined;
  readonly ProductRestEndpointPageArn?: string | undefined;
  readonly ProductRestEndpointPageId?: string | undefined;
  readonly RawDisplayContent?: string | undefined;
  readonly RestEndpointIdentifier?: RestEndpointIdentifier | undefined;
  readonly Status?: string | undefined;
  readonly StatusException?: StatusException | undefined;
  readonly TryItState?: string | undefined;
}

export interface GetRouteRequest {
  readonly ApiId: string;
  readonly RouteId: string;
}

export interface GetRouteResponseRequest {
  readonly ApiId: string;
  readonly RouteId: string;
  readonly RouteResponseId: string;
}

export interface GetRouteResponseResponse {
  readonly ModelSelectionExpression?: string | undefined;
  readonly ResponseModels?: Readonly<Record<string, string>> | undefined;
  readonly ResponseParameters?: Readonly<Record<string, ParameterConstraints>> | undefined;
  readonly RouteResponseId?: string | undefined;
  readonly RouteResponseKey?: string | undefined;
}

export interface GetRouteResponsesRequest {
  readonly ApiId: string;
  readonly MaxResults?: string | undefined;
  readonly NextToken?: string | undefined;
  readonly RouteId: string;
}

export interface GetRouteResponsesResponse {
  readonly Items?: readonly RouteResponse[] | undefined;
  readonly NextToken?: string | undefined;
}

export interface GetRouteResult {
  readonly ApiGatewayManaged?: boolean | undefined;
  readonly ApiKeyRequired?: boolean | undefined;
  readonly AuthorizationScopes?: readonly string[] | undefined;
  readonly AuthorizationType?: string | undefined;
  readonly AuthorizerId?: string | undefined;
  readonly ModelSelectionExpression?: string | undefined;
  readonly OperationName?: string | undefined;
  readonly RequestModels?: Readonly<Record<string, string>> | undefined;
  readonly RequestParameters?: Readonly<Record<string, ParameterConstraints>> | undefined;
  readonly RouteId?: string | undefined;
  readonly RouteKey?: string | undefined;
  readonly RouteResponseSelectionExpression?: string | undefined;
  readonly Target?: string | undefined;
}

export interface GetRoutesRequest {
  readonly ApiId: string;
  readonly MaxResults?: string | undefined;
  readonly NextToken?: string | undefined;
}

export interface GetRoutesResponse {
  readonly Items?: readonly Route[] | undefined;
  readonly NextToken?: string | undefined;
}

export interface GetRoutingRuleRequest {
  readonly DomainName: string;
  readonly DomainNameId?: string | undefined;
  readonly RoutingRuleId: string;
}

export interface GetRoutingRuleResponse {
  readonly Actions?: readonly RoutingRuleAction[] | undefined;
  readonly Conditions?: readonly RoutingRuleCondition[] | undefined;
  readonly Priority?: number | undefined;
  readonly RoutingRuleArn?: string | undefined;
  readonly RoutingRuleId?: string | undefined;
}

export interface GetStageRequest {
  readonly ApiId: string;
  readonly StageName: string;
}

export interface GetStageResponse {
  readonly AccessLogSettings?: AccessLogSettings | undefined;
  readonly ApiGatewayManaged?: boolean | undefined;
  readonly AutoDeploy?: boolean | undefined;
  readonly ClientCertificateId?: string | undefined;
  readonly CreatedDate?: Date | undefined;
  readonly DefaultRouteSettings?: RouteSettings | undefined;
  readonly DeploymentId?: string | undefined;
  readonly Description?: string | undefined;
  readonly LastDeploymentStatusMessage?: string | undefined;
  readonly LastUpdatedDate?: Date | undefined;
  readonly RouteSettings?: Readonly<Record<string, RouteSettings>> | undefined;
  readonly StageName?: string | undefined;
  readonly StageVariables?: Readonly<Record<string, string>> | undefined;
  readonly Tags?: Readonly<Record<string, string>> | undefined;
}

export interface GetStagesRequest {
  readonly ApiId: string;
  readonly MaxResults?: string | undefined;
  readonly NextToken?: string | undefined;
}

export interface GetStagesResponse {
  readonly Items?: readonly Stage[] | undefined;
  readonly NextToken?: string | undefined;
}

export interface GetTagsRequest {
  readonly ResourceArn: string;
}

export interface GetTagsResponse {
  readonly Tags?: Readonly<Record<string, string>> | undefined;
}

export interface GetVpcLinkRequest {
  readonly VpcLinkId: string;
}

export interface GetVpcLinkResponse {
  readonly CreatedDate?: Date | undefined;
  readonly Name?: string | undefined;
  readonly SecurityGroupIds?: readonly string[] | undefined;
  readonly SubnetIds?: readonly string[] | undefined;
  readonly Tags?: Readonly<Record<string, string>> | undefined;
  readonly VpcLinkId?: string | undefined;
  readonly VpcLinkStatus?: string | undefined;
  readonly VpcLinkStatusMessage?: string | undefined;
  readonly VpcLinkVersion?: string | undefined;
}

export interface GetVpcLinksRequest {
  readonly MaxResults?: string | undefined;
  readonly NextToken?: string | undefined;
}

export interface GetVpcLinksResponse {
  readonly Items?: readonly VpcLink[] | undefined;
  readonly NextToken?: string | undefined;
}

export interface IdentifierParts {
  readonly Method: string;
  readonly Path: string;
  readonly RestApiId: string;
  readonly Stage: string;
}

export interface ImportApiRequest {
  readonly Basepath?: string | undefined;
  readonly Body: string;
  readonly FailOnWarnings?: boolean | undefined;
}

export interface ImportApiResponse {
  readonly ApiEndpoint?: string | undefined;
  readonly ApiGatewayManaged?: boolean | undefined;
  readonly ApiId?: string | undefined;
  readonly ApiKeySelectionExpression?: string | undefined;
  readonly CorsConfiguration?: Cors | undefined;
  readonly CreatedDate?: Date | undefined;
  readonly Description?: string | undefined;
  readonly DisableSchemaValidation?: boolean | undefined;
  readonly DisableExecuteApiEndpoint?: boolean | undefined;
  readonly ImportInfo?: readonly string[] | undefined;
  readonly IpAddressType?: string | undefined;
  readonly Name?: string | undefined;
  readonly ProtocolType?: string | undefined;
  readonly RouteSelectionExpression?: string | undefined;
  readonly Tags?: Readonly<Record<string, string>> | undefined;
  readonly Version?: string | undefined;
  readonly Warnings?: readonly string[] | undefined;
}

export interface Integration {
  readonly ApiGatewayManaged?: boolean | undefined;
  readonly ConnectionId?: string | undefined;
  readonly ConnectionType?: string | undefined;
  readonly ContentHandlingStrategy?: string | undefined;
  readonly CredentialsArn?: string | undefined;
  readonly Description?: string | undefined;
  readonly IntegrationId?: string | undefined;
  readonly IntegrationMethod?: string | undefined;
  readonly IntegrationResponseSelectionExpression?: string | undefined;
  readonly IntegrationSubtype?: string | undefined;
  readonly IntegrationType?: string | undefined;
  readonly IntegrationUri?: string | undefined;
  readonly PassthroughBehavior?: string | undefined;
  readonly PayloadFormatVersion?: string | undefined;
  readonly RequestParameters?: Readonly<Record<string, string>> | undefined;
  readonly RequestTemplates?: Readonly<Record<string, string>> | undefined;
  readonly ResponseParameters?: Readonly<Record<string, Readonly<Record<string, string>>>> | undefined;
  readonly TemplateSelectionExpression?: string | undefined;
  readonly TimeoutInMillis?: number | undefined;
  readonly TlsConfig?: TlsConfig | undefined;
}

export interface IntegrationResponse {
  readonly ContentHandlingStrategy?: string | undefined;
  readonly IntegrationResponseId?: string | undefined;
  readonly IntegrationResponseKey: string;
  readonly ResponseParameters?: Readonly<Record<string, string>> | undefined;
  readonly ResponseTemplates?: Readonly<Record<string, string>> | undefined;
  readonly TemplateSelectionExpression?: string | undefined;
}

export interface JWTConfiguration {
  readonly Audience?: readonly string[] | undefined;
  readonly Issuer?: string | undefined;
}

export interface ListPortalProductsRequest {
  readonly MaxResults?: string | undefined;
  readonly NextToken?: string | undefined;
  readonly ResourceOwner?: string | undefined;
}

export interface ListPortalProductsResponse {
  readonly Items?: readonly PortalProductSummary[] | undefined;
  readonly NextToken?: string | undefined;
}

export interface ListPortalsRequest {
  readonly MaxResults?: string | undefined;
  readonly NextToken?: string | undefined;
}

export interface ListPortalsResponse {
  readonly Items?: readonly PortalSummary[] | undefined;
  readonly NextToken?: string | undefined;
}

export interface ListProductPagesRequest {
  readonly MaxResults?: string | undefined;
  readonly NextToken?: string | undefined;
  readonly PortalProductId: string;
  readonly ResourceOwnerAccountId?: string | undefined;
}

export interface ListProductPagesResponse {
  readonly Items?: readonly ProductPageSummaryNoBody[] | undefined;
  readonly NextToken?: string | undefined;
}

export interface ListProductRestEndpointPagesRequest {
  readonly MaxResults?: string | undefined;
  readonly NextToken?: string | undefined;
  readonly PortalProductId: string;
  readonly ResourceOwnerAccountId?: string | undefined;
}

export interface ListProductRestEndpointPagesResponse {
  readonly Items?: readonly ProductRestEndpointPageSummaryNoBody[] | undefined;
  readonly NextToken?: string | undefined;
}

export interface ListRoutingRulesRequest {
  readonly DomainName: string;
  readonly DomainNameId?: string | undefined;
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

export interface ListRoutingRulesResponse {
  readonly NextToken?: string | undefined;
  readonly RoutingRules?: readonly RoutingRule[] | undefined;
}

export interface Model {
  readonly ContentType?: string | undefined;
  readonly Description?: string | undefined;
  readonly ModelId?: string | undefined;
  readonly Name: string;
  readonly Schema?: string | undefined;
}

export interface MutualTlsAuthentication {
  readonly TruststoreUri?: string | undefined;
  readonly TruststoreVersion?: string | undefined;
  readonly TruststoreWarnings?: readonly string[] | undefined;
}

export interface MutualTlsAuthenticationInput {
  readonly TruststoreUri?: string | undefined;
  readonly TruststoreVersion?: string | undefined;
}

export type None = Record<string, never>;

export interface ParameterConstraints {
  readonly Required?: boolean | undefined;
}

export interface PortalContent {
  readonly Description?: string | undefined;
  readonly DisplayName: string;
  readonly Theme: PortalTheme;
}

export interface PortalProductSummary {
  readonly Description: string;
  readonly DisplayName: string;
  readonly LastModified: Date;
  readonly PortalProductArn: string;
  readonly PortalProductId: string;
  readonly Tags?: Readonly<Record<string, string>> | undefined;
}

export interface PortalSummary {
  readonly Authorization: Authorization;
  readonly EndpointConfiguration: EndpointConfigurationResponse;
  readonly IncludedPortalProductArns: readonly string[];
  readonly LastModified: Date;
  readonly LastPublished?: Date | undefined;
  readonly LastPublishedDescription?: string | undefined;
  readonly PortalArn: string;
  readonly PortalContent: PortalContent;
  readonly PortalId: string;
  readonly Preview?: Preview | undefined;
  readonly PublishStatus?: string | undefined;
  readonly RumAppMonitorName?: string | undefined;
  readonly StatusException?: StatusException | undefined;
  readonly Tags?: Readonly<Record<string, string>> | undefined;
}

export interface PortalTheme {
  readonly CustomColors: CustomColors;
  readonly LogoLastUploaded?: Date | undefined;
}

export interface Preview {
  readonly PreviewStatus: string;
  readonly PreviewUrl?: string | undefined;
  readonly StatusException?: StatusException | undefined;
}

export interface PreviewPortalRequest {
  readonly PortalId: string;
}

export type PreviewPortalResponse = Record<string, never>;

export interface ProductPageSummaryNoBody {
  readonly LastModified: Date;
  readonly PageTitle: string;
  readonly ProductPageArn: string;
  readonly ProductPageId: string;
}

export interface ProductRestEndpointPageSummaryNoBody {
  readonly Endpoint: string;
  readonly LastModified: Date;
  readonly OperationName?: string | undefined;
  readonly ProductRestEndpointPageArn: string;
  readonly ProductRestEndpointPageId: string;
  readonly RestEndpointIdentifier: RestEndpointIdentifier;
  readonly Status: string;
  readonly StatusException?: StatusException | undefined;
  readonly TryItState: string;
}

export interface PublishPortalRequest {
  readonly Description?: string | undefined;
  readonly PortalId: string;
}

export type PublishPortalResponse = Record<string, never>;

export interface PutPortalProductSharingPolicyRequest {
  readonly PolicyDocument: string;
  readonly PortalProductId: string;
}

export type PutPortalProductSharingPolicyResponse = Record<string, never>;

export interface PutRoutingRuleRequest {
  readonly Actions: readonly RoutingRuleAction[];
  readonly Conditions: readonly RoutingRuleCondition[];
  readonly DomainName: string;
  readonly DomainNameId?: string | undefined;
  readonly Priority: number;
  readonly RoutingRuleId: string;
}

export interface PutRoutingRuleResponse {
  readonly Actions?: readonly RoutingRuleAction[] | undefined;
  readonly Conditions?: readonly RoutingRuleCondition[] | undefined;
  readonly Priority?: number | undefined;
  readonly RoutingRuleArn?: string | undefined;
  readonly RoutingRuleId?: string | undefined;
}

export interface ReimportApiRequest {
  readonly ApiId: string;
  readonly Basepath?: string | undefined;
  readonly Body: string;
  readonly FailOnWarnings?: boolean | undefined;
}

export interface ReimportApiResponse {
  readonly ApiEndpoint?: string | undefined;
  readonly ApiGatewayManaged?: boolean | undefined;
  readonly ApiId?: string | undefined;
  readonly ApiKeySelectionExpression?: string | undefined;
  readonly CorsConfiguration?: Cors | undefined;
  readonly CreatedDate?: Date | undefined;
  readonly Description?: string | undefined;
  readonly DisableSchemaValidation?: boolean | undefined;
  readonly DisableExecuteApiEndpoint?: boolean | undefined;
  readonly ImportInfo?: readonly string[] | undefined;
  readonly IpAddressType?: string | undefined;
  readonly Name?: string | undefined;
  readonly ProtocolType?: string | undefined;
  readonly RouteSelectionExpression?: string | undefined;
  readonly Tags?: Readonly<Record<string, string>> | undefined;
  readonly Version?: string | undefined;
  readonly Warnings?: readonly string[] | undefined;
}

export interface ResetAuthorizersCacheRequest {
  readonly ApiId: string;
  readonly StageName: string;
}

export interface RestEndpointIdentifier {
  readonly IdentifierParts?: IdentifierParts | undefined;
}

export interface Route {
  readonly ApiGatewayManaged?: boolean | undefined;
  readonly ApiKeyRequired?: boolean | undefined;
  readonly AuthorizationScopes?: readonly string[] | undefined;
  readonly AuthorizationType?: string | undefined;
  readonly AuthorizerId?: string | undefined;
  readonly ModelSelectionExpression?: string | undefined;
  readonly OperationName?: string | undefined;
  readonly RequestModels?: Readonly<Record<string, string>> | undefined;
  readonly RequestParameters?: Readonly<Record<string, ParameterConstraints>> | undefined;
  readonly RouteId?: string | undefined;
  readonly RouteKey: string;
  readonly RouteResponseSelectionExpression?: string | undefined;
  readonly Target?: string | undefined;
}

export interface RouteResponse {
  readonly ModelSelectionExpression?: string | undefined;
  readonly ResponseModels?: Readonly<Record<string, string>> | undefined;
  readonly ResponseParameters?: Readonly<Record<string, ParameterConstraints>> | undefined;
  readonly RouteResponseId?: string | undefined;
  readonly RouteResponseKey: string;
}

export interface RouteSettings {
  readonly DataTraceEnabled?: boolean | undefined;
  readonly DetailedMetricsEnabled?: boolean | undefined;
  readonly LoggingLevel?: string | undefined;
  readonly ThrottlingBurstLimit?: number | undefined;
  readonly ThrottlingRateLimit?: number | undefined;
}

export interface RoutingRule {
  readonly Actions?: readonly RoutingRuleAction[] | undefined;
  readonly Conditions?: readonly RoutingRuleCondition[] | undefined;
  readonly Priority?: number | undefined;
  readonly RoutingRuleArn?: string | undefined;
  readonly RoutingRuleId?: string | undefined;
}

export interface RoutingRuleAction {
  readonly InvokeApi: RoutingRuleActionInvokeApi;
}

export interface RoutingRuleActionInvokeApi {
  readonly ApiId: string;
  readonly Stage: string;
  readonly StripBasePath?: boolean | undefined;
}

export interface RoutingRuleCondition {
  readonly MatchBasePaths?: RoutingRuleMatchBasePaths | undefined;
  readonly MatchHeaders?: RoutingRuleMatchHeaders | undefined;
}

export interface RoutingRuleMatchBasePaths {
  readonly AnyOf: readonly string[];
}

export interface RoutingRuleMatchHeaderValue {
  readonly Header: string;
  readonly ValueGlob: string;
}

export interface RoutingRuleMatchHeaders {
  readonly AnyOf: readonly RoutingRuleMatchHeaderValue[];
}

export interface Section {
  readonly ProductRestEndpointPageArns: readonly string[];
  readonly SectionName: string;
}

export interface Stage {
  readonly AccessLogSettings?: AccessLogSettings | undefined;
  readonly ApiGatewayManaged?: boolean | undefined;
  readonly AutoDeploy?: boolean | undefined;
  readonly ClientCertificateId?: string | undefined;
  readonly CreatedDate?: Date | undefined;
  readonly DefaultRouteSettings?: RouteSettings | undefined;
  readonly DeploymentId?: string | undefined;
  readonly Description?: string | undefined;
  readonly LastDeploymentStatusMessage?: string | undefined;
  readonly LastUpdatedDate?: Date | undefined;
  readonly RouteSettings?: Readonly<Record<string, RouteSettings>> | undefined;
  readonly StageName: string;
  readonly StageVariables?: Readonly<Record<string, string>> | undefined;
  readonly Tags?: Readonly<Record<string, string>> | undefined;
}

export interface StatusException {
  readonly Exception?: string | undefined;
  readonly Message?: string | undefined;
}

export interface TagResourceRequest {
  readonly ResourceArn: string;
  readonly Tags?: Readonly<Record<string, string>> | undefined;
}

export type TagResourceResponse = Record<string, never>;

export interface TlsConfig {
  readonly ServerNameToVerify?: string | undefined;
}

export interface TlsConfigInput {
  readonly ServerNameToVerify?: string | undefined;
}

export interface UntagResourceRequest {
  readonly ResourceArn: string;
  readonly TagKeys: readonly string[];
}

export interface UpdateApiMappingRequest {
  readonly ApiId: string;
  readonly ApiMappingId: string;
  readonly ApiMappingKey?: string | undefined;
  readonly DomainName: string;
  readonly Stage?: string | undefined;
}

export interface UpdateApiMappingResponse {
  readonly ApiId?: string | undefined;
  readonly ApiMappingId?: string | undefined;
  readonly ApiMappingKey?: string | undefined;
  readonly Stage?: string | undefined;
}

export interface UpdateApiRequest {
  readonly ApiId: string;
  readonly ApiKeySelectionExpression?: string | undefined;
  readonly CorsConfiguration?: Cors | undefined;
  readonly CredentialsArn?: string | undefined;
  readonly Description?: string | undefined;
  readonly DisableSchemaValidation?: boolean | undefined;
  readonly DisableExecuteApiEndpoint?: boolean | undefined;
  readonly IpAddressType?: string | undefined;
  readonly Name?: string | undefined;
  readonly RouteKey?: string | undefined;
  readonly RouteSelectionExpression?: string | undefined;
  readonly Target?: string | undefined;
  readonly Version?: string | undefined;
}

export interface UpdateApiResponse {
  readonly ApiEndpoint?: string | undefined;
  readonly ApiGatewayManaged?: boolean | undefined;
  readonly ApiId?: string | undefined;
  readonly ApiKeySelectionExpression?: string | undefined;
  readonly CorsConfiguration?: Cors | undefined;
  readonly CreatedDate?: Date | undefined;
  readonly Description?: string | undefined;
  readonly DisableSchemaValidation?: boolean | undefined;
  readonly DisableExecuteApiEndpoint?: boolean | undefined;
  readonly ImportInfo?: readonly string[] | undefined;
  readonly IpAddressType?: string | undefined;
  readonly Name?: string | undefined;
  readonly ProtocolType?: string | undefined;
  readonly RouteSelectionExpression?: string | undefined;
  readonly Tags?: Readonly<Record<string, string>> | undefined;
  readonly Version?: string | undefined;
  readonly Warnings?: readonly string[] | undefined;
}

export interface UpdateAuthorizerRequest {
  readonly ApiId: string;
  readonly AuthorizerCredentialsArn?: string | undefined;
  readonly AuthorizerId: string;
  readonly AuthorizerPayloadFormatVersion?: string | undefined;
  readonly AuthorizerResultTtlInSeconds?: number | undefined;
  readonly AuthorizerType?: string | undefined;
  readonly AuthorizerUri?: string | undefined;
  readonly EnableSimpleResponses?: boolean | undefined;
  readonly IdentitySource?: readonly string[] | undefined;
  readonly IdentityValidationExpression?: string | undefined;
  readonly JwtConfiguration?: JWTConfiguration | undefined;
  readonly Name?: string | undefined;
}

export interface UpdateAuthorizerResponse {
  readonly AuthorizerCredentialsArn?: string | undefined;
  readonly AuthorizerId?: string | undefined;
  readonly AuthorizerPayloadFormatVersion?: string | undefined;
  readonly AuthorizerResultTtlInSeconds?: number | undefined;
  readonly AuthorizerType?: string | undefined;
  readonly AuthorizerUri?: string | undefined;
  readonly EnableSimpleResponses?: boolean | undefined;
  readonly IdentitySource?: readonly string[] | undefined;
  readonly IdentityValidationExpression?: string | undefined;
  readonly JwtConfiguration?: JWTConfiguration | undefined;
  readonly Name?: string | undefined;
}

export interface UpdateDeploymentRequest {
  readonly ApiId: string;
  readonly DeploymentId: string;
  readonly Description?: string | undefined;
}

export interface UpdateDeploymentResponse {
  readonly AutoDeployed?: boolean | undefined;
  readonly CreatedDate?: Date | undefined;
  readonly DeploymentId?: string | undefined;
  readonly DeploymentStatus?: string | undefined;
  readonly DeploymentStatusMessage?: string | undefined;
  readonly Description?: string | undefined;
}

export interface UpdateDomainNameRequest {
  readonly DomainName: string;
  readonly DomainNameConfigurations?: readonly DomainNameConfiguration[] | undefined;
  readonly MutualTlsAuthentication?: MutualTlsAuthenticationInput | undefined;
  readonly RoutingMode?: string | undefined;
}

export interface UpdateDomainNameResponse {
  readonly ApiMappingSelectionExpression?: string | undefined;
  readonly DomainName?: string | undefined;
  readonly DomainNameArn?: string | undefined;
  readonly DomainNameConfigurations?: readonly DomainNameConfiguration[] | undefined;
  readonly MutualTlsAuthentication?: MutualTlsAuthentication | undefined;
  readonly RoutingMode?: string | undefined;
  readonly Tags?: Readonly<Record<string, string>> | undefined;
}

export interface UpdateIntegrationRequest {
  readonly ApiId: string;
  readonly ConnectionId?: string | undefined;
  readonly ConnectionType?: string | undefined;
  readonly ContentHandlingStrategy?: string | undefined;
  readonly CredentialsArn?: string | undefined;
  readonly Description?: string | undefined;
  readonly IntegrationId: string;
  readonly IntegrationMethod?: string | undefined;
  readonly IntegrationSubtype?: string | undefined;
  readonly IntegrationType?: string | undefined;
  readonly IntegrationUri?: string | undefined;
  readonly PassthroughBehavior?: string | undefined;
  readonly PayloadFormatVersion?: string | undefined;
  readonly RequestParameters?: Readonly<Record<string, string>> | undefined;
  readonly RequestTemplates?: Readonly<Record<string, string>> | undefined;
  readonly ResponseParameters?: Readonly<Record<string, Readonly<Record<string, string>>>> | undefined;
  readonly TemplateSelectionExpression?: string | undefined;
  readonly TimeoutInMillis?: number | undefined;
  readonly TlsConfig?: TlsConfigInput | undefined;
}

export interface UpdateIntegrationResponseRequest {
  readonly ApiId: string;
  readonly ContentHandlingStrategy?: string | undefined;
  readonly IntegrationId: string;
  readonly IntegrationResponseId: string;
  readonly IntegrationResponseKey?: string | undefined;
  readonly ResponseParameters?: Readonly<Record<string, string>> | undefined;
  readonly ResponseTemplates?: Readonly<Record<string, string>> | undefined;
  readonly TemplateSelectionExpression?: string | undefined;
}

export interface UpdateIntegrationResponseResponse {
  readonly ContentHandlingStrategy?: string | undefined;
  readonly IntegrationResponseId?: string | undefined;
  readonly IntegrationResponseKey?: string | undefined;
  readonly ResponseParameters?: Readonly<Record<string, string>> | undefined;
  readonly ResponseTemplates?: Readonly<Record<string, string>> | undefined;
  readonly TemplateSelectionExpression?: string | undefined;
}

export interface UpdateIntegrationResult {
  readonly ApiGatewayManaged?: boolean | undefined;
  readonly ConnectionId?: string | undefined;
  readonly ConnectionType?: string | undefined;
  readonly ContentHandlingStrategy?: string | undefined;
  readonly CredentialsArn?: string | undefined;
  readonly Description?: string | undefined;
  readonly IntegrationId?: string | undefined;
  readonly IntegrationMethod?: string | undefined;
  readonly IntegrationResponseSelectionExpression?: string | undefined;
  readonly IntegrationSubtype?: string | undefined;
  readonly IntegrationType?: string | undefined;
  readonly IntegrationUri?: string | undefined;
  readonly PassthroughBehavior?: string | undefined;
  readonly PayloadFormatVersion?: string | undefined;
  readonly RequestParameters?: Readonly<Record<string, string>> | undefined;
  readonly RequestTemplates?: Readonly<Record<string, string>> | undefined;
  readonly ResponseParameters?: Readonly<Record<string, Readonly<Record<string, string>>>> | undefined;
  readonly TemplateSelectionExpression?: string | undefined;
  readonly TimeoutInMillis?: number | undefined;
  readonly TlsConfig?: TlsConfig | undefined;
}

export interface UpdateModelRequest {
  readonly ApiId: string;
  readonly ContentType?: string | undefined;
  readonly Description?: string | undefined;
  readonly ModelId: string;
  readonly Name?: string | undefined;
  readonly Schema?: string | undefined;
}

export interface UpdateModelResponse {
  readonly ContentType?: string | undefined;
  readonly Description?: string | undefined;
  readonly ModelId?: string | undefined;
  readonly Name?: string | undefined;
  readonly Schema?: string | undefined;
}

export interface UpdatePortalProductRequest {
  readonly Description?: string | undefined;
  readonly DisplayName?: string | undefined;
  readonly DisplayOrder?: DisplayOrder | undefined;
  readonly PortalProductId: string;
}

export interface UpdatePortalProductResponse {
  readonly Description?: string | undefined;
  readonly DisplayName?: string | undefined;
  readonly DisplayOrder?: DisplayOrder | undefined;
  readonly LastModified?: Date | undefined;
  readonly PortalProductArn?: string | undefined;
  readonly PortalProductId?: string | undefined;
  readonly Tags?: Readonly<Record<string, string>> | undefined;
}

export interface UpdatePortalRequest {
  readonly Authorization?: Authorization | undefined;
  readonly EndpointConfiguration?: EndpointConfigurationRequest | undefined;
  readonly IncludedPortalProductArns?: readonly string[] | undefined;
  readonly LogoUri?: string | undefined;
  readonly PortalContent?: PortalContent | undefined;
  readonly PortalId: string;
  readonly RumAppMonitorName?: string | undefined;
}

export interface UpdatePortalResponse {
  readonly Authorization?: Authorization | undefined;
  readonly EndpointConfiguration?: EndpointConfigurationResponse | undefined;
  readonly IncludedPortalProductArns?: readonly string[] | undefined;
  readonly LastModified?: Date | undefined;
  readonly LastPublished?: Date | undefined;
  readonly LastPublishedDescription?: string | undefined;
  readonly PortalArn?: string | undefined;
  readonly PortalContent?: PortalContent | undefined;
  readonly PortalId?: string | undefined;
  readonly Preview?: Preview | undefined;
  readonly PublishStatus?: string | undefined;
  readonly RumAppMonitorName?: string | undefined;
  readonly StatusException?: StatusException | undefined;
  readonly Tags?: Readonly<Record<string, string>> | undefined;
}

export interface UpdateProductPageRequest {
  readonly DisplayContent?: DisplayContent | undefined;
  readonly PortalProductId: string;
  readonly ProductPageId: string;
}

export interface UpdateProductPageResponse {
  readonly DisplayContent?: DisplayContent | undefined;
  readonly LastModified?: Date | undefined;
  readonly ProductPageArn?: string | undefined;
  readonly ProductPageId?: string | undefined;
}

export interface UpdateProductRestEndpointPageRequest {
  readonly DisplayContent?: EndpointDisplayContent | undefined;
  readonly PortalProductId: string;
  readonly ProductRestEndpointPageId: string;
  readonly TryItState?: string | undefined;
}

export interface UpdateProductRestEndpointPageResponse {
  readonly DisplayContent?: EndpointDisplayContentResponse | undefined;
  readonly LastModified?: Date | undefined;
  readonly ProductRestEndpointPageArn?: string | undefined;
  readonly ProductRestEndpointPageId?: string | undefined;
  readonly RestEndpointIdentifier?: RestEndpointIdentifier | undefined;
  readonly Status?: string | undefined;
  readonly StatusException?: StatusException | undefined;
  readonly TryItState?: string | undefined;
}

export interface UpdateRouteRequest {
  readonly ApiId: string;
  readonly ApiKeyRequired?: boolean | undefined;
  readonly AuthorizationScopes?: readonly string[] | undefined;
  readonly AuthorizationType?: string | undefined;
  readonly AuthorizerId?: string | undefined;
  readonly ModelSelectionExpression?: string | undefined;
  readonly OperationName?: string | undefined;
  readonly RequestModels?: Readonly<Record<string, string>> | undefined;
  readonly RequestParameters?: Readonly<Record<string, ParameterConstraints>> | undefined;
  readonly RouteId: string;
  readonly RouteKey?: string | undefined;
  readonly RouteResponseSelectionExpression?: string | undefined;
  readonly Target?: string | undefined;
}

export interface UpdateRouteResponseRequest {
  readonly ApiId: string;
  readonly ModelSelectionExpression?: string | undefined;
  readonly ResponseModels?: Readonly<Record<string, string>> | undefined;
  readonly ResponseParameters?: Readonly<Record<string, ParameterConstraints>> | undefined;
  readonly RouteId: string;
  readonly RouteResponseId: string;
  readonly RouteResponseKey?: string | undefined;
}

export interface UpdateRouteResponseResponse {
  readonly ModelSelectionExpression?: string | undefined;
  readonly ResponseModels?: Readonly<Record<string, string>> | undefined;
  readonly ResponseParameters?: Readonly<Record<string, ParameterConstraints>> | undefined;
  readonly RouteResponseId?: string | undefined;
  readonly RouteResponseKey?: string | undefined;
}

export interface UpdateRouteResult {
  readonly ApiGatewayManaged?: boolean | undefined;
  readonly ApiKeyRequired?: boolean | undefined;
  readonly AuthorizationScopes?: readonly string[] | undefined;
  readonly AuthorizationType?: string | undefined;
  readonly AuthorizerId?: string | undefined;
  readonly ModelSelectionExpression?: string | undefined;
  readonly OperationName?: string | undefined;
  readonly RequestModels?: Readonly<Record<string, string>> | undefined;
  readonly RequestParameters?: Readonly<Record<string, ParameterConstraints>> | undefined;
  readonly RouteId?: string | undefined;
  readonly RouteKey?: string | undefined;
  readonly RouteResponseSelectionExpression?: string | undefined;
  readonly Target?: string | undefined;
}

export interface UpdateStageRequest {
  readonly AccessLogSettings?: AccessLogSettings | undefined;
  readonly ApiId: string;
  readonly AutoDeploy?: boolean | undefined;
  readonly ClientCertificateId?: string | undefined;
  readonly DefaultRouteSettings?: RouteSettings | undefined;
  readonly DeploymentId?: string | undefined;
  readonly Description?: string | undefined;
  readonly RouteSettings?: Readonly<Record<string, RouteSettings>> | undefined;
  readonly StageName: string;
  readonly StageVariables?: Readonly<Record<string, string>> | undefined;
}

export interface UpdateStageResponse {
  readonly AccessLogSettings?: AccessLogSettings | undefined;
  readonly ApiGatewayManaged?: boolean | undefined;
  readonly AutoDeploy?: boolean | undefined;
  readonly ClientCertificateId?: string | undefined;
  readonly CreatedDate?: Date | undefined;
  readonly DefaultRouteSettings?: RouteSettings | undefined;
  readonly DeploymentId?: string | undefined;
  readonly Description?: string | undefined;
  readonly LastDeploymentStatusMessage?: string | undefined;
  readonly LastUpdatedDate?: Date | undefined;
  readonly RouteSettings?: Readonly<Record<string, RouteSettings>> | undefined;
  readonly StageName?: string | undefined;
  readonly StageVariables?: Readonly<Record<string, string>> | undefined;
  readonly Tags?: Readonly<Record<string, string>> | undefined;
}

export interface UpdateVpcLinkRequest {
  readonly Name?: string | undefined;
  readonly VpcLinkId: string;
}

export interface UpdateVpcLinkResponse {
  readonly CreatedDate?: Date | undefined;
  readonly Name?: string | undefined;
  readonly SecurityGroupIds?: readonly string[] | undefined;
  readonly SubnetIds?: readonly string[] | undefined;
  readonly Tags?: Readonly<Record<string, string>> | undefined;
  readonly VpcLinkId?: string | undefined;
  readonly VpcLinkStatus?: string | undefined;
  readonly VpcLinkStatusMessage?: string | undefined;
  readonly VpcLinkVersion?: string | undefined;
}

export interface VpcLink {
  readonly CreatedDate?: Date | undefined;
  readonly Name: string;
  readonly SecurityGroupIds: readonly string[];
  readonly SubnetIds: readonly string[];
  readonly Tags?: Readonly<Record<string, string>> | undefined;
  readonly VpcLinkId: string;
  readonly VpcLinkStatus?: string | undefined;
  readonly VpcLinkStatusMessage?: string | undefined;
  readonly VpcLinkVersion?: string | undefined;
}
