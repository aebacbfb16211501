/** Invocations at the same time in one account and region, unless the settings say otherwise. Source: Lambda quotas, "Concurrent executions". */
export const accountConcurrencyMax = 1_000;

/** How long an environment's credentials hold. Source: AWS STS API reference, the longest session of a role; Lambda's are reported to last as long. */
export const credentialsMsMax = 12 * 3_600_000;

/** So long before their credentials end, provisioned environments begin to be replaced. Ours. */
export const provisionedRenewalMs = 3_600_000;

/** The init phase. Source: Lambda developer guide, "Understanding the Lambda execution environment lifecycle". */
export const initMsMax = 10_000;

export { responseBytesMax, streamedBytesMax } from '../runtime-api/limits.ts';

/** One part of a streamed response on the channel. A larger one is no frame; bootstraps cut what a function writes. */
export const responsePartBytesMax = 65_536;

/** A streamed response's content type; ours. */
export const contentTypeCharactersMax = 1_024;

/** What a buffered caller's response in parts is collected in at first; it doubles as it fills. */
export const collectedBytesMin = 16_384;

/** The init phase of a provisioned environment; a function's timeout where that is longer. Source: as above. */
export const provisionedInitMsMin = 130_000;

/** Inits of provisioned environments that may fail one after the other before no more are started. */
export const provisionedFailuresMax = 3;

/** A provisioned environment that ends before this without having run anything counts as failed. */
export const provisionedSteadyMs = 60_000;

/** How often allocated provisioned concurrency is added to the bill. */
export const provisionedBillingMs = 60_000;

/** Environments that one function may add: at once, and a second. Source: Lambda developer guide, "Lambda function scaling". */
export const scalingBurstMax = 1_000;
export const scalingPerSecond = 100;

/** Synchronous invocations a second for each concurrent one. Source: Lambda quotas, "Invocation requests per Region". */
export const requestsPerSecondPerConcurrency = 10;

/** Functions whose scaling is counted; beyond that those that have not scaled lately are counted anew. */
export const scalingFunctionsMax = 10_000;

/** The head of one frame on the channel. */
export const frameHeadBytesMax = 65_536;

/** Payloads up to this size are copied behind their head, so that one write carries the frame. */
export const copiedPayloadBytesMax = 16_384;

/** One log event; a longer line becomes several. Source: CloudWatch Logs quotas, "Event size" before 2025. */
export const logEventBytesMax = 262_144;

/** The end of an invocation's log that `LogType=Tail` returns. Source: Invoke, `LogResult`. */
export const logTailBytesMax = 4_096;

/** How long an invocation waits, before it settles, for output that its runtime has announced. */
export const drainMsMax = 1_000;

/** Turns of the event loop without output after which there is none: a new connection is accepted in one and read in the next. */
export const quietTurns = 2;

/** How long a closed channel may wait for its process's exit, and an exit for the rest of the channel. */
export const exitMsMax = 1_000;

/** What one environment may print and log before it is made to wait for the next window. */
export const outputBytesPerWindowMax = 2_097_152;
export const outputWindowMs = 100;
/** What an event counts besides its bytes: many short lines are as much work as a few long ones. */
export const outputEventWeightBytes = 64;

/** An idle environment is given up after this long. AWS names no time; field reports say 5 to 15 minutes. */
export const idleMsMax = 600_000;

/** An environment idle for this long is frozen at the next look. AWS freezes at once; one that is used again at once shall not pay for it. */
export const freezeAfterMs = 1_000;

/** How often idle environments and waiting invocations are looked at. */
export const sweepMs = 1_000;

/** How long an invocation may wait for an environment before it is throttled. */
export const placementMsMax = 60_000;

/** Where nobody says how many environments this machine holds: as many as a gigabyte does. */
export const environmentsMaxUnsaid = 16;

/** What environments may be configured to use together, in multiples of the machine's memory: most use a fraction of what they may. */
export const memoryOvercommit = 4;

/** A slow start holds its place among the starts in flight no longer than this. */
export const startSlotMs = 250;

/** How long at most until it is looked at again whether those who wait need another environment. */
export const recheckMsMax = 50;

/** Booted runtimes without a function that wait for one: of all kinds, unless the settings say otherwise, and of one kind. */
export const prebootedMax = 4;
export const prebootedPerKindMax = 2;

/** Kinds of runtimes lately used of which some may wait booted. */
export const prebootedKindsMax = 8;

/** Copies of code trees that are still to be made ahead. */
export const sparesPendingMax = 64;

/** How soon it is looked whether the node is idle enough to boot another; nothing is booted for this long after an eviction. */
export const prebootedLookMs = 50;
export const prebootedRestMs = 5_000;

/** The share of the processors' time that must have been free since the last look. */
export const prebootedIdleShareMin = 0.25;

/** Runtimes of one kind that end while they wait, one after the other, before there is a pause; and that pause. */
export const prebootedFailuresMax = 3;
export const prebootedFailurePauseMs = 60_000;

/** How long the end waits for what was booted. */
export const prebootedCloseMsMax = 5_000;

/** How long an environment may take to end. */
export type ShutdownLimits = {
  /** All of it, where all extensions are the runtime's own, and where there are others. Without any it has no time at all. */
  readonly internalMs: number;
  readonly externalMs: number;
  /** The runtime's part, from SIGTERM until the extensions are told. */
  readonly runtimeMs: number;
};

/** Source: Lambda developer guide, "Shutdown phase". */
export const shutdownLimits: ShutdownLimits = { internalMs: 500, externalMs: 2_000, runtimeMs: 300 };

/** One line of an environment's supervisor. */
export const supervisorLineBytesMax = 256;

/** Links followed on the way to one file of an image. Source: MAXSYMLINKS of Linux. */
export const rootLinkHopsMax = 40;
