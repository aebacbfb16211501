import type { Permission } from '#access';
import type { Operations } from '#models/apigateway';
import type { CallContext, Operation } from '#service';
import type { ApiGatewayRoom } from '../../room.ts';

/** One operation of the REST API control plane. */
export type RestOperation<Name extends keyof Operations> = Operation<
  ApiGatewayRoom,
  Operations[Name]['input'],
  Operations[Name]['output']
>;

/** `apigateway:{verb}` on a path of the control plane. Source: service authorization reference, "Amazon API Gateway Management". */
export function permit(
  verb: 'GET' | 'POST' | 'PUT' | 'DELETE',
  context: CallContext,
  path: string,
): Permission {
  return { action: `apigateway:${verb}`, resource: `arn:aws:apigateway:${context.region}::${path}` };
}

/** The path of a method, for permissions. */
export function methodPath(input: {
  readonly restApiId: string;
  readonly resourceId: string;
  readonly httpMethod: string;
}): string {
  return `/restapis/${input.restApiId}/resources/${input.resourceId}/methods/${input.httpMethod}`;
}
