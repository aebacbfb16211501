/** The life of a function's state (R6): pure steps from one record to the next; what is not listed is refused. */
import type { FunctionRecord, VersionRecord } from './function.ts';

/** Where a function stands between two steps. */
export type Phase = 'creating' | 'updating' | 'settled';

/** What came of preparing a version to run. `reason` says what is missing and what to do about it. */
export type Outcome =
  | { readonly ready: true; readonly sdkPackages?: readonly string[] }
  | {
      readonly ready: false;
      readonly code: ReasonCode;
      readonly reason: string;
      /** For the operator alone. */
      readonly detail?: string;
    };

export type ReasonCode =
  | 'InvalidRuntime'
  | 'InvalidConfiguration'
  | 'InternalError'
  | 'ImageAccessDenied'
  | 'ImageDeleted'
  | 'InvalidImage';

/** The parts of a version that are its state; everything else is code and configuration. */
type StateMember =
  | 'state'
  | 'stateReason'
  | 'stateReasonCode'
  | 'lastUpdateStatus'
  | 'lastUpdateStatusReason'
  | 'lastUpdateStatusReasonCode';

export type Configuration = Omit<VersionRecord, StateMember>;

// Quirk: an update says "created" too.
const inProgressReason = 'The function is being created.';

export function phaseOf(version: VersionRecord): Phase {
  if (version.state === 'Pending') return 'creating';
  return version.lastUpdateStatus === 'InProgress' ? 'updating' : 'settled';
}

/** Whether a start of Lambent should look at it: it was interrupted, or failed for want of something that may be there now. */
export function isUnsettled(version: VersionRecord): boolean {
  return (
    phaseOf(version) !== 'settled' || version.state === 'Failed' || version.lastUpdateStatus === 'Failed'
  );
}

/** The first step: Pending. */
export function created(configuration: Configuration): VersionRecord {
  return {
    ...configuration,
    state: 'Pending',
    stateReason: inProgressReason,
    stateReasonCode: 'Creating',
  };
}

/** An accepted update of a settled function: what ran before keeps running until the update is through. */
export function updating(record: FunctionRecord, configuration: Configuration): FunctionRecord {
  const { latest } = record;
  if (phaseOf(latest) !== 'settled') throw new Error(`an update in phase ${phaseOf(latest)}`);
  const serving = record.serving ?? (latest.state === 'Active' ? latest : undefined);
  return {
    ...record,
    ...(serving === undefined ? {} : { serving }),
    latest: {
      ...configurationOf(configuration),
      state: latest.state,
      ...(latest.stateReason === undefined ? {} : { stateReason: latest.stateReason }),
      ...(latest.stateReasonCode === undefined ? {} : { stateReasonCode: latest.stateReasonCode }),
      lastUpdateStatus: 'InProgress',
      lastUpdateStatusReason: inProgressReason,
      lastUpdateStatusReasonCode: 'Creating',
    },
  };
}

/** The end of creating or updating `$LATEST`, or of another attempt at what had failed. The revision id changes. */
export function settled(record: FunctionRecord, outcome: Outcome, revisionId: string): FunctionRecord {
  const { serving, ...rest } = record;
  if (outcome.ready || serving === undefined) {
    return { ...rest, latest: settledVersion(record.latest, outcome, revisionId) };
  }
  const { latest } = record;
  return {
    ...rest,
    serving,
    latest: {
      ...configurationOf(latest),
      revisionId,
      state: 'Active',
      ...failedUpdateOf(latest, outcome),
    },
  };
}

/** As `settled`, of a version that was published before it could run. */
export function publicationSettled(
  record: FunctionRecord,
  version: string,
  outcome: Outcome,
  revisionId: string,
): FunctionRecord {
  const versions = record.versions?.map((published) =>
    published.version === version ? settledVersion(published, outcome, revisionId) : published,
  );
  return versions === undefined ? record : { ...record, versions };
}

function settledVersion(version: VersionRecord, outcome: Outcome, revisionId: string): VersionRecord {
  const configuration = { ...configurationOf(version), revisionId };
  if (outcome.ready) {
    const { sdkPackages: _, ...rest } = configuration;
    const { sdkPackages = [] } = outcome;
    const named = sdkPackages.length > 0 && { sdkPackages };
    return { ...rest, ...named, state: 'Active', lastUpdateStatus: 'Successful' };
  }
  return {
    ...configuration,
    state: 'Failed',
    stateReason: outcome.reason,
    stateReasonCode: outcome.code,
    ...failedUpdateOf(version, outcome),
  };
}

function failedUpdateOf(
  { lastUpdateStatus }: VersionRecord,
  { reason, code }: Extract<Outcome, { ready: false }>,
) {
  if (lastUpdateStatus === undefined) return {};
  return {
    lastUpdateStatus: 'Failed',
    lastUpdateStatusReason: reason,
    lastUpdateStatusReasonCode: code,
  } as const;
}

/** A version without its state. */
export function configurationOf(version: Configuration & Partial<VersionRecord>): Configuration {
  const {
    state: _state,
    stateReason: _stateReason,
    stateReasonCode: _stateReasonCode,
    lastUpdateStatus: _lastUpdateStatus,
    lastUpdateStatusReason: _lastUpdateStatusReason,
    lastUpdateStatusReasonCode: _lastUpdateStatusReasonCode,
    ...configuration
  } = version;
  return configuration;
}
