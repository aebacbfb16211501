import { compilePolicy, MalformedPolicyDocumentException, type PolicyDocument, parsePolicy } from '#access';
import { InvalidParameterValueException } from '../../errors.ts';
import type { FunctionReference } from '../../names.ts';
import { checkPolicySize } from '../policy.ts';

/** A whole policy for a function, or for one of its versions or aliases. Throws AWS's errors for what is none, too long, or about others. */
export function readPolicy(text: string, { arn }: FunctionReference): PolicyDocument {
  checkPolicySize(text);
  const policy = wellFormed(text);
  const foreign = policy.Statement.flatMap(({ Resource = [] }) => Resource).find(
    (resource) => resource !== arn && !resource.startsWith(`${arn}:`),
  );
  if (foreign !== undefined) {
    throw new InvalidParameterValueException(
      `The resource ${foreign} in the policy is neither ${arn} nor one of its versions or aliases.`,
    );
  }
  return policy;
}

/** What parses is compiled too: what only that finds would otherwise fail every invocation. */
function wellFormed(text: string): PolicyDocument {
  try {
    const policy = parsePolicy(text, 'resource');
    compilePolicy(policy, 'resource');
    return policy;
  } catch (error) {
    if (!(error instanceof MalformedPolicyDocumentException)) throw error;
    throw new InvalidParameterValueException(error.message);
  }
}
