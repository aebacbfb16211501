import type { Authorize } from '#access';
import type { Door } from '#wire';
import { createDispatch } from './dispatch.ts';
import type { Dispatcher, Service, ServiceDependencies, ServiceFactory } from './service.ts';

/** All services of this node, tied together by one dispatcher. */
export type RunningServices = {
  readonly dispatcher: Dispatcher;
  /** What the services serve besides the AWS API. */
  readonly doors: readonly Door[];
  /** What a sweep must keep. */
  liveBlobs(): Promise<ReadonlySet<string>>;
  /** Closes the last opened first; tries them all and rejects with what went wrong. */
  close(): Promise<void>;
};

/** Opens the services in their order. When one cannot be opened, those before it are closed again. */
export async function openServices(
  dependencies: Omit<ServiceDependencies, 'call' | 'authorize'>,
  authorize: Authorize,
  factories: readonly ServiceFactory[],
): Promise<RunningServices> {
  const services = new Map<string, Service>();
  const dispatcher = createDispatch({ services, authorize, log: dependencies.log });
  try {
    for (const open of factories) {
      const service = await open({ ...dependencies, authorize, call: dispatcher.call });
      services.set(service.id, service);
    }
  } catch (error) {
    await closeAll(services).catch((cause) =>
      dependencies.log.error('closing the opened services failed', { cause }),
    );
    throw error;
  }
  return {
    dispatcher,
    doors: [...services.values()].flatMap(({ doors }) => doors),
    async liveBlobs() {
      const live = new Set<string>();
      for (const service of services.values())
        for (const digest of await service.liveBlobs()) live.add(digest);
      return live;
    },
    close: () => closeAll(services),
  };
}

async function closeAll(services: ReadonlyMap<string, Service>): Promise<void> {
  const failures: unknown[] = [];
  for (const service of [...services.values()].reverse()) {
    await service.close().catch((failure: unknown) => failures.push(failure));
  }
  if (failures.length > 0) throw new AggregateError(failures, 'services did not close');
}
