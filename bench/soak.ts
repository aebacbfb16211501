/** `npm run soak`: fifty kills under a load of events; ends only when every accepted one has been run. Lost ones make it fail by its limit. */
import { parseArgs } from 'node:util';
import { sendEventsUnderKill } from '../conformance/lambda/events-under-kill.ts';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '50' } } });
const rounds = Number(values.rounds);
const acceptedMax = 400;
const withinMs = 20 * 60_000;

const overdue = setTimeout(() => {
  console.error(`not every accepted event was run within ${withinMs / 60_000} minutes`);
  process.exit(1);
}, withinMs);
const { accepted, runs } = await sendEventsUnderKill(rounds, acceptedMax);
clearTimeout(overdue);
console.log(
  `${rounds} kills, ${accepted} events accepted, every one of them run; ${runs - accepted} more than once or unanswered`,
);
