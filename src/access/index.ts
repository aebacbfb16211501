export type { Authorize, Caller, Decision, IamMode, Permission } from './caller.ts';
