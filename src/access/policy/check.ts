/** What a policy's elements say, checked in AWS's order: the first thing wrong in any statement, check by check. */
import { parseDate } from './date-value.ts';
import { listOf, type PolicyKind, type PrincipalType, type StatementDocument } from './document.ts';
import { MalformedPolicyDocumentException } from './malformed-policy.ts';

type Statements = readonly StatementDocument[];

export function checkPolicy(statements: Statements, kind: PolicyKind): void {
  statements.forEach(checkLegacyParsing);
  checkSids(statements, kind);
  for (const statement of statements) {
    if (actionsOf(statement).length === 0) refuse('Policy statement must contain actions.');
  }
  if (kind === 'trust') {
    statements.forEach(checkTrust);
  } else {
    for (const statement of statements) resourcesOf(statement).forEach(checkResource);
  }
  for (const statement of statements) actionsOf(statement).forEach(checkAction);
  if (kind === 'trust') return;
  for (const statement of statements) {
    if (resourcesOf(statement).length === 0) refuse('Policy statement must contain resources.');
  }
  for (const statement of statements) {
    if (kind === 'resource') checkPrincipals(statement);
    else if (hasPrincipal(statement)) refuse('Policy document should not specify a principal.');
  }
}

function refuse(message: string): never {
  throw new MalformedPolicyDocumentException(message);
}

function actionsOf({ Action, NotAction }: StatementDocument): readonly string[] {
  return listOf(Action ?? NotAction);
}

function resourcesOf({ Resource, NotResource }: StatementDocument): readonly string[] {
  return listOf(Resource ?? NotResource);
}

function hasPrincipal({ Principal, NotPrincipal }: StatementDocument): boolean {
  return Principal !== undefined || NotPrincipal !== undefined;
}

function checkLegacyParsing(statement: StatementDocument): void {
  const isShort = (resource: string) => resource.split(':').length < 6 && resource.includes('::');
  const dates = Object.entries(statement.Condition ?? {})
    .filter(([operator]) => /^(?:[^:]+:)?Date/.test(operator))
    .flatMap(([, keys]) => Object.values(keys).flatMap((values) => listOf(values)));
  if (resourcesOf(statement).some(isShort) || dates.some((date) => parseDate(String(date)) === undefined)) {
    refuse('The policy failed legacy parsing');
  }
}

function checkSids(statements: Statements, kind: PolicyKind): void {
  const sids = statements.map(({ Sid }) => Sid).filter((sid) => sid !== undefined && sid !== '');
  if (kind !== 'resource' && !sids.every((sid) => /^[A-Za-z0-9]*$/.test(sid ?? ''))) {
    refuse(
      'Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*',
    );
  }
  if (new Set(sids).size < sids.length) refuse('Statement IDs (SID) in a single policy must be unique.');
}

const iamPaths = [
  'user/',
  'federated-user/',
  'role/',
  'group/',
  'instance-profile/',
  'mfa/',
  'server-certificate/',
  'policy/',
  'sms-mfa/',
  'saml-provider/',
  'oidc-provider/',
  'report/',
  'access-report/',
];

function checkResource(resource: string): void {
  if (resource === '*') return;
  if (!resource.startsWith('arn:')) refuse(`Resource ${resource} must be in ARN format or "*".`);
  const [, partition = '', service = '*', region = '*', account = '*', ...rest] = resource.split(':');
  const path = rest.length === 0 ? '*' : rest.join(':');
  if (!/^(\*|aws(-[a-z-]+)?)$/.test(partition)) {
    const whole = `arn:${partition}:${service}:${region}:${account}:${path}`;
    refuse(`Partition "${partition}" is not valid for resource "${whole}".`);
  }
  if (resource.split(':').length < 3 || service === '' || /[*?]/.test(service)) {
    refuse('Resource vendor must be fully qualified and cannot contain regexes.');
  }
  if (service === 'iam') checkIamResource(resource, region, path);
  if (service === 's3' && region !== '' && region !== '*') {
    refuse(`Resource ${resource} can not contain region information.`);
  }
}

function checkIamResource(resource: string, region: string, path: string): void {
  if (region !== '' && region !== '*') refuse(`IAM resource ${resource} cannot contain region information.`);
  if (path !== '*' && !iamPaths.some((prefix) => path.startsWith(prefix))) {
    const list = `${iamPaths.join(', ')}.`;
    refuse(`IAM resource path must either be "*" or start with ${list}`);
  }
}

function checkAction(action: string): void {
  if (action === '*') return;
  const [vendor = '', name, more] = action.split(':');
  if (name === undefined)
    refuse('Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.');
  if (more !== undefined) refuse('Actions/Condition can contain only one colon.');
  if (!/^(\*|[A-Za-z0-9-]+)$/.test(vendor)) refuse(`Vendor ${vendor} is not valid`);
}

const trustActions = new Set([
  'sts:assumerole',
  'sts:assumerolewithsaml',
  'sts:assumerolewithwebidentity',
  'sts:tagsession',
  'sts:setsourceidentity',
  'sts:setcontext',
  'sts:*',
]);

function checkTrust(statement: StatementDocument): void {
  if (statement.Resource !== undefined || statement.NotResource !== undefined)
    refuse('Has prohibited field Resource');
  if (statement.NotPrincipal !== undefined) refuse('Has prohibited field NotPrincipal');
  checkPrincipals(statement);
  if (actionsOf(statement).some((action) => !trustActions.has(action.toLowerCase()))) {
    refuse('AssumeRole policy may only specify STS AssumeRole actions.');
  }
}

/** How a principal of each type is named in the refusal, and what it must look like. Whether it exists is not known here. */
const principalForms: Readonly<Record<PrincipalType, { readonly shown: string; readonly form: RegExp }>> = {
  AWS: {
    shown: 'AWS',
    form: /^(\*|\d{12}|A(ID|RO)A[A-Z0-9]{17}|arn:aws[a-z-]*:(iam::\d{12}:(root|(user|role)\/.+)|sts::\d{12}:(assumed-role|federated-user)\/.+))$/,
  },
  Service: { shown: 'SERVICE', form: /^[a-z0-9.-]+\.(amazonaws\.com(\.cn)?|amazon\.com)$/ },
  Federated: { shown: 'Federated', form: /^[A-Za-z0-9][A-Za-z0-9.:/_+=,@-]*$/ },
  CanonicalUser: { shown: 'CanonicalUser', form: /^[0-9a-f]{64}$/ },
};

function checkPrincipals({ Principal, NotPrincipal }: StatementDocument): void {
  const principal = Principal ?? NotPrincipal;
  const named = typeof principal === 'string' ? { AWS: principal } : (principal ?? {});
  let count = 0;
  for (const [type, { shown, form }] of Object.entries(principalForms)) {
    for (const name of listOf(named[type as PrincipalType])) {
      count += 1;
      if (!form.test(name)) refuse(`Invalid principal in policy: "${shown}":"${name}"`);
    }
  }
  if (count > 0) return;
  refuse(
    'Invalid principal in policy: com.amazon.balsa.error.InvalidPolicyException: The passed in policy has a statement with no principals!',
  );
}
