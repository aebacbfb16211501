import { type CallContext, refuse } from '#service';
import { ResourceNotFoundException } from '../errors.ts';
import { taggableConfig } from './code-signing/tags.ts';
import type { ControlRoom } from './control-room.ts';
import { taggableMapping } from './event-source-mappings/tags.ts';
import { type Taggable, taggableFunction } from './tags.ts';

/** What the 404 calls the resources that have tags on AWS and do not exist here. */
const notFoundTexts: Readonly<Record<string, (arn: string) => string>> = {
  'capacity-provider': (arn) => `Capacity provider not found: ${arn}`,
};

/** The resource that an ARN names. Throws AWS's errors for versions, aliases and for what has no tags. */
export function taggable(
  room: ControlRoom,
  resource: string,
  context: CallContext,
  action: string,
): Taggable {
  const kind = resource.split(':')[5] ?? '';
  if (kind === 'function') return taggableFunction(room, resource, context, action);
  if (kind === 'event-source-mapping') return taggableMapping(room, resource, context);
  if (kind === 'code-signing-config') return taggableConfig(room, resource, context);
  const text = notFoundTexts[kind];
  if (text === undefined)
    refuse(`tags of ${kind}`, 'only functions, event source mappings and code signing configs have tags');
  throw new ResourceNotFoundException(text(resource));
}
