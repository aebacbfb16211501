import {
  telemetryBytesDefault,
  telemetryBytesMax,
  telemetryBytesMin,
  telemetryItemsDefault,
  telemetryItemsMax,
  telemetryItemsMin,
  telemetryTimeoutMsDefault,
  telemetryTimeoutMsMax,
  telemetryTimeoutMsMin,
} from '../limits.ts';

/** The Telemetry API, and the Logs API that came before it. */
export type TelemetryApiName = 'Telemetry' | 'Logs';

export type Category = 'platform' | 'function' | 'extension';

/** A receiver inside the environment: there is no other host. */
export type Destination = {
  readonly protocol: 'HTTP' | 'TCP';
  readonly port: number;
  /** Of a POST. */
  readonly path: string;
};

export type Subscription = {
  readonly types: readonly Category[];
  readonly destination: Destination;
  readonly maxItems: number;
  readonly maxBytes: number;
  readonly timeoutMs: number;
};

const categories: readonly Category[] = ['platform', 'function', 'extension'];
const hosts = ['sandbox.localdomain', 'sandbox'];
const schemaVersions: Readonly<Record<TelemetryApiName, readonly string[]>> = {
  Telemetry: ['2022-07-01', '2022-12-13', '2025-01-29'],
  Logs: ['2020-08-15', '2021-03-18'],
};

/** The subscription that a request's body asks for, or all that is wrong with it, as one text. */
export function subscriptionOf(api: TelemetryApiName, body: string): Subscription | string {
  let document: unknown;
  try {
    document = JSON.parse(body);
  } catch {
    return 'request body is not valid JSON';
  }
  if (!isRecord(document)) return 'request body is not a JSON object';
  const problems: string[] = [];
  const { schemaVersion, types, buffering = {}, destination } = document;
  if (schemaVersion !== undefined && !schemaVersions[api].includes(String(schemaVersion)))
    problems.push(`schemaVersion should be one of ${schemaVersions[api].join(', ')}`);
  const to = destinationOf(isRecord(destination) ? destination : {}, problems);
  const wanted = typesOf(types, problems);
  const limits = isRecord(buffering) ? buffering : {};
  if (!isRecord(buffering)) problems.push('buffering should be an object');
  const number = (name: string, min: number, max: number, byDefault: number): number => {
    const value = limits[name] ?? byDefault;
    if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
    problems.push(`${name} should be between ${min} and ${max}`);
    return byDefault;
  };
  const subscription = {
    types: wanted,
    destination: to,
    maxItems: number('maxItems', telemetryItemsMin, telemetryItemsMax, telemetryItemsDefault),
    maxBytes: number('maxBytes', telemetryBytesMin, telemetryBytesMax, telemetryBytesDefault),
    timeoutMs: number('timeoutMs', telemetryTimeoutMsMin, telemetryTimeoutMsMax, telemetryTimeoutMsDefault),
  };
  return problems.length === 0 ? subscription : problems.join('; ');
}

function destinationOf(destination: Readonly<Record<string, unknown>>, problems: string[]): Destination {
  const { protocol, URI: uri, port } = destination;
  if (protocol === 'TCP') return { protocol, port: portOf(port, problems), path: '/' };
  if (protocol !== 'HTTP') problems.push('protocol should be HTTP or TCP');
  const url = typeof uri === 'string' && URL.canParse(uri) ? new URL(uri) : undefined;
  if (url === undefined || url.protocol !== 'http:') {
    problems.push('URI is not valid');
    return { protocol: 'HTTP', port: 0, path: '/' };
  }
  if (!hosts.includes(url.hostname)) problems.push(`URI host should be ${hosts.join(' or ')}`);
  // The URL's port is empty for 80 as well, which would have to be said.
  const given = url.port === '' && /:80(\/|$)/.test(String(uri)) ? '80' : url.port;
  const number = given === '' ? undefined : Number(given);
  return { protocol: 'HTTP', port: portOf(number, problems), path: url.pathname + url.search };
}

function portOf(port: unknown, problems: string[]): number {
  if (typeof port === 'number' && Number.isInteger(port) && port > 0 && port < 65_536) return port;
  problems.push('URI port is not provided');
  return 0;
}

function typesOf(types: unknown, problems: string[]): readonly Category[] {
  if (!Array.isArray(types) || types.length === 0) {
    problems.push('types should not be empty');
    return [];
  }
  const known = categories.filter((category) => types.includes(category));
  if (types.some((type) => !categories.includes(type)))
    problems.push(`types should be among ${categories.join(', ')}`);
  return known;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
