import { systemClock, systemRandom } from '#ambient';
import { describeHost, type HostReport } from '#launcher';
import { createPlatformLog } from '#observe';
import { readConfig } from '../config.ts';
import { columns, type Terminal } from './terminal.ts';
