import type { CallContext } from '#service';
import type { ControlRoom } from '../control-room.ts';
import { type Taggable, tagged } from '../tags.ts';
import { changeConfig, presentConfig } from './config.ts';

export function taggableConfig(room: ControlRoom, resource: string, context: CallContext): Taggable {
  return {
    read: () => presentConfig(room, resource, context).value.tags ?? {},
    async change(next) {
      await changeConfig(room, resource, context, ({ tags = {}, ...config }) => ({
        ...config,
        ...tagged(next(tags)),
      }));
    },
  };
}
