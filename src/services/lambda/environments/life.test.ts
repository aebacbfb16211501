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
  'resetting',
  'reset',
  'stopping',
  'dead',
];
const events: readonly Event[] = [
  'started',
  'ready',
  'invoke',
  'answer',
  'settle',
  'freeze',
  'reset',
  'stop',
  'exit',
];

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
    'initializing ready idle',
    'initializing reset resetting',
    'initializing stop stopping',
    'idle invoke busy',
    'idle freeze frozen',
    'idle reset resetting',
    'idle stop stopping',
    'frozen invoke busy',
    'frozen reset resetting',
    'frozen stop stopping',
    'busy answer answered',
    'busy settle idle',
    'busy reset resetting',
    'busy stop stopping',
    'answered settle idle',
    'answered reset resetting',
    'answered stop stopping',
    'resetting exit reset',
    'reset invoke booting',
    'reset stop stopping',
    'stopping exit dead',
  ]);
});
