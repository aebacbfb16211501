import { ResourceNotFoundException } from '../errors.ts';

/** What the policy operations say of a version or alias that a function does not have. */
export function unknownQualifier(arn: string, qualifier: string): ResourceNotFoundException {
  const isAlias = !/^[0-9]+$/.test(qualifier) && !qualifier.includes('$');
  return new ResourceNotFoundException(
    `${isAlias ? 'Cannot find alias arn' : 'Function not found'}: ${arn}:${qualifier}`,
  );
}
