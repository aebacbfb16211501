import { InvalidParameterValueException } from '../errors.ts';
import { listFunctionsPageMax } from '../limits.ts';
import { toListEntry } from './configuration.ts';
import type { ControlOperation } from './control-room.ts';

/** Sorted by name, at most 50 a page. `FunctionVersion=ALL` lists every version under its qualified ARN. */
export const listFunctions: ControlOperation<'ListFunctions'> = {
  fields: ['FunctionVersion', 'Marker', 'MaxItems'],
  permission: () => ({ action: 'lambda:ListFunctions', resource: '*' }),

  async handle(room, input, context) {
    const after = input.Marker === undefined ? undefined : nameIn(input.Marker);
    const documents = room.functions.list(context.account, context.region);
    const start = after === undefined ? 0 : documents.findIndex(({ value }) => isAfter(value.name, after));
    const rest = start === -1 ? [] : documents.slice(start);
    const page = rest.slice(0, Math.min(input.MaxItems ?? listFunctionsPageMax, listFunctionsPageMax));
    const last = page.at(-1);
    return {
      ...(last === undefined || page.length === rest.length ? {} : { NextMarker: markerOf(last.value.name) }),
      Functions: page.map(({ value }) =>
        toListEntry(value, value.latest, input.FunctionVersion === 'ALL' ? value.latest.version : undefined),
      ),
    };
  },
};

/** A marker names the last function of a page, so that functions deleted meanwhile skip and repeat nothing. */
function markerOf(name: string): string {
  return Buffer.from(name).toString('base64url');
}

function nameIn(marker: string): string {
  const name = Buffer.from(marker, 'base64url').toString();
  if (markerOf(name) !== marker)
    throw new InvalidParameterValueException('The marker is not one of ListFunctions.');
  return name;
}

/** In the order of the store: UTF-8 bytes. */
function isAfter(name: string, other: string): boolean {
  return Buffer.compare(Buffer.from(name), Buffer.from(other)) > 0;
}
