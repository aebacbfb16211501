import type { TimestampFormat } from '../model/model-file.ts';
import type { Shape } from '../model/shape.ts';
import { readBase64, writeBase64 } from './base64.ts';
import { readTimestamp, writeTimestamp } from './timestamp.ts';
import { Unconvertible } from './unconvertible.ts';

/** Reads a scalar that travels as text: a label, a query parameter, a header, a form field, an XML element. */
export function readText(shape: Shape, text: string): unknown {
  switch (shape.type) {
    case 'string':
      return text;
    case 'boolean':
      if (/^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
      throw new Unconvertible(text, 'Boolean');
    case 'integer':
    case 'long':
      return readInteger(text, shape.type);
    case 'float':
    case 'double': {
      const number = Number(text);
      if (text.trim() === '' || (Number.isNaN(number) && text !== 'NaN'))
        throw new Unconvertible(text, 'Double');
      return number;
    }
    case 'timestamp':
      return readTimestamp(text);
    case 'blob':
      return readBase64(text);
    default:
      throw new Unconvertible(text, shape.type);
  }
}

function readInteger(text: string, type: 'integer' | 'long'): number {
  const number = Number(text);
  const inRange = type === 'integer' ? number === number >> 0 : Number.isSafeInteger(number);
  if (!/^[+-]?\d+$/.test(text) || !inRange)
    throw new Unconvertible(text, type === 'integer' ? 'Integer' : 'Long');
  return number;
}

export function writeText(shape: Shape, value: unknown, timestampFormat: TimestampFormat): string {
  if (shape.type === 'timestamp')
    return String(writeTimestamp(value as Date, shape.timestampFormat ?? timestampFormat));
  if (shape.type === 'blob') return writeBase64(value as Uint8Array);
  return String(value);
}
