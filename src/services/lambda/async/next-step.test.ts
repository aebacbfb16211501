import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Step, stepAfterRefusal, stepAfterRun, stepBefore } from './next-step.ts';

const second = 1_000;
const hour = 3_600 * second;
const end = (condition: string) => ({ type: 'end', condition }) as Step;
const rerun = (delayMs: number): Step => ({ type: 'rerun', delayMs });
const wait = (delayMs: number): Step => ({ type: 'wait', delayMs });

test('what is not run at all', () => {
  const event = { ageMs: 0, ageMsMax: 6 * hour, reservedConcurrency: undefined, isStoppedLoop: false };
  const cases: [Partial<Parameters<typeof stepBefore>[0]>, Step | undefined][] = [
    [{}, undefined],
    [{ reservedConcurrency: 1 }, undefined],
    [{ reservedConcurrency: 0 }, end('ZeroReservedConcurrency')],
    [{ reservedConcurrency: 0, ageMs: 7 * hour }, end('ZeroReservedConcurrency')],
    [{ isStoppedLoop: true }, end('RecursiveInvocation')],
    [{ ageMs: 6 * hour - 1 }, undefined],
    [{ ageMs: 6 * hour }, end('EventAgeExceeded')],
    [{ ageMs: 60 * second, ageMsMax: 60 * second }, end('EventAgeExceeded')],
  ];
  for (const [members, step] of cases)
    assert.deepEqual(stepBefore({ ...event, ...members }), step, JSON.stringify(members));
});

test('after a run', () => {
  // failed, runs, ageMs, retriesMax, ageMsMax
  const cases: [boolean, number, number, number, number, Step][] = [
    [false, 1, 10, 2, 6 * hour, end('Success')],
    [false, 3, 7 * hour, 2, 6 * hour, end('Success')],
    [true, 1, 10, 2, 6 * hour, rerun(60 * second)],
    [true, 2, 61 * second, 2, 6 * hour, rerun(120 * second)],
    [true, 3, 182 * second, 2, 6 * hour, end('RetriesExhausted')],
    [true, 1, 10, 0, 6 * hour, end('RetriesExhausted')],
    [true, 1, 10, 1, 6 * hour, rerun(60 * second)],
    [true, 2, 61 * second, 1, 6 * hour, end('RetriesExhausted')],
    [true, 2, 61 * second, 0, 6 * hour, end('RetriesExhausted')],
    [true, 1, 5, 2, 60 * second, end('EventAgeExceeded')],
    [true, 1, 5, 2, 61 * second, rerun(60 * second)],
    [true, 2, 61 * second, 2, 180 * second, end('EventAgeExceeded')],
    [true, 1, 5, 0, 60 * second, end('RetriesExhausted')],
  ];
  for (const [failed, runs, ageMs, retriesMax, ageMsMax, step] of cases) {
    const label = JSON.stringify({ failed, runs, ageMs, retriesMax, ageMsMax });
    assert.deepEqual(stepAfterRun({ failed, runs, ageMs }, { retriesMax, ageMsMax }), step, label);
  }
});

test('after a throttle or a fault: doubled up to five minutes, and never beyond the age', () => {
  const cases: [number, number, number, Step][] = [
    [1, 0, 6 * hour, wait(1 * second)],
    [2, 0, 6 * hour, wait(2 * second)],
    [9, 0, 6 * hour, wait(256 * second)],
    [10, 0, 6 * hour, wait(300 * second)],
    [5_000, 0, 6 * hour, wait(300 * second)],
    [10, 6 * hour - 7, 6 * hour, wait(7)],
    [1, 7 * hour, 6 * hour, wait(0)],
  ];
  for (const [tries, ageMs, ageMsMax, step] of cases) {
    assert.deepEqual(stepAfterRefusal({ tries, ageMs }, { ageMsMax }), step, `${tries} ${ageMs}`);
  }
});
