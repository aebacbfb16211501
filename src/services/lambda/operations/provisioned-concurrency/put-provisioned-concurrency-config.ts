import { InvalidParameterValueException } from '../../errors.ts';
import { permissionOn } from '../../names.ts';
import type { FunctionRecord, ProvisionedRecord } from '../../records/function.ts';
import { provisionedTotal, withProvisioned } from '../../records/provisioned.ts';
import { takeConcurrency } from '../account-limits.ts';
import type { ControlOperation, ControlRoom } from '../control-room.ts';
import { changeFunction } from '../write.ts';
import { resolveQualified, toConfig, withQualifier } from './config.ts';
import { checkQualifierFree, unpublished } from './conflicts.ts';

const action = 'lambda:PutProvisionedConcurrencyConfig';

/** Answers before anything is initialised: the configuration is read again until it is READY. */
export const putProvisionedConcurrencyConfig: ControlOperation<'PutProvisionedConcurrencyConfig'> = {
  fields: ['FunctionName', 'Qualifier', 'ProvisionedConcurrentExecutions'],
  permission: permissionOn(action),

  async handle(room, input, context) {
    const reference = resolveQualified(input, context, action, unpublished);
    const config: ProvisionedRecord = {
      qualifier: reference.qualifier,
      requested: input.ProvisionedConcurrentExecutions,
      lastModified: `${new Date(room.clock.now()).toISOString().slice(0, 19)}+0000`,
    };
    let release = (): void => undefined;
    try {
      const record = await changeFunction(room, reference, (found) => {
        release();
        const before = withQualifier(found, reference);
        checkQualifierFree(before, reference.qualifier);
        const next = withProvisioned(before, config);
        release = takeProvisioned(room, next);
        return next;
      });
      return toConfig(room, record, config);
    } finally {
      release();
    }
  },
};

/** What is provisioned is taken from the function's reservation, or where it has none from the account. */
function takeProvisioned(room: ControlRoom, next: FunctionRecord): () => void {
  if (next.reservedConcurrency !== undefined && provisionedTotal(next) > next.reservedConcurrency) {
    throw new InvalidParameterValueException(
      'Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function',
    );
  }
  return takeConcurrency(room, next, 'ConcurrentExecutions');
}
