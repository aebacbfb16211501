import type { Operations } from '#models/logs';
import type { Operation } from '#service';
import type { LogsRoom } from '../room.ts';

export type LogsOperation<Name extends keyof Operations> = Operation<
  LogsRoom,
  Operations[Name]['input'],
  Operations[Name]['output']
>;
