import type { ControlOperation } from '../control-room.ts';
import { pageOf } from '../page.ts';
import { toCodeSigningConfig } from './config.ts';

/** Sorted by id. */
export const listCodeSigningConfigs: ControlOperation<'ListCodeSigningConfigs'> = {
  fields: ['Marker', 'MaxItems'],
  permission: () => ({ action: 'lambda:ListCodeSigningConfigs', resource: '*' }),

  async handle({ codeSigningConfigs }, input, { account, region }) {
    const all = codeSigningConfigs.list(account, region).map(({ value }) => value);
    const { page, next } = pageOf('ListCodeSigningConfigs', input, all, ({ id }) => [id, 0]);
    return { ...next, CodeSigningConfigs: page.map(toCodeSigningConfig) };
  },
};
