import { BadRequestException, ConflictException, LimitExceededException } from '../../errors.ts';
import { resourcesMax } from '../../limits.ts';
import type { ResourceRecord } from '../../records/resource.ts';
import type { RestApiRecord } from '../../records/rest-api.ts';
import { toResource } from './answers.ts';
import { changeApi, findResource, unknownResource } from './find.ts';
import { shortIdentifier } from './identifiers.ts';
import { permit, type RestOperation } from './operation.ts';

/** Adds a child to a resource. */
export const createResource: RestOperation<'CreateResource'> = {
  fields: ['restApiId', 'parentId', 'pathPart'],
  permission: (input, context) =>
    permit('POST', context, `/restapis/${input.restApiId}/resources/${input.parentId}`),

  async handle(room, input, context) {
    const { parentId, pathPart } = input;
    const created = await changeApi(room, context, input.restApiId, unknownResource, (api) => {
      const parent = findResource(api, parentId);
      checkPathPart(pathPart);
      checkPlace(api, parent, pathPart);
      const resource: ResourceRecord = {
        id: shortIdentifier(room.random, api.resources),
        parentId,
        pathPart,
        path: parent.path === '/' ? `/${pathPart}` : `${parent.path}/${pathPart}`,
        methods: [],
      };
      return { api: { ...api, resources: [...api.resources, resource] }, result: resource };
    });
    return toResource(created, undefined);
  },
};

const literalPart = /^[a-zA-Z0-9._\-:]+$/;
const variablePart = /^\{[a-zA-Z0-9._\-:]+\+?\}$/;

function checkPathPart(pathPart: string): void {
  if (literalPart.test(pathPart) || variablePart.test(pathPart)) return;
  throw new BadRequestException(
    "Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the beginning and the end.",
  );
}

function checkPlace(api: RestApiRecord, parent: ResourceRecord, pathPart: string): void {
  if (parent.pathPart?.endsWith('+}')) {
    throw new BadRequestException(
      `Cannot create a child of a resource with a greedy path variable: ${parent.pathPart}`,
    );
  }
  const siblings = api.resources.filter((resource) => resource.parentId === parent.id);
  if (siblings.some((sibling) => sibling.pathPart === pathPart)) {
    throw new ConflictException(`Another resource with the same parent already has this name: ${pathPart}`);
  }
  const variable = siblings.find((sibling) => sibling.pathPart?.startsWith('{'));
  if (variable && pathPart.startsWith('{')) {
    throw new BadRequestException(
      `A sibling (${variable.pathPart}) of this resource already has a variable path part -- only one is allowed`,
    );
  }
  if (api.resources.length >= resourcesMax) {
    throw new LimitExceededException(
      'Maximum number of resources for this API has been reached. Please contact AWS if you need additional resources.',
    );
  }
}
