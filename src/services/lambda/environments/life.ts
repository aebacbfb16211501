/**
 * Where an environment stands. `idle` and `busy` alternate, with `answered` between where the outcome is known before the next invocation
 * may come, and `frozen` where the next one lets itself be waited for. Where its processes end without its own end, it is `resetting` and
 * then `reset`: without processes, until the next invocation boots it again. The rest happens once.
 */
export type State =
  | 'booting'
  | 'initializing'
  | 'idle'
  | 'frozen'
  | 'busy'
  | 'answered'
  | 'resetting'
  | 'reset'
  | 'stopping'
  | 'dead';

/**
 * `started`: its processes run. `ready`: the handler is imported. `invoke`: an invocation begins. `answer`: it has its
 * outcome. `settle`: it has ended.
 * `freeze`: its processes do not run until the next invocation. `reset`: they shall end, of themselves or not, and it stays.
 * `stop`: it shall end. `exit`: its processes are gone.
 */
export type Event =
  | 'started'
  | 'ready'
  | 'invoke'
  | 'answer'
  | 'settle'
  | 'freeze'
  | 'reset'
  | 'stop'
  | 'exit';

const table: Readonly<Record<State, Readonly<Partial<Record<Event, State>>>>> = {
  booting: { started: 'initializing', stop: 'stopping' },
  initializing: { ready: 'idle', reset: 'resetting', stop: 'stopping' },
  idle: { invoke: 'busy', freeze: 'frozen', reset: 'resetting', stop: 'stopping' },
  frozen: { invoke: 'busy', reset: 'resetting', stop: 'stopping' },
  busy: { answer: 'answered', settle: 'idle', reset: 'resetting', stop: 'stopping' },
  answered: { settle: 'idle', reset: 'resetting', stop: 'stopping' },
  resetting: { exit: 'reset' },
  reset: { invoke: 'booting', stop: 'stopping' },
  stopping: { exit: 'dead' },
  dead: {},
};

/** Thrown for every event that the table does not list. */
export class IllegalTransition extends Error {
  override readonly name = 'IllegalTransition';

  constructor(state: State, event: Event) {
    super(`${event} is not allowed while ${state}`);
  }
}

/** Whether what its processes say or do means nothing any more. */
export function isOver(state: State): boolean {
  return state === 'resetting' || state === 'reset' || state === 'stopping' || state === 'dead';
}

export function nextState(state: State, event: Event): State {
  const next = table[state][event];
  if (next === undefined) throw new IllegalTransition(state, event);
  return next;
}
