import { AwsError } from '../aws-error.ts';
import { type Dialect, dialectOf } from '../dialect.ts';
import { perShape } from '../model/per-shape.ts';
import type { OperationModel } from '../model/service-model.ts';
import type { ListShape, MapShape, Member, Shape, StructureShape } from '../model/shape.ts';
import type { Members } from '../protocols/protocol-codec.ts';
import { type Constraint, constraintsOf } from './constraints.ts';
import { lowerFirst, printValue } from './print-value.ts';

/** Where a check reports and in whose words. */
type Report = { readonly dialect: Dialect; readonly failures: string[] };
type Check = (value: unknown, path: string, report: Report) => void;

const notNull = 'Member must not be null';

/**
 * Checks an input against every constraint of its model. Throws the service's validation error with all failures in one
 * message, labels last (recorded: `qualifier` before `functionName`, `patchOperations` before `statusCode`).
 */
export function validateInput(operation: OperationModel, input: object): void {
  if (!operation.input) return;
  const dialect = dialectOf(operation);
  const report: Report = { dialect, failures: [] };
  const { members } = operation.input;
  const prefix = dialect.prefixesBodyMembers ? `${lowerFirst(operation.name)}Input.` : '';
  const check = (member: Member, path: string) => checkMember(member, input as Members, path, report);
  for (const member of members) if (member.location !== 'uri') check(member, member.location ? '' : prefix);
  for (const member of members) if (member.location === 'uri') check(member, '');
  const { length } = report.failures;
  if (length === 0) return;
  const heading = `${length} validation error${length === 1 ? '' : 's'} detected`;
  throw new AwsError(dialect.validationCode(operation), `${heading}: ${report.failures.join('; ')}`, 400);
}

function checkMember(
  { name, required, shape }: Member,
  fields: Members,
  prefix: string,
  report: Report,
): void {
  const value = fields[name];
  const path = prefix + lowerFirst(name);
  if (value !== undefined && value !== null) checkValue(shape)(value, path, report);
  else if (required) report.failures.push(`Value null at '${path}' failed to satisfy constraint: ${notNull}`);
}

const checkValue: (shape: Shape) => Check = perShape((shape) => {
  const own = constraintsOf(shape);
  const parts = partsCheck(shape);
  return (value, path, report) => {
    if (report.dialect.checkedByService.includes(shape.name)) return;
    for (const constraint of own) {
      if (!constraint.holds(value)) report.failures.push(failure(shape, value, path, constraint.phrase));
    }
    parts?.(value, path, report);
  };
});

function partsCheck(shape: Shape): Check | undefined {
  if (shape.type === 'structure') return structureCheck(shape);
  if (shape.type === 'list') return listCheck(shape);
  return shape.type === 'map' ? mapCheck(shape) : undefined;
}

function failure(shape: Shape, value: unknown, path: string, phrase: string): string {
  const printed = printValue(shape, value);
  return `Value ${printed === undefined ? '' : `'${printed}' `}at '${path}' failed to satisfy constraint: ${phrase}`;
}

function structureCheck({ members }: StructureShape): Check {
  return (value, path, report) => {
    for (const member of members) checkMember(member, value as Members, `${path}.`, report);
  };
}

/** Scalar elements are reported with the whole list and all their constraints, others one by one: `patchOperations.1.member.op`. */
function listCheck(shape: ListShape): Check {
  const { member } = shape;
  if (!isScalar(member)) {
    return (value, path, report) => {
      for (const [index, element] of (value as readonly unknown[]).entries()) {
        checkElement(member, element, `${path}.${index + 1}.member`, report);
      }
    };
  }
  const constraints = constraintsOf(member);
  return (value, path, report) => {
    if ((value as readonly unknown[]).every((element) => element !== null && holdAll(constraints, element)))
      return;
    const phrase = `Member must satisfy constraint: ${printConstraints(constraints, shape, report)}`;
    report.failures.push(failure(shape, value, path, phrase));
  };
}

function mapCheck(shape: MapShape): Check {
  const { key, value: item } = shape;
  const keyConstraints = constraintsOf(key);
  const itemConstraints = isScalar(item) ? constraintsOf(item) : [];
  return (value, path, report) => {
    const fail = (what: string, constraints: string) =>
      report.failures.push(failure(shape, value, path, `${what} must satisfy constraint: ${constraints}`));
    const entries = Object.entries(value as object);
    const phrases = keyConstraints.map(({ phrase }) => phrase).join(', ');
    if (!entries.every(([name]) => holdAll(keyConstraints, name))) fail('Map keys', `[${phrases}]`);
    if (!isScalar(item)) {
      for (const [name, element] of entries) checkElement(item, element, `${path}.${name}.member`, report);
    } else if (!entries.every(([, element]) => element !== null && holdAll(itemConstraints, element))) {
      fail('Map value', printConstraints(itemConstraints, shape, report));
    }
  };
}

function checkElement(shape: Shape, element: unknown, path: string, report: Report): void {
  if (element !== null) checkValue(shape)(element, path, report);
  else report.failures.push(`Value null at '${path}' failed to satisfy constraint: ${notNull}`);
}

function isScalar(shape: Shape): boolean {
  return shape.type !== 'structure' && shape.type !== 'list' && shape.type !== 'map';
}

function holdAll(constraints: readonly Constraint[], value: unknown): boolean {
  return constraints.every((constraint) => constraint.holds(value));
}

function printConstraints(constraints: readonly Constraint[], container: Shape, { dialect }: Report): string {
  const phrases = constraints.map(({ phrase }) => phrase);
  const nullable = dialect.nullableElements === 'all' || dialect.nullableElements.includes(container.name);
  return `[${(nullable ? phrases : [...phrases, notNull]).join(', ')}]`;
}
