/** The composition root: the one file that knows every room. Builds from the state upward, closes from the sockets down. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createAuthorize, createPresigner, identifyCaller, loadRootCredentials } from '#access';
import { type Clock, type Random, systemClock, systemRandom } from '#ambient';
import { awsDoor, consoleDoor, type Edge, healthDoor, internalDoor, openEdge } from '#edge';
import { openEmbeddedFabric } from '#fabric';
import { openLauncher } from '#launcher';
import { createPlatformLog, openLogStore, type PlatformLog } from '#observe';
import { createDispatch, openServices } from '#services';
import type { Config } from './config.ts';

export const version: string = (
  JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
).version;

/** A running Lambent. */
export type Lambent = {
  /** `http://127.0.0.1:4566` */
  readonly endpoint: string;
  readonly isolation: string;
  readonly log: PlatformLog;
  /** Finishes what is in flight, bounded, then stops everything. */
  close(): Promise<void>;
};
