import type { CallContext } from '#service';
import type { FunctionRecord } from '../../records/function.ts';
import type { ControlRoom } from '../control-room.ts';

/** The functions that have a code signing config, sorted by name. */
export function functionsWith(
  { functions }: Pick<ControlRoom, 'functions'>,
  configArn: string,
  { account, region }: Pick<CallContext, 'account' | 'region'>,
): readonly FunctionRecord[] {
  const all = functions.list(account, region).map(({ value }) => value);
  return all.filter(({ codeSigningConfigArn }) => codeSigningConfigArn === configArn);
}
