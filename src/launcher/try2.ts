import { systemClock, systemRandom } from '#ambient';
import { describeHost } from './describe-host.ts';

const log = { debug() {}, info: console.log, warn: console.log, error: console.log };
console.log(
  await describeHost({
    dataFolder: '/tmp/nowhere',
    isolation: 'auto',
    npmRegistry: 'https://registry.npmjs.org',
    clock: systemClock(),
    random: systemRandom(),
    log,
    searchPath: process.env.PATH!,
  }),
);
