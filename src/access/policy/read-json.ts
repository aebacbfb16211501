/** Why a text could not be read. */
export type Unreadable = 'not JSON' | 'duplicate key' | 'too deep';

type Reading = { readonly text: string; at: number; readonly depthMax: number };

class ReadingFailed extends Error {
  readonly why: Unreadable;

  constructor(why: Unreadable) {
    super(why);
    this.why = why;
  }
}

const token = /[ \t\r\n]*([{}[\],:]|"(?:[^"\\]|\\.)*"|-?[0-9.eE+-]+|true|false|null)/y;

/** Like `JSON.parse`, but an object that has a key twice is refused, since readers differ in which one counts; so is deep nesting. */
export function readJson(
  text: string,
  depthMax: number,
): { readonly value: unknown } | { readonly unreadable: Unreadable } {
  const reading: Reading = { text, at: 0, depthMax };
  try {
    const value = readValue(reading, nextToken(reading), 0);
    return /^[ \t\r\n]*$/.test(text.slice(reading.at)) ? { value } : { unreadable: 'not JSON' };
  } catch (error) {
    if (error instanceof ReadingFailed) return { unreadable: error.why };
    throw error;
  }
}

function nextToken(reading: Reading): string {
  token.lastIndex = reading.at;
  const found = token.exec(reading.text)?.[1];
  if (found === undefined) throw new ReadingFailed('not JSON');
  reading.at = token.lastIndex;
  return found;
}

function readValue(reading: Reading, first: string, depth: number): unknown {
  if (first !== '{' && first !== '[') return readScalar(first);
  if (depth >= reading.depthMax) throw new ReadingFailed('too deep');
  return first === '{' ? readObject(reading, depth + 1) : readArray(reading, depth + 1);
}

/** A punctuation mark where a value belongs is refused here too: it is no JSON. */
function readScalar(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ReadingFailed('not JSON');
  }
}

function readArray(reading: Reading, depth: number): unknown[] {
  const values: unknown[] = [];
  let next = nextToken(reading);
  if (next === ']') return values;
  for (;;) {
    values.push(readValue(reading, next, depth));
    next = nextToken(reading);
    if (next === ']') return values;
    if (next !== ',') throw new ReadingFailed('not JSON');
    next = nextToken(reading);
  }
}

function readObject(reading: Reading, depth: number): object {
  const entries = new Map<string, unknown>();
  let next = nextToken(reading);
  while (next !== '}') {
    const key = readScalar(next);
    if (typeof key !== 'string' || nextToken(reading) !== ':') throw new ReadingFailed('not JSON');
    if (entries.has(key)) throw new ReadingFailed('duplicate key');
    entries.set(key, readValue(reading, nextToken(reading), depth));
    next = nextToken(reading);
    if (next === ',') {
      next = nextToken(reading);
      if (next === '}') throw new ReadingFailed('not JSON');
    } else if (next !== '}') {
      throw new ReadingFailed('not JSON');
    }
  }
  return Object.fromEntries(entries);
}
