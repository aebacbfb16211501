import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Event, IllegalTransition, nextState, type State } from './life.ts';

const states: readonly State[] = [
  'booting',
  'initializing',
  'idle',
  'frozen',
  'busy',
  'answered',
  'stopping',
  'dead',
];
const events: readonly Event[] = ['started', 'ready', 'invoke', 'answer', 'settle', 'freeze', 'stop', 'exit'];

test('exactly these steps are legal', () => {
  const legal = states.flatMap((state) =>
    events.flatMap((event) => {
      try {
        return [`${state} ${event} ${nextState(state, event)}`];
      } catch (error) {
        assert.ok(error instanceof IllegalTransition);
        return [];
      }
    }),
  );
  assert.deepEqual(legal, [
    'booting started initializing',
    'booting stop stopping',
    'booting exit dead',
    'initializing ready idle',
    'initializing stop stopping',
    'initializing exit dead',
    'idle invoke busy',
    'idle freeze frozen',
    'idle stop stopping',
    'idle exit dead',
    'frozen invoke busy',
    'frozen stop stopping',
    'frozen exit dead',
    'busy answer answered',
    'busy settle idle',
    'busy stop stopping',
    'busy exit dead',
    'answered settle idle',
    'answered stop stopping',
    'answered exit dead',
    'stopping exit dead',
  ]);
});
