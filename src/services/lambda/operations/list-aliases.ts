import { permissionOn } from '../names.ts';
import { leadsTo } from '../records/aliases.ts';
import { toAliasConfiguration } from './alias.ts';
import type { ControlOperation } from './control-room.ts';
import { findFunction } from './find.ts';
import { pageOf } from './page.ts';

const action = 'lambda:ListAliases';

/** Sorted by name. `FunctionVersion` leaves those that send invocations to that version, all or some. */
export const listAliases: ControlOperation<'ListAliases'> = {
  fields: ['FunctionName', 'FunctionVersion', 'Marker', 'MaxItems'],
  permission: permissionOn(action),

  async handle(room, input, context) {
    const { record } = findFunction(room, input, context, action);
    const { FunctionVersion: wanted } = input;
    const aliases = (record.aliases ?? []).filter((alias) => wanted === undefined || leadsTo(alias, wanted));
    const { page, next } = pageOf('ListAliases', input, aliases, ({ name }) => [name, 0]);
    return { ...next, Aliases: page.map((alias) => toAliasConfiguration(record, alias)) };
  },
};
