import type { Operations } from '#models/lambda';
import type { Operation } from '#service';
import type { LambdaRoom } from '../room.ts';

/** What the control plane's operations need of the room. */
export type ControlRoom = Pick<
  LambdaRoom,
  | 'clock'
  | 'random'
  | 'log'
  | 'presign'
  | 'call'
  | 'reaches'
  | 'functions'
  | 'eventSourceMappings'
  | 'codeSigningConfigs'
  | 'signingProfiles'
  | 'metrics'
  | 'packageTurns'
  | 'accountConcurrency'
> & {
  readonly launcher: Pick<LambdaRoom['launcher'], 'interpreter' | 'isolation' | 'furnishSdk'>;
  readonly code: Pick<LambdaRoom['code'], 'store' | 'zip' | 'discard' | 'borrow' | 'borrowMerged'>;
  readonly invoker: Pick<LambdaRoom['invoker'], 'provisionedStatus'>;
  readonly images: Pick<LambdaRoom['images'], 'resolve' | 'pull' | 'discard'>;
};

export type ControlOperation<Name extends keyof Operations> = Operation<
  ControlRoom,
  Operations[Name]['input'],
  Operations[Name]['output']
>;
