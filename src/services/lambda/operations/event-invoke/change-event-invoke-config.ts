import type { Operations } from '#models/lambda';
import type { CallContext, Operation } from '#service';
import { InvalidParameterValueException } from '../../errors.ts';
import { permissionOn, resolveFunction } from '../../names.ts';
import { routedVersion } from '../../records/aliases.ts';
import { type EventInvokeConfig, withEventInvokeConfig } from '../../records/event-invoke.ts';
import type { FunctionRecord } from '../../records/function.ts';
import type { ControlRoom } from '../control-room.ts';
import { changeFunction } from '../write.ts';
import { checkDestinations, destinationsIn } from './destinations.ts';
import {
  existingConfig,
  existingFunction,
  qualifierOf,
  toFunctionEventInvokeConfig,
} from './event-invoke-config.ts';

type Name = 'PutFunctionEventInvokeConfig' | 'UpdateFunctionEventInvokeConfig';
type Input = Operations[Name]['input'];
type Room = ControlRoom;
type Change = Operation<Room, Input, Operations[Name]['output']>;

/** Put replaces what was there or adds the first, Update changes what is given and leaves the rest. Takes effect also for events in the queue. */
function changeEventInvokeConfig(action: `lambda:${Name}`): Change {
  return {
    fields: [
      'FunctionName',
      'Qualifier',
      'MaximumRetryAttempts',
      'MaximumEventAgeInSeconds',
      'DestinationConfig',
    ],
    refusedValues: ['OnSuccess', 'OnFailure'].map((member) => ({
      path: `DestinationConfig.${member}.Destination`,
      unless: 'it is a function, or of a service that --endpoints names',
    })),
    permission: permissionOn(action),

    async handle(room, input, context) {
      checkNotEmpty(input);
      const reference = resolveFunction(input, context, action);
      const { account, region, name } = reference;
      const present = existingFunction(room.functions.find(account, region, name)?.value, reference);
      const isUpdate = action === 'lambda:UpdateFunctionEventInvokeConfig';
      if (isUpdate) existingConfig(present, reference);
      await checkDestinationsOf(room, present, reference.qualifier, input, context);
      const qualifier = qualifierOf(reference);
      const lastModifiedMs = room.clock.now();
      const record = await changeFunction(room, reference, (found) => {
        const before = isUpdate ? existingConfig(found, reference) : {};
        const config = { ...changed(before, input), qualifier, lastModifiedMs };
        return withEventInvokeConfig(existingFunction(found, reference), config);
      });
      return toFunctionEventInvokeConfig(record, existingConfig(record, reference));
    },
  };
}

export const putFunctionEventInvokeConfig = changeEventInvokeConfig('lambda:PutFunctionEventInvokeConfig');
export const updateFunctionEventInvokeConfig = changeEventInvokeConfig(
  'lambda:UpdateFunctionEventInvokeConfig',
);

function checkNotEmpty({ MaximumRetryAttempts, MaximumEventAgeInSeconds, DestinationConfig }: Input): void {
  if (
    MaximumRetryAttempts === undefined &&
    MaximumEventAgeInSeconds === undefined &&
    DestinationConfig === undefined
  ) {
    throw new InvalidParameterValueException(
      'You must specify at least one of error handling or destination setting.',
    );
  }
}

async function checkDestinationsOf(
  room: Room,
  record: FunctionRecord,
  qualifier: string | undefined,
  { DestinationConfig: destinations }: Input,
  context: CallContext,
): Promise<void> {
  const version = routedVersion(record, qualifier, room.random) ?? record.latest;
  if (destinations !== undefined) await checkDestinations(room, destinations, { record, version }, context);
}

/** Either destination is given anew with the other. */
function changed(before: Partial<EventInvokeConfig>, input: Input): Partial<EventInvokeConfig> {
  const { MaximumRetryAttempts, MaximumEventAgeInSeconds, DestinationConfig } = input;
  const { onSuccess: _onSuccess, onFailure: _onFailure, ...others } = before;
  return {
    ...(DestinationConfig === undefined ? before : { ...others, ...destinationsIn(DestinationConfig) }),
    ...(MaximumRetryAttempts === undefined ? {} : { retriesMax: MaximumRetryAttempts }),
    ...(MaximumEventAgeInSeconds === undefined ? {} : { ageSecondsMax: MaximumEventAgeInSeconds }),
  };
}
