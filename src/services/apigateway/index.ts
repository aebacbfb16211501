import { defineService, type ServiceFactory } from '#service';
import { executeApiDoor } from './execute/door.ts';
import { LiveStages } from './execute/live-stages.ts';
import { apigatewayTable } from './operations/v1/table.ts';
import { openRestApis } from './records/rest-apis.ts';

export { apigatewayTable };

/** Amazon API Gateway: REST APIs, their control plane and their invocation. */
export const apigatewayService: ServiceFactory = async (dependencies) => {
  const { clock, random, fabric } = dependencies;
  const restApis = await openRestApis(fabric, clock);
  const stages = new LiveStages(restApis);
  return defineService({
    id: 'apigateway',
    table: apigatewayTable,
    room: { restApis, clock, random },
    liveBlobs: () => restApis.blobs(),
    doors: [executeApiDoor(stages, dependencies)],
    async close() {
      stages.close();
    },
  });
};
