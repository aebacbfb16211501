/** `npm run soak:events`: fifty kills under a load of events; fails with the names of those that were accepted and never run, or run again without need. */
import { parseArgs } from 'node:util';
import { sendEventsUnderKill } from '../conformance/lambda/events-under-kill.ts';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '50' } } });
const rounds = Number(values.rounds);
const acceptedMax = 400;

const { accepted, runs, repeated } = await sendEventsUnderKill(rounds, acceptedMax);
console.log(
  `${rounds} kills, ${accepted} events accepted, every one of them run; ${repeated} run again after a kill; ${runs} runs in all`,
);
