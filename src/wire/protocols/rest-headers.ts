import { readText, writeText } from '../codec/text.ts';
import type { Bindings } from '../model/bindings.ts';
import type { Shape } from '../model/shape.ts';
import type { ClientResponse, Members } from './protocol-codec.ts';

type HeaderBindings = Pick<Bindings, 'headers' | 'prefixedHeaders'>;

/** Reads the members that travel in headers into `result`. */
export function readHeaders(
  { headers: members, prefixedHeaders }: HeaderBindings,
  headers: ClientResponse['headers'],
  result: Record<string, unknown>,
): void {
  for (const { name, wireName, shape } of members) {
    const value = headers[wireName.toLowerCase()];
    if (value !== undefined) result[name] = readHeader(shape, value);
  }
  if (!prefixedHeaders) return;
  const prefix = prefixedHeaders.wireName.toLowerCase();
  const entries = Object.entries(headers).filter(([name]) => name.startsWith(prefix));
  if (entries.length === 0) return;
  const map: Record<string, unknown> = Object.create(null);
  for (const [name, value] of entries) map[name.slice(prefix.length)] = value;
  result[prefixedHeaders.name] = map;
}

function readHeader(shape: Shape, value: string): unknown {
  if (shape.type !== 'list') return readText(shape, value);
  return value.split(',').map((item) => readText(shape.member, item.trim()));
}

/** Names and values of the headers that members travel in. */
export function writeHeaders(
  { headers: members, prefixedHeaders }: HeaderBindings,
  values: Members,
): [name: string, value: string][] {
  const headers: [string, string][] = [];
  for (const { name, wireName, shape } of members) {
    const value = values[name];
    if (value !== undefined && value !== null) headers.push([wireName, writeHeader(shape, value)]);
  }
  const prefixed = prefixedHeaders && values[prefixedHeaders.name];
  if (prefixed) {
    for (const [name, value] of Object.entries(prefixed))
      headers.push([prefixedHeaders.wireName + name, String(value)]);
  }
  return headers;
}

function writeHeader(shape: Shape, value: unknown): string {
  if (shape.type !== 'list') return writeText(shape, value, 'rfc822');
  return (value as readonly unknown[]).map((item) => writeText(shape.member, item, 'rfc822')).join(',');
}
