/**
 * Where an environment stands. `idle` and `busy` alternate, with `answered` between where the outcome is known before the next invocation
 * may come, and `frozen` where the next one lets itself be waited for; the rest happens once, in this order.
 */
export type State =
  | 'booting'
  | 'initializing'
  | 'idle'
  | 'frozen'
  | 'busy'
  | 'answered'
  | 'stopping'
  | 'dead';

/**
 * `started`: its processes run. `ready`: the handler is imported. `invoke`: an invocation begins. `answer`: it has its
 * outcome. `settle`: it has ended.
 * `freeze`: its processes do not run until the next invocation. `stop`: it shall end. `exit`: its processes are gone.
 */
export type Event = 'started' | 'ready' | 'invoke' | 'answer' | 'settle' | 'freeze' | 'stop' | 'exit';

const table: Readonly<Record<State, Readonly<Partial<Record<Event, State>>>>> = {
  booting: { started: 'initializing', stop: 'stopping', exit: 'dead' },
  initializing: { ready: 'idle', stop: 'stopping', exit: 'dead' },
  idle: { invoke: 'busy', freeze: 'frozen', stop: 'stopping', exit: 'dead' },
  frozen: { invoke: 'busy', stop: 'stopping', exit: 'dead' },
  busy: { answer: 'answered', settle: 'idle', stop: 'stopping', exit: 'dead' },
  answered: { settle: 'idle', stop: 'stopping', exit: 'dead' },
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

export function nextState(state: State, event: Event): State {
  const next = table[state][event];
  if (next === undefined) throw new IllegalTransition(state, event);
  return next;
}
