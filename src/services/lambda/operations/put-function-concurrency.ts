import { ConcurrencyLimitException, ResourceNotFoundException } from '../errors.ts';
import { permissionOn, resolveUnqualified } from '../names.ts';
import { provisionedTotal } from '../records/provisioned.ts';
import { takeConcurrency } from './account-limits.ts';
import type { ControlOperation } from './control-room.ts';
import { changeFunction } from './write.ts';

const action = 'lambda:PutFunctionConcurrency';

/** Takes effect with the next invocation; those that run are left alone. */
export const putFunctionConcurrency: ControlOperation<'PutFunctionConcurrency'> = {
  fields: ['FunctionName', 'ReservedConcurrentExecutions'],
  permission: permissionOn(action),

  async handle(room, input, context) {
    const reference = resolveUnqualified(input, context, action);
    const asked = input.ReservedConcurrentExecutions;
    let release = (): void => undefined;
    try {
      await changeFunction(room, reference, (found) => {
        release();
        // Quirk: the text names $LATEST, which nobody asked for.
        if (found === undefined)
          throw new ResourceNotFoundException(`Function not found: ${reference.arn}:$LATEST`);
        const provisioned = provisionedTotal(found);
        if (asked < provisioned) {
          throw new ConcurrencyLimitException(
            ` ReservedConcurrentExecutions  ${asked} should not be lower than function's total provisioned concurrency [${provisioned}].`,
          );
        }
        const next = { ...found, reservedConcurrency: asked };
        release = takeConcurrency(room, next, 'ReservedConcurrentExecutions');
        return next;
      });
    } finally {
      release();
    }
    return { ReservedConcurrentExecutions: asked };
  },
};
