export { type Clock, delay, systemClock, type Timer } from './clock.ts';
export { type Random, seededRandom, systemRandom } from './random.ts';
export { VirtualClock } from './virtual-clock.ts';
