import { type APIGatewayClient, PutIntegrationCommand, PutMethodCommand } from '@aws-sdk/client-api-gateway';

type Method = {
  readonly restApiId: string | undefined;
  readonly resourceId: string | undefined;
  readonly httpMethod: string;
};

/** Puts a method, open to anyone, with a Lambda proxy integration. `functionArn` may name a version or an alias. */
export async function putProxyMethod(
  apigateway: APIGatewayClient,
  method: Method,
  functionArn: string,
): Promise<void> {
  await apigateway.send(new PutMethodCommand({ ...method, authorizationType: 'NONE' }));
  await apigateway.send(
    new PutIntegrationCommand({
      ...method,
      type: 'AWS_PROXY',
      integrationHttpMethod: 'POST',
      uri: `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${functionArn}/invocations`,
    }),
  );
}
