/** The composition root: the one file that knows every room. Opens from the state upward, closes from the sockets down. */
import { join } from 'node:path';
import {
  createAuthorize,
  createIdentifyCaller,
  createPresigner,
  loadRootCredentials,
  rootCredentialsFile,
} from '#access';
import { type Clock, type Random, systemClock, systemRandom } from '#ambient';
import { awsDoor, consoleDoor, type Edge, healthDoor, notFoundDoor, openEdge } from '#edge';
import { type Fabric, openEmbeddedFabric } from '#fabric';
import { type Launcher, openLauncher } from '#launcher';
import { createPlatformLog, openLogStore, type PlatformLog } from '#observe';
import { BlobSweep, openServices, serviceModels } from '#services';
import type { Config } from './config.ts';

/** A running Lambent. */
export type Lambent = {
  /** `http://127.0.0.1:4566` */
  readonly endpoint: string;
  /** The driver that functions run in. */
  readonly isolation: Launcher['isolation'];
  readonly rootCredentialsFile: string;
  /** Finishes what is in flight within the edge's bound, then stops everything. */
  close(): Promise<void>;
};

/** What was opened, to be closed in the opposite order, whichever step failed. */
class Opened {
  readonly #closers: (() => Promise<void>)[] = [];

  async add<T extends { close(): Promise<void> }>(opening: T | Promise<T>): Promise<T> {
    const part = await opening;
    this.#closers.push(() => part.close());
    return part;
  }

  async close(): Promise<void> {
    const failures: unknown[] = [];
    for (const close of this.#closers.splice(0).reverse()) {
      await close().catch((failure: unknown) => failures.push(failure));
    }
    if (failures.length > 0) throw new AggregateError(failures, 'Lambent did not close cleanly');
  }
}

/** Starts everything. When a part cannot be opened, those before it are closed again and its error is thrown. */
export async function startLambent(config: Config, version: string): Promise<Lambent> {
  const clock = systemClock();
  const random = systemRandom();
  const log = createPlatformLog({ level: config.logLevel, stream: process.stderr });
  const opened = new Opened();
  try {
    // The data folder is owned before anything else touches it.
    const fabric = await opened.add(openEmbeddedFabric({ folder: config.dataFolder, clock }));
    const parts: Parts = { config, version, clock, random, log, fabric, opened };
    // Whoever enforces access does not fall back to no sandbox unless asked to by name.
    const isolation =
      config.iam === 'enforce' && config.isolation === 'auto' ? 'bubblewrap' : config.isolation;
    const launcher = await opened.add(openLauncher({ ...config, isolation, clock, random, log }));
    const edge = await open(parts, launcher);
    return {
      endpoint: edge.endpoint,
      isolation: launcher.isolation,
      rootCredentialsFile: rootCredentialsFile(config.dataFolder),
      close: () => opened.close(),
    };
  } catch (error) {
    await opened
      .close()
      .catch((cause: unknown) => log.error('closing what was opened failed', { cause: String(cause) }));
    throw error;
  }
}

type Parts = {
  readonly config: Config;
  readonly version: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: PlatformLog;
  readonly fabric: Fabric;
  readonly opened: Opened;
};

async function open(parts: Parts, launcher: Launcher): Promise<Edge> {
  const { config, clock, random, log, fabric, opened } = parts;
  const root = loadRootCredentials(config.dataFolder, random);
  const presigner = createPresigner(root.secretAccessKey, clock);
  const logs = await opened.add(openLogStore({ folder: join(config.dataFolder, 'logs'), clock, log }));
  let edge: Edge | undefined;
  const endpoint = () => {
    if (edge === undefined) throw new Error('the endpoint is not known before the edge listens');
    return edge.endpoint;
  };
  const services = await opened.add(
    openServices(
      {
        clock,
        random,
        fabric,
        launcher,
        log,
        logs,
        endpoint,
        ...presigner,
        environmentsMax: config.environmentsMax,
        registries: config,
      },
      createAuthorize(config.iam),
    ),
  );
  const { dispatcher, liveBlobs } = services;
  await opened.add(new BlobSweep({ fabric, clock, log, liveBlobs }));
  edge = await opened.add(
    openEdge({
      ...config,
      clock,
      random,
      log,
      doors: [
        healthDoor({
          status: () => ({
            status: edge?.draining ? 'draining' : 'ok',
            version: parts.version,
            isolation: launcher.isolation,
          }),
        }),
        consoleDoor({ endpoint, version: parts.version }),
        ...services.doors,
        notFoundDoor(),
        awsDoor({
          models: serviceModels(),
          dispatcher,
          identifyCaller: createIdentifyCaller({ mode: config.iam, root, clock }),
          clock,
          log,
          endpoint,
        }),
      ],
    }),
  );
  return edge;
}
