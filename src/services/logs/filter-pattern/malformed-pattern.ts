import { InvalidParameterException } from '../errors.ts';

/** What every broken pattern is refused with; AWS's own details vary. */
export function malformed(detail: string): InvalidParameterException {
  return new InvalidParameterException(`Invalid filter pattern. ${detail}`);
}

export function invalidCharacters(term: string): InvalidParameterException {
  return new InvalidParameterException(`Invalid character(s) in term '${term}'`);
}
