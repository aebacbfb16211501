import type { ServiceDependencies } from '#service';
import { AsyncInvocations } from './async/async-invocations.ts';
import { type Code, openCode } from './code/code.ts';
import { accountConcurrencyMax } from './environments/limits.ts';
import { nodeLimitsHere } from './environments/starts.ts';
import { type Images, openImages } from './images/images.ts';
import { type Invoker, openInvoker } from './invoke/invoke.ts';
import { fetchedPackagesMax, packageWaitersMax } from './limits.ts';
import { resumeMappings } from './operations/event-source-mappings/settle-mapping.ts';
import { resumePending } from './operations/settle.ts';
import { Turns } from './operations/turns.ts';
import { type CodeSigningConfigStore, openCodeSigningConfigs } from './records/code-signing-configs.ts';
import { type EventSourceMappingStore, openEventSourceMappings } from './records/event-source-mappings.ts';
import { type FunctionStore, openFunctions } from './records/functions.ts';

/** What every Lambda operation works with. */
export type LambdaRoom = ServiceDependencies & {
  readonly functions: FunctionStore;
  readonly eventSourceMappings: EventSourceMappingStore;
  readonly codeSigningConfigs: CodeSigningConfigStore;
  readonly code: Code;
  readonly images: Images;
  readonly invoker: Invoker;
  /** Whose turn it is to hold a package from a bucket in memory. */
  readonly packageTurns: Turns;
  readonly asyncInvocations: AsyncInvocations;
  readonly accountConcurrency: number;
};

/** Opens the stored functions, their code and the execution environments. Whoever opens it calls `closeRoom`. */
export async function openRoom(dependencies: ServiceDependencies): Promise<LambdaRoom> {
  const { fabric, launcher, log, accountConcurrency = accountConcurrencyMax } = dependencies;
  const functions = await openFunctions(fabric);
  const eventSourceMappings = await openEventSourceMappings(fabric);
  const codeSigningConfigs = await openCodeSigningConfigs(fabric);
  const code = await openCode({ fabric, codeRoot: launcher.codeRoot, log });
  const limits = nodeLimitsHere(dependencies.environmentsMax, dependencies.prebootedMax);
  const images = await openImages({
    ...dependencies,
    treeRoot: launcher.codeRoot,
    registries: dependencies.registries ?? {},
  });
  const invoker = openInvoker(
    {
      ...dependencies,
      code,
      accountConcurrency,
      images,
      reservedConcurrency: (account) => functions.accounts.usage(account).reservedConcurrency,
    },
    limits,
  );
  functions.onChange((key, record) => invoker.functionChanged(key, record));
  const packageTurns = new Turns(fetchedPackagesMax, packageWaitersMax);
  const { environmentsMax } = limits;
  const asyncInvocations = new AsyncInvocations({ ...dependencies, functions, invoker, environmentsMax });
  const room = {
    ...dependencies,
    functions,
    eventSourceMappings,
    codeSigningConfigs,
    code,
    images,
    invoker,
    asyncInvocations,
    packageTurns,
    accountConcurrency,
  };
  // Not waited for: an interpreter may have to be fetched first, and whoever asks meanwhile sees Pending.
  Promise.all([resumePending(room), resumeMappings(room)]).catch((error: unknown) =>
    log.warn('what an earlier run left was not finished', { error: String(error) }),
  );
  return room;
}

/** Runs no more events, kills every execution environment and lets go of the mirrors. */
export async function closeRoom(room: LambdaRoom): Promise<void> {
  await room.asyncInvocations.close();
  await room.invoker.close();
  room.images.close();
  room.codeSigningConfigs.close();
  room.functions.close();
  room.eventSourceMappings.close();
}
