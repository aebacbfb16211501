import type { CallContext } from '#service';
import type { MethodRecord } from '../../records/resource.ts';
import { withMethod } from '../../records/rest-api.ts';
import type { ApiGatewayRoom } from '../../room.ts';
import { changeApi, findMethod, findResource, getApi, unknownResource } from './find.ts';

type MethodName = { readonly restApiId: string; readonly resourceId: string; readonly httpMethod: string };

/** Replaces a method of an API by what `change` makes of it. Throws for an unknown API, resource or method. */
export async function changeMethod(
  room: ApiGatewayRoom,
  context: CallContext,
  name: MethodName,
  change: (method: MethodRecord) => MethodRecord,
): Promise<void> {
  await changeApi(room, context, name.restApiId, unknownResource, (api) => {
    const resource = findResource(api, name.resourceId);
    const method = change(findMethod(resource, name.httpMethod));
    return { api: withMethod(api, resource, method), result: method };
  });
}

/** A method of an API. Throws for an unknown API, resource or method. */
export async function getMethodOf(
  room: ApiGatewayRoom,
  context: CallContext,
  name: MethodName,
): Promise<MethodRecord> {
  const api = await getApi(room, context, name.restApiId, unknownResource);
  return findMethod(findResource(api, name.resourceId), name.httpMethod);
}
