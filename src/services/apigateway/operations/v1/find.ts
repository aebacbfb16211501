import { RevisionMismatch } from '#fabric';
import type { CallContext } from '#service';
import { ConflictException, NotFoundException } from '../../errors.ts';
import type { IntegrationRecord } from '../../records/integration.ts';
import type { MethodRecord, ResourceRecord } from '../../records/resource.ts';
import type { RestApiRecord } from '../../records/rest-api.ts';
import type { Changed } from '../../records/rest-apis.ts';
import type { StageRecord } from '../../records/stage.ts';
import type { ApiGatewayRoom } from '../../room.ts';

/** AWS names the account and the id that it did not find. */
export function unknownApi(context: CallContext, id: string): NotFoundException {
  return new NotFoundException(`Invalid API identifier specified ${context.account}:${id}`);
}

/** What operations below an API's resources answer, also when it is the API that is unknown. */
export function unknownResource(): NotFoundException {
  return new NotFoundException('Invalid Resource identifier specified');
}

/** The API, or the error for an unknown one. */
export async function getApi(
  room: ApiGatewayRoom,
  context: CallContext,
  id: string,
  unknown: () => NotFoundException = () => unknownApi(context, id),
): Promise<RestApiRecord> {
  const api = await room.restApis.get(context.account, context.region, id);
  if (!api) throw unknown();
  return api;
}

/** Changes an API, or throws the error for an unknown one. */
export async function changeApi<Result>(
  room: ApiGatewayRoom,
  context: CallContext,
  id: string,
  unknown: () => NotFoundException,
  change: (api: RestApiRecord) => Changed<Result> | Promise<Changed<Result>>,
): Promise<Result> {
  const result = await room.restApis
    .change(context.account, context.region, id, change)
    .catch(concurrentModification);
  if (result === undefined) throw unknown();
  return result;
}

export function findResource(api: RestApiRecord, id: string): ResourceRecord {
  const resource = api.resources.find((candidate) => candidate.id === id);
  if (!resource) throw unknownResource();
  return resource;
}

export function findMethod(resource: ResourceRecord, httpMethod: string): MethodRecord {
  const method = resource.methods.find((candidate) => candidate.httpMethod === httpMethod);
  if (!method) throw new NotFoundException('Invalid Method identifier specified');
  return method;
}

export function findIntegration(method: MethodRecord): IntegrationRecord {
  if (!method.integration) throw new NotFoundException('Invalid Integration identifier specified');
  return method.integration;
}

/** The response of that status in a method's or an integration's list. */
export function findResponse<Response extends { readonly statusCode: string }>(
  responses: readonly Response[],
  statusCode: string,
): Response {
  const response = responses.find((candidate) => candidate.statusCode === statusCode);
  if (!response) throw new NotFoundException('Invalid Response status code specified');
  return response;
}

export function findStage(api: RestApiRecord, name: string): StageRecord {
  const stage = api.stages.find((candidate) => candidate.name === name);
  if (!stage) throw new NotFoundException('Invalid Stage identifier specified');
  return stage;
}

function concurrentModification(error: unknown): never {
  if (!(error instanceof RevisionMismatch)) throw error;
  throw new ConflictException(
    'Unable to complete operation due to concurrent modification. Please try again later.',
  );
}
