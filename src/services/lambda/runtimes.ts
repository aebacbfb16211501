import { InvalidParameterValueException, ValidationException } from './errors.ts';

/** Runtime ids that create and update accept, in the order of AWS's error text. Observed 2026-01, recording of CreateFunction's errors. */
const accepted = [
  'nodejs20.x',
  'python3.14',
  'provided.al2023',
  'python3.12',
  'python3.13',
  'nodejs24.x',
  'nodejs22.x',
  'java25',
  'python3.10',
  'python3.11',
  'java21',
  'ruby3.3',
  'ruby3.4',
  'ruby3.2',
  'python3.8',
  'python3.9',
  'java17',
  'nodejs16.x',
  'dotnet10',
  'dotnet8',
  'java11',
  'dotnet6',
  'nodejs18.x',
  'provided.al2',
  'java8.al2',
];

/** In the service model since; the recorded text does not name them. */
const acceptedSince = [
  'ruby4.0',
  'nodejs26.x',
  'python3.15',
  'java8.al2023',
  'java11.al2023',
  'java17.al2023',
];

/** Ids that AWS still knows and no longer takes. */
const blocked = new Set([
  'nodejs',
  'nodejs4.3',
  'nodejs4.3-edge',
  'nodejs6.10',
  'nodejs8.10',
  'nodejs10.x',
  'nodejs12.x',
  'nodejs14.x',
  'java8',
  'python2.7',
  'python3.6',
  'python3.7',
  'dotnetcore1.0',
  'dotnetcore2.0',
  'dotnetcore2.1',
  'dotnetcore3.1',
  'go1.x',
  'ruby2.5',
  'ruby2.7',
  'provided',
]);

const known = new Set([...accepted, ...acceptedSince]);

/** What lists of layers may be filtered by, in the order of AWS's error text. Observed 2026-01, recording of ListLayers' errors. */
const layerFilters = [
  ...['ruby3.5', 'ruby2.6', 'dotnetcore1.0', 'python3.7', 'nodejs8.10', 'nasa', 'ruby2.7'],
  ...['python2.7-greengrass', 'dotnetcore2.0', 'python3.8', 'java21', 'dotnet6', 'dotnetcore2.1'],
  ...['python3.9', 'java11', 'nodejs6.10', 'provided', 'dotnetcore3.1', 'dotnet8', 'java25', 'java17'],
  ...['nodejs', 'nodejs4.3', 'java8.al2', 'go1.x', 'dotnet10', 'nodejs20.x', 'go1.9', 'byol'],
  ...['nodejs10.x', 'provided.al2023', 'nodejs22.x', 'python3.10', 'java8', 'nodejs12.x', 'python3.11'],
  ...['nodejs24.x', 'nodejs8.x', 'python3.12', 'nodejs14.x', 'nodejs8.9', 'nodejs26.x', 'python3.13'],
  ...['python3.14', 'nodejs16.x', 'python3.15', 'provided.al2', 'nodejs4.3-edge', 'nodejs18.x'],
  ...['ruby3.2', 'python3.4', 'ruby3.3', 'ruby3.4', 'ruby2.5', 'python3.6', 'python2.7'],
];

/** What a layer may say it is for: also runtimes that functions can no longer have. */
const compatible = new Set([...known, ...blocked]);

/** What the service has against `CompatibleRuntimes`, in the model's words; undefined for nothing. */
export function compatibleRuntimesFailure(runtimes: readonly string[]): string | undefined {
  if (runtimes.every((runtime) => compatible.has(runtime))) return undefined;
  return `Member must satisfy enum value set: [${accepted.join(', ')}]`;
}

/** Throws for a runtime that layers cannot be filtered by. */
export function checkLayerFilter(runtime: string | undefined): void {
  if (runtime === undefined || layerFilters.includes(runtime) || known.has(runtime)) return;
  throw new ValidationException(
    runtime,
    'compatibleRuntime',
    `Member must satisfy enum value set: [${layerFilters.join(', ')}]`,
  );
}

/** Whether functions of this runtime bring their own, a program named `bootstrap`, and need no interpreter of this node. */
export function isCustomRuntime(runtime: string): boolean {
  return runtime.startsWith('provided.');
}

/** Throws for a runtime that AWS would not take. Whether this node has an interpreter for it is another question. */
export function checkRuntime(runtime: string): void {
  if (known.has(runtime)) return;
  if (blocked.has(runtime)) {
    throw new InvalidParameterValueException(
      `The runtime parameter of ${runtime} is no longer supported for creating or updating AWS Lambda functions. We recommend you use a supported runtime while creating or updating functions.`,
    );
  }
  // No quotes and no "1 validation error detected": this text is the service's own, not the model's.
  throw new InvalidParameterValueException(
    `Value ${runtime} at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: [${accepted.join(', ')}] or be a valid ARN`,
  );
}
