import { nestingLevelsMax } from '../limits.ts';
import { Malformed } from './unconvertible.ts';

const refusal = 'Could not parse request body into json';
const [quote, backslash, openBrace, closeBrace, openBracket, closeBracket] = Buffer.from('"\\{}[]');

/** Parses a JSON body of bounded nesting: a few megabytes of `[` would otherwise become gigabytes of arrays. Empty is `{}`. */
export function parseJson(body: Buffer): unknown {
  if (body.length === 0) return {};
  if (nestsDeeperThan(nestingLevelsMax, body))
    throw new Malformed(`${refusal}: more than ${nestingLevelsMax} levels`);
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (error) {
    throw new Malformed(`${refusal}: ${(error as SyntaxError).message}`);
  }
}

function nestsDeeperThan(levels: number, body: Buffer): boolean {
  let depth = 0;
  for (let at = 0; at < body.length; at++) {
    const byte = body[at];
    if (byte === quote) at = endOfString(body, at);
    else if (byte === openBrace || byte === openBracket) depth++;
    else if (byte === closeBrace || byte === closeBracket) depth--;
    if (depth > levels) return true;
  }
  return false;
}

/** Jumps with a native search: most of a large body is one base64 string. */
function endOfString(body: Buffer, start: number): number {
  let end = body.indexOf('"', start + 1);
  while (end !== -1 && isEscaped(body, end)) end = body.indexOf('"', end + 1);
  return end === -1 ? body.length : end;
}

function isEscaped(body: Buffer, at: number): boolean {
  let backslashes = 0;
  while (body[at - 1 - backslashes] === backslash) backslashes++;
  return backslashes % 2 === 1;
}
