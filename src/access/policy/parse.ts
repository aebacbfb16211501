/** From a policy's text to AWS's grammar: elements, their types and the version. What they say is checked in `check.ts`. */
import { checkPolicy } from './check.ts';
import { isConditionOperator } from './conditions.ts';
import type { PolicyDocument, PolicyKind, StatementDocument } from './document.ts';
import { policyCharactersMax, policyDepthMax, policyStatementsMax } from './limits.ts';
import { MalformedPolicyDocumentException, syntaxError } from './malformed-policy.ts';
import { readJson } from './read-json.ts';

const policyElements = ['Version', 'Id', 'Statement'];
const statementElements = [
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
];
const principalTypes = ['AWS', 'Service', 'Federated', 'CanonicalUser'];
const alternatives = [
  ['Principal', 'NotPrincipal'],
  ['Action', 'NotAction'],
  ['Resource', 'NotResource'],
] as const;

/** The characters that a policy may hold besides tab, line feed and carriage return. Source: IAM API reference, PutRolePolicy. */
const allowedText = /^[\t\n\r\u0020-\u00ff]*$/;

type JsonObject = Readonly<Record<string, unknown>>;

/** Reads a policy as AWS would store it. Throws `MalformedPolicyDocumentException` with AWS's text, in AWS's order of checks. */
export function parsePolicy(text: string, kind: PolicyKind): PolicyDocument {
  if (text.length > policyCharactersMax || !allowedText.test(text)) throw syntaxError();
  const read = readJson(text, policyDepthMax);
  if ('unreadable' in read) throw read.unreadable === 'not JSON' ? notJson(kind) : syntaxError();
  const { value } = read;
  if (!isObject(value)) throw syntaxError();
  const strictly = checkElements(value, policyElements);
  const raw = Array.isArray(value.Statement) ? value.Statement : [value.Statement];
  if (raw.length === 0 || raw.length > policyStatementsMax || !raw.every(isObject)) throw syntaxError();
  const isStrict = raw.map(checkStatement).every(Boolean) && strictly;
  checkVersion(value, kind);
  if (!isStrict) throw new MalformedPolicyDocumentException('The policy failed legacy parsing');
  const document = { ...value, Statement: raw as readonly unknown[] as readonly StatementDocument[] };
  checkPolicy(document.Statement, kind);
  return document;
}

function notJson(kind: PolicyKind): MalformedPolicyDocumentException {
  if (kind === 'identity') return syntaxError();
  return new MalformedPolicyDocumentException(
    kind === 'trust' ? 'This policy contains invalid Json' : 'The policy is not in the valid JSON format.',
  );
}

/** False if an element is right but for its case: AWS finds that later than what is altogether wrong. */
function checkElements(object: JsonObject, known: readonly string[]): boolean {
  let isStrict = true;
  for (const name of Object.keys(object)) {
    if (known.includes(name)) continue;
    isStrict = false;
    if (!known.some((element) => element.toLowerCase() === name.toLowerCase())) throw syntaxError();
  }
  return isStrict;
}

function checkVersion({ Version: version, Id: id }: JsonObject, kind: PolicyKind): void {
  if (id !== undefined && typeof id !== 'string') throw syntaxError();
  if (version !== undefined && version !== '2012-10-17' && version !== '2008-10-17') throw syntaxError();
  if (kind === 'identity' && version !== '2012-10-17') {
    throw new MalformedPolicyDocumentException('Policy document must be version 2012-10-17 or greater.');
  }
}

function checkStatement(statement: JsonObject): boolean {
  let isStrict = checkElements(statement, statementElements);
  for (const [one, other] of alternatives) {
    if (statement[one] !== undefined && statement[other] !== undefined) throw syntaxError();
  }
  if (statement.Sid !== undefined && typeof statement.Sid !== 'string') throw syntaxError();
  isStrict = checkEffect(statement) && isStrict;
  for (const element of ['Action', 'NotAction', 'Resource', 'NotResource']) {
    if (statement[element] !== undefined && !isTextOrTexts(statement[element])) throw syntaxError();
  }
  for (const element of ['Principal', 'NotPrincipal']) {
    if (statement[element] !== undefined) checkPrincipal(statement[element]);
  }
  if (statement.Condition !== undefined) checkCondition(statement.Condition);
  return isStrict;
}

function checkEffect(statement: JsonObject): boolean {
  const effect = Object.entries(statement).find(([name]) => name.toLowerCase() === 'effect')?.[1];
  if (typeof effect !== 'string' || !/^(allow|deny)$/i.test(effect)) throw syntaxError();
  return effect === 'Allow' || effect === 'Deny';
}

function checkPrincipal(principal: unknown): void {
  if (principal === '*') return;
  if (!isObject(principal)) throw syntaxError();
  for (const [type, names] of Object.entries(principal)) {
    if (!principalTypes.includes(type) || !isTextOrTexts(names)) throw syntaxError();
  }
}

function checkCondition(condition: unknown): void {
  if (!isObject(condition)) throw syntaxError();
  for (const [operator, keys] of Object.entries(condition)) {
    if (!isObject(keys)) throw syntaxError();
    const values = Object.values(keys);
    // Quirk: an operator that does not exist is accepted as long as it compares nothing.
    if (values.length > 0 && !isConditionOperator(operator)) throw syntaxError();
    if (!values.every((value) => isConditionValue(value) || isListOf(value, isConditionValue)))
      throw syntaxError();
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTextOrTexts(value: unknown): boolean {
  return typeof value === 'string' || isListOf(value, (item) => typeof item === 'string');
}

function isConditionValue(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function isListOf(value: unknown, isItem: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isItem);
}
