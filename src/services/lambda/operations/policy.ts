/** The resource policy of a function or a layer version: pure. Principals and conditions as AddPermission makes them. */
import type { StatementDocument } from '#access';
import type { AddPermissionRequest } from '#models/lambda';
import {
  InvalidParameterValueException,
  PolicyLengthExceededException,
  PreconditionFailedException,
  ResourceConflictException,
  ResourceNotFoundException,
} from '../errors.ts';
import { policyBytesMax } from '../limits.ts';
import { type FunctionReference, functionArn, partitionOf } from '../names.ts';
import type { PolicyRecord } from '../records/function.ts';
import { policyText } from '../records/policies.ts';

/** Throws unless the caller's `RevisionId`, if any, is that of the present policy. */
export function checkPolicyRevision(
  policy: PolicyRecord | undefined,
  revisionId: string | undefined,
  api: string,
): void {
  if (revisionId === undefined || revisionId === policy?.revisionId) return;
  throw new PreconditionFailedException(
    `The Revision Id provided does not match the latest Revision Id. Call the ${api} API to retrieve the latest Revision Id`,
  );
}

/** With a statement more, of a policy or of none. Throws AWS's errors for an id that is taken and for a policy that gets too large. */
export function withStatement(
  policy: PolicyRecord | undefined,
  statement: StatementDocument,
  revisionId: string,
): PolicyRecord {
  const { head, statements = [] } = policy ?? {};
  if (statements.some(({ Sid }) => Sid === statement.Sid)) {
    throw new ResourceConflictException(
      `The statement id (${statement.Sid}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
    );
  }
  const more = { ...(head && { head }), statements: [...statements, statement], revisionId };
  checkPolicySize(policyText(more));
  return more;
}

export function checkPolicySize(text: string): void {
  const bytes = Buffer.byteLength(text);
  if (bytes <= policyBytesMax) return;
  throw new PolicyLengthExceededException(
    `The final policy size (${bytes}) is bigger than the limit (${policyBytesMax}).`,
  );
}

/** Without a statement; undefined where that was the last. Throws AWS's 404 where there is none of that id. */
export function withoutStatement(
  policy: PolicyRecord,
  statementId: string,
  revisionId: string,
): PolicyRecord | undefined {
  const statements = policy.statements.filter(({ Sid }) => Sid !== statementId);
  if (statements.length === policy.statements.length) {
    throw new ResourceNotFoundException(`Statement ${statementId} is not found in resource policy.`);
  }
  return statements.length === 0 ? undefined : { ...policy, statements, revisionId };
}

export function toStatement(reference: FunctionReference, input: AddPermissionRequest): StatementDocument {
  const condition = toCondition(input);
  return {
    Sid: input.StatementId,
    Effect: 'Allow',
    Principal: toPrincipal(input.Principal, partitionOf(reference.region)),
    Action: input.Action,
    Resource: functionArn(reference, reference.qualifier),
    ...(condition === undefined ? {} : { Condition: condition }),
  };
}

const servicePrincipal = /^[a-z0-9]+([.-][a-z0-9]+)*\.(amazonaws\.com(\.cn)?|amazon\.com)$/;
const accountPrincipal = /^\d{12}$/;
const arnPrincipal =
  /^arn:aws[a-z-]*:(iam::\d{12}:(root|user\/.+|role\/.+)|sts::\d{12}:(assumed-role|federated-user)\/.+)$/;

export function toPrincipal(
  principal: string,
  partition: string,
): NonNullable<StatementDocument['Principal']> {
  if (principal === '*') return '*';
  if (servicePrincipal.test(principal)) return { Service: principal };
  if (accountPrincipal.test(principal)) return { AWS: `arn:${partition}:iam::${principal}:root` };
  if (arnPrincipal.test(principal)) return { AWS: principal };
  throw new InvalidParameterValueException(
    'The provided principal was invalid. Please check the principal and try again.',
  );
}

function toCondition(input: AddPermissionRequest): StatementDocument['Condition'] {
  const operators = {
    StringEquals: present({
      'AWS:SourceAccount': input.SourceAccount,
      'lambda:FunctionUrlAuthType': input.FunctionUrlAuthType,
      'aws:PrincipalOrgID': input.PrincipalOrgID,
      'lambda:EventSourceToken': input.EventSourceToken,
    }),
    ArnLike: present({ 'AWS:SourceArn': input.SourceArn }),
    Bool: present({ 'lambda:InvokedViaFunctionUrl': input.InvokedViaFunctionUrl?.toString() }),
  };
  const used = Object.entries(operators).filter(([, keys]) => Object.keys(keys).length > 0);
  return used.length === 0 ? undefined : Object.fromEntries(used);
}

function present(keys: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const given: Record<string, string> = {};
  for (const [key, value] of Object.entries(keys)) if (value !== undefined) given[key] = value;
  return given;
}
