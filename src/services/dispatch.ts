import { AccessDeniedException, type Authorize, type Decision, type Permission } from '#access';
import type { PlatformLog } from '#observe';
import { NotImplementedException } from '#wire';
import { mayPass } from './passed-role.ts';
import { asksForNothing, checkOfRefusedValues } from './refused-values.ts';
import type { BodyLimit, Call, CallContext, Dispatcher, Operation, Service } from './service.ts';

type Input = Readonly<Record<string, unknown>>;

/** An operation with all that can be known of it before it is called. */
type Prepared = {
  /** The IAM-like name in messages: `lambda:CreateFunction`. */
  readonly name: string;
  readonly operation: Operation<never, never, unknown>;
  readonly fields: ReadonlySet<string>;
  readonly checkValues: ReturnType<typeof checkOfRefusedValues>;
  readonly room: never;
};

/**
 * The one way to run an operation. `services` may fill up later: services are built with the `call` that comes from here.
 * On the path of every Invoke: beyond two lookups and the handler's own promise it adds nothing.
 */
export function createDispatch(parts: {
  readonly services: ReadonlyMap<string, Service>;
  readonly authorize: Authorize;
  readonly log: PlatformLog;
}): Dispatcher {
  const { services, authorize, log } = parts;
  // Holds only what tables have: a name that a client made up is never kept.
  const prepared = new Map<string, Map<string, Prepared>>();

  const find = (service: string, operation: string): Prepared =>
    prepared.get(service)?.get(operation) ?? prepare(services.get(service), service, operation, prepared);

  const dispatch = (
    service: string,
    operation: string,
    input: Input,
    context: CallContext,
  ): Promise<unknown> => {
    try {
      const found = find(service, operation);
      refuseUnusedFields(found, input);
      found.checkValues?.(input);
      admit(found, input, context, authorize, log);
      return found.operation.handle(found.room, input as never, context);
    } catch (error) {
      return Promise.reject(error);
    }
  };

  return {
    dispatch,
    // The types of inputs and outputs live in the tables, which defineService has erased.
    call: dispatch as unknown as Call,
    reaches: (service, operation) => {
      const table = services.get(service)?.table;
      const entry = table !== undefined && Object.hasOwn(table, operation) ? table[operation] : undefined;
      return entry !== undefined && !('notImplemented' in entry);
    },
    bodyLimit: (service, operation) => bodyLimitOf(services.get(service), operation),
  };
}

function bodyLimitOf(service: Service | undefined, operation: string): BodyLimit | undefined {
  if (service === undefined || !Object.hasOwn(service.table, operation)) return undefined;
  const entry = service.table[operation];
  return entry !== undefined && 'body' in entry ? entry.body : undefined;
}

function prepare(
  service: Service | undefined,
  serviceId: string,
  operationName: string,
  prepared: Map<string, Map<string, Prepared>>,
): Prepared {
  const name = `${serviceId}:${operationName}`;
  const entry =
    service !== undefined && Object.hasOwn(service.table, operationName)
      ? service.table[operationName]
      : undefined;
  if (service === undefined || entry === undefined) {
    throw new NotImplementedException(`Lambent does not implement ${name}.`);
  }
  if ('notImplemented' in entry) {
    throw new NotImplementedException(`Lambent does not implement ${name} (${entry.notImplemented}).`);
  }
  const found: Prepared = {
    name,
    operation: entry,
    fields: new Set(entry.fields),
    checkValues: checkOfRefusedValues(entry.refusedValues),
    room: service.room as never,
  };
  const known = prepared.get(serviceId) ?? new Map<string, Prepared>();
  prepared.set(serviceId, known.set(operationName, found));
  return found;
}

/** A field that would be ignored is refused by name, unless its value asks for nothing. */
function refuseUnusedFields({ name, fields }: Prepared, input: Input): void {
  for (const field in input) {
    if (!fields.has(field) && !asksForNothing(input[field])) {
      throw new NotImplementedException(`Lambent does not implement the field ${field} of ${name}.`);
    }
  }
}

function admit(
  prepared: Prepared,
  input: Input,
  context: CallContext,
  authorize: Authorize,
  log: PlatformLog,
): void {
  heed(authorize(context.caller, permissionFor(prepared, input, context)), prepared, context, log);
  const { passedRole } = prepared.operation;
  if (passedRole === undefined) return;
  const role = passedRole.role(input as never);
  if (role !== undefined) heed(mayPass(role, passedRole.to, context, authorize), prepared, context, log);
}

function heed(decision: Decision, { name }: Prepared, context: CallContext, log: PlatformLog): void {
  if (!decision.allowed) {
    log.warn(`refused ${name}: ${decision.reason}`, { requestId: context.requestId });
    throw new AccessDeniedException(decision.reason);
  }
  if (decision.wouldDeny !== undefined) context.wouldDeny(decision.wouldDeny);
}

function permissionFor({ operation, room }: Prepared, input: Input, context: CallContext): Permission {
  const permission = operation.permission(input as never, context);
  const resourcePolicy = operation.resourcePolicy?.(room, input as never, context);
  return resourcePolicy === undefined ? permission : { ...permission, resourcePolicy };
}
