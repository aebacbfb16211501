/** What a layer says it is for, and what lists of layers are asked to be for. */
import type { PublishLayerVersionRequest } from '#models/lambda';
import { validationException } from '../../errors.ts';
import type { LayerVersionRecord } from '../../records/layer.ts';
import { checkLayerFilter, compatibleRuntimesFailure } from '../../runtimes.ts';

type Filter = {
  readonly CompatibleRuntime?: string | undefined;
  readonly CompatibleArchitecture?: string | undefined;
};

const architectures = ['x86_64', 'arm64'];
const architecturesMax = 2;

/** Throws both failures in one message, as the service does: its model knows nothing of the first. Observed 2026-01. */
export function checkCompatibility(input: PublishLayerVersionRequest): void {
  const { CompatibleRuntimes = [], CompatibleArchitectures = [] } = input;
  const checks = [
    ['compatibleRuntimes', CompatibleRuntimes, compatibleRuntimesFailure(CompatibleRuntimes)],
    ['compatibleArchitectures', CompatibleArchitectures, architecturesFailure(CompatibleArchitectures)],
  ] as const;
  const failures = checks.flatMap(([path, given, constraint]) =>
    constraint === undefined
      ? []
      : `Value '[${given.join(', ')}]' at '${path}' failed to satisfy constraint: ${constraint}`,
  );
  if (failures.length > 0) throw validationException(failures);
}

function architecturesFailure(given: readonly string[]): string | undefined {
  if (given.length > architecturesMax)
    return `Member must have length less than or equal to ${architecturesMax}`;
  if (given.every((architecture) => architectures.includes(architecture))) return undefined;
  return `Member must satisfy constraint: [Member must satisfy enum value set: [${architectures.join(', ')}], Member must not be null]`;
}

/** Whether a version is for what is asked; one that says nothing is for nothing in particular. Throws AWS's error for a runtime that never was. */
export function compatibilityFilter(filter: Filter): (version: LayerVersionRecord) => boolean {
  const { CompatibleRuntime: runtime, CompatibleArchitecture: architecture } = filter;
  checkLayerFilter(runtime);
  return ({ compatibleRuntimes = [], compatibleArchitectures = [] }) =>
    (runtime === undefined || compatibleRuntimes.includes(runtime)) &&
    (architecture === undefined || compatibleArchitectures.includes(architecture));
}
