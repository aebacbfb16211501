/** The composition root: the one file that knows every room. Opens from the state upward, closes from the sockets down. */
import { join } from 'node:path';
import {
  createAuthorize,
  createIdentifyCaller,
  createPresigner,
  createSessions,
  Insiders,
  loadRootCredentials,
  loadSessionKey,
  loadSigningProfiles,
  rootCredentialsFile,
} from '#access';
import { type Clock, type Random, systemClock, systemRandom } from '#ambient';
import {
  awsDoor,
  consoleDoor,
  type Edge,
  healthDoor,
  metricsDoor,
  notFoundDoor,
  openEdge,
  usageDoor,
} from '#edge';
import { type Fabric, openEmbeddedFabric } from '#fabric';
import { actingAs, become, chooseIdentity, type Launcher, openLauncher } from '#launcher';
import {
  createMetricStore,
  createPlatformLog,
  openLogStore,
  openUsageMeter,
  type PlatformLog,
  prometheusContentType,
  prometheusText,
} from '#observe';
import { allServices, BlobSweep, externalServiceIds, openServices, serviceModels } from '#services';
import { type Config, ConfigError, type ExternalCredentials, isolationFor } from './config.ts';

/** A running Lambent. */
export type Lambent = {
  /** `http://127.0.0.1:4566` */
  readonly endpoint: string;
  /** The driver that functions run in. */
  readonly isolation: Launcher['isolation'];
  readonly network: Launcher['network'];
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
export async function startLambent(
  config: Config,
  version: string,
  credentials?: ExternalCredentials,
): Promise<Lambent> {
  checkEndpoints(config);
  const clock = systemClock();
  const random = systemRandom();
  const log = createPlatformLog({ level: config.logLevel, stream: process.stderr });
  const opened = new Opened();
  try {
    const { identity, reason } = await chooseIdentity(config);
    // The data folder is owned before anything else touches it.
    const fabric = await opened.add(
      actingAs(identity, () => openEmbeddedFabric({ folder: config.dataFolder, clock })),
    );
    const parts: Parts = { config, credentials, version, clock, random, log, fabric, opened };
    const isolation = isolationFor(config);
    const launcher = await opened.add(openLauncher({ ...config, isolation, identity, clock, random, log }));
    // The launcher was the last to need root.
    if (identity !== undefined) become(identity);
    const edge = await open(parts, launcher);
    launcher.serveInside('platformApi', (socket, environment) => edge.accept(socket, environment));
    if (reason !== undefined) log.warn('the gateway keeps running as root', { reason });
    return {
      endpoint: edge.endpoint,
      isolation: launcher.isolation,
      network: launcher.network,
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

/** Throws for an endpoint of a service that nobody calls elsewhere. */
function checkEndpoints({ endpoints }: Config): void {
  for (const id of endpoints.keys()) {
    if (externalServiceIds.includes(id)) continue;
    throw new ConfigError(
      `--endpoints ${id}=…: Lambent calls no ${id} elsewhere; it can call ${externalServiceIds.join(', ')}`,
    );
  }
}

type Parts = {
  readonly config: Config;
  readonly credentials: ExternalCredentials | undefined;
  readonly version: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: PlatformLog;
  readonly fabric: Fabric;
  readonly opened: Opened;
};

async function open(parts: Parts, launcher: Launcher): Promise<Edge> {
  const { config, credentials, clock, random, log, fabric, opened } = parts;
  const root = loadRootCredentials(config.dataFolder, random);
  const sessions = createSessions({ masterKey: loadSessionKey(config.dataFolder, random), clock, random });
  const insiders = new Insiders();
  const identifyCaller = createIdentifyCaller({ mode: config.iam, root, sessions, insiders, clock });
  const presigner = createPresigner(root.secretAccessKey, clock);
  const logs = await opened.add(openLogStore({ folder: join(config.dataFolder, 'logs'), clock, log }));
  const metrics = createMetricStore();
  const usage = await opened.add(openUsageMeter({ fabric, clock, log }));
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
        metrics,
        usage,
        endpoint,
        identifyCaller,
        sessions,
        insiders,
        signingProfiles: loadSigningProfiles(config.signingProfilesFile),
        ...presigner,
        environmentsMax: config.environmentsMax,
        prebootedMax: config.prebooted,
        accountConcurrency: config.accountConcurrency,
        registries: config,
      },
      createAuthorize(config.iam),
      allServices({ endpoints: config.endpoints, credentials }),
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
        metricsDoor({ contentType: prometheusContentType, text: () => prometheusText(metrics) }),
        usageDoor({ lines: (fromDay, toDay) => usage.lines(fromDay, toDay) }),
        consoleDoor({ endpoint, version: parts.version }),
        ...services.doors,
        notFoundDoor(),
        awsDoor({
          models: serviceModels(),
          dispatcher,
          identifyCaller,
          clock,
          log,
          endpoint,
        }),
      ],
    }),
  );
  services.start();
  return edge;
}
