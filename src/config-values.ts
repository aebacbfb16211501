/** How the text of a setting is read. What is wrong with it is thrown in words for the person who set it. */

/** Of the Runtime API and of the platform's API, on the loopback that functions see. */
const platformPorts: readonly number[] = [9_001, 4_566];

/** Services that are opened to functions: each is up to two listeners in every network. */
const functionHostsMax = 8;

/** Bad settings, with one readable line for the person who set them. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

export function wholeNumber(text: string, min: number, max: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max)
    throw new Error(`expected a whole number from ${min} to ${max}`);
  return value;
}

export function oneOf<Choice extends string>(text: string, choices: readonly Choice[]): Choice {
  const choice = choices.find((candidate) => candidate === text);
  if (choice === undefined) throw new Error(`expected one of ${choices.join(', ')}`);
  return choice;
}

export function loopbackAddress(text: string): string {
  const address = text.replace(/^\[(.*)\]$/, '$1');
  if (address === 'localhost' || address === '::1' || /^127(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3}$/.test(address))
    return address;
  throw new Error(
    'Lambent listens on loopback addresses only, until it knows users and roles (127.0.0.1, ::1 or localhost)',
  );
}

export function hostNames(text: string): readonly string[] {
  const names = text
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
  for (const name of names) {
    if (!/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/.test(name)) throw new Error(`${name} is not a host name`);
  }
  return names;
}

/** Each port once: functions reach all of them on one loopback, beside the platform's own two. */
export function functionHosts(text: string): readonly { readonly host: string; readonly port: number }[] {
  const parts = text.split(',').map((part) => part.trim());
  const hosts = parts.filter((part) => part !== '').map(functionHost);
  if (hosts.length > functionHostsMax) throw new Error(`at most ${functionHostsMax} hosts`);
  for (const [index, { port }] of hosts.entries())
    if (hosts.findIndex((other) => other.port === port) !== index) throw new Error(`port ${port} twice`);
  return hosts;
}

function functionHost(text: string): { readonly host: string; readonly port: number } {
  const [, name = '', digits = ''] = /^([a-z0-9][a-z0-9.-]{0,252}):(\d{1,5})$/i.exec(text) ?? [];
  const host = name.toLowerCase();
  const port = Number(digits);
  if (host === '' || port < 1 || port > 65_535)
    throw new Error(`${text} is not host:port, such as localhost:5432`);
  if (host !== '127.0.0.1' && /^[\d.]+$/.test(host))
    throw new Error(`${host} is an address: functions find a host by its name, or localhost`);
  if (platformPorts.includes(port))
    throw new Error(`port ${port} is Lambent's own on the loopback of functions`);
  return { host, port };
}

export function registryMirrors(text: string): ReadonlyMap<string, string> {
  const pairs = text.split(',').map((pair) => pair.trim());
  return new Map(pairs.filter((pair) => pair !== '').map(registryMirror));
}

function registryMirror(pair: string): [name: string, address: string] {
  const [, name, address] = /^([A-Za-z0-9][A-Za-z0-9.:-]*)=([^=\s]+)$/.exec(pair) ?? [];
  if (name === undefined || address === undefined) throw new Error(`${pair} is not name=address`);
  const url = URL.parse(address.includes('://') ? address : `https://${address}`);
  const isOrigin = url !== null && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`;
  if (!isOrigin) throw new Error(`${address} is not host:port, http://host:port or https://host:port`);
  return [name, address];
}

export function serviceEndpoints(text: string): ReadonlyMap<string, URL> {
  const endpoints = new Map<string, URL>();
  for (const pair of text.split(',').map((part) => part.trim())) {
    if (pair === '') continue;
    const [, service, address] = /^([a-z][a-z0-9-]*)=(.+)$/.exec(pair) ?? [];
    const url = URL.parse(address ?? '');
    if (service === undefined || url === null || !/^https?:$/.test(url.protocol))
      throw new Error('expected service=url, such as s3=http://127.0.0.1:9000');
    if (url.username !== '' || url.password !== '')
      throw new Error('no credentials in a URL: they belong in variables');
    if (url.search !== '' || url.hash !== '') throw new Error('a URL ends with its path');
    if (endpoints.has(service)) throw new Error(`${service} has one endpoint`);
    endpoints.set(service, url);
  }
  return endpoints;
}

/** Node.js is not among them: its lines are fetched, so none is ever missing. */
export function substitutes(text: string): Readonly<Record<string, string>> {
  const pairs = text
    .split(',')
    .map((pair) => pair.trim())
    .filter((pair) => pair !== '');
  return Object.fromEntries(
    pairs.map((pair) => {
      const [, runtime, version] =
        /^((?:python|ruby|java|dotnet)[\d.]+(?:\.al2|\.al2023)?)=(\d+(?:\.\d+)?)$/.exec(pair) ?? [];
      if (runtime === undefined || version === undefined)
        throw new Error(
          `expected pairs of a python, ruby, java or dotnet runtime and a version, not ${pair}`,
        );
      return [runtime, version];
    }),
  );
}

export function webAddress(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new ConfigError(`${text}: expected an http or https URL`);
  return text;
}
