import { permissionOn } from '../names.ts';
import type { VersionRecord } from '../records/function.ts';
import { toListEntry } from './configuration.ts';
import type { ControlOperation } from './control-room.ts';
import { findFunction } from './find.ts';
import { pageOf } from './page.ts';

const action = 'lambda:ListVersionsByFunction';

/** `$LATEST`, then the published versions in ascending order. */
export const listVersionsByFunction: ControlOperation<'ListVersionsByFunction'> = {
  fields: ['FunctionName', 'Marker', 'MaxItems'],
  permission: permissionOn(action),

  async handle(room, input, context) {
    const { record } = findFunction(room, input, context, action);
    const versions = [record.latest, ...(record.versions ?? [])];
    const { page, next } = pageOf('ListVersionsByFunction', input, versions, (version) => [
      '',
      numberOf(version),
    ]);
    return { ...next, Versions: page.map((version) => toListEntry(record, version, version.version)) };
  },
};

/** 0 for `$LATEST`, which lists begin with. */
export function numberOf({ version }: VersionRecord): number {
  return version === '$LATEST' ? 0 : Number(version);
}
