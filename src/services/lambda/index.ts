import { defineService, type ServiceFactory } from '#service';
import { codeDoor } from './code/code-door.ts';
import { functionUrlDoor } from './function-urls/door.ts';
import { lambdaTable } from './operations/table.ts';
import { closeRoom, openRoom } from './room.ts';

export { lambdaTable } from './operations/table.ts';

/** AWS Lambda: functions, their code and their execution environments. */
export const lambdaService: ServiceFactory = async (dependencies) => {
  const room = await openRoom(dependencies);
  return defineService({
    id: 'lambda',
    table: lambdaTable,
    room,
    doors: [codeDoor(room.code, dependencies.isPresigned), functionUrlDoor(room)],
    liveBlobs: async () => [
      ...(await room.functions.blobs()),
      ...(await room.eventSourceMappings.blobs()),
      ...(await room.codeSigningConfigs.blobs()),
      ...(await room.asyncInvocations.blobs()),
      ...(await room.images.blobs()),
    ],
    start() {
      room.asyncInvocations.start();
      room.invoker.beginProvisioning(room.functions.all().map(({ value }) => value));
    },
    close: () => closeRoom(room),
  });
};
