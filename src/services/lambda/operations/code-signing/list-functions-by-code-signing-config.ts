import { functionArn } from '../../names.ts';
import type { ControlOperation } from '../control-room.ts';
import { pageOf } from '../page.ts';
import { permissionOnConfig, presentConfig } from './config.ts';
import { functionsWith } from './functions-with.ts';

/** Sorted by name. */
export const listFunctionsByCodeSigningConfig: ControlOperation<'ListFunctionsByCodeSigningConfig'> = {
  fields: ['CodeSigningConfigArn', 'Marker', 'MaxItems'],
  permission: permissionOnConfig('lambda:ListFunctionsByCodeSigningConfig'),

  async handle(room, input, context) {
    presentConfig(room, input.CodeSigningConfigArn, context);
    const all = functionsWith(room, input.CodeSigningConfigArn, context);
    const { page, next } = pageOf('ListFunctionsByCodeSigningConfig', input, all, ({ name }) => [name, 0]);
    return { ...next, FunctionArns: page.map((record) => functionArn(record)) };
  },
};
