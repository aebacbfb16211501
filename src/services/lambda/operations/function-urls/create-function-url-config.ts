import { ResourceConflictException } from '../../errors.ts';
import { urlIdCharacters } from '../../limits.ts';
import { functionArn, permissionOn, resolveFunction } from '../../names.ts';
import type { FunctionUrlRecord } from '../../records/function.ts';
import { urlAt, withUrl } from '../../records/function-urls.ts';
import type { ControlOperation } from '../control-room.ts';
import { changeFunction } from '../write.ts';
import { authTypeOf, corsOf, invokeModeOf, toCreatedConfig, urlTime, withTarget } from './url-config.ts';

const action = 'lambda:CreateFunctionUrlConfig';
const urlIdAlphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** Gives a function or an alias a URL; the id in it is drawn anew each time. */
export const createFunctionUrlConfig: ControlOperation<'CreateFunctionUrlConfig'> = {
  fields: ['FunctionName', 'Qualifier', 'AuthType', 'Cors', 'InvokeMode'],
  permission: permissionOn(action),

  async handle(room, input, context) {
    const reference = resolveFunction(input, context, action);
    const { qualifier } = reference;
    const invokeMode = invokeModeOf(input.InvokeMode);
    const now = urlTime(room.clock.now());
    const url: FunctionUrlRecord = {
      ...(qualifier === undefined ? {} : { qualifier }),
      urlId: room.random.text(urlIdCharacters, urlIdAlphabet),
      authType: authTypeOf(input.AuthType),
      ...(input.Cors === undefined ? {} : { cors: corsOf(input.Cors) }),
      ...(invokeMode === undefined ? {} : { invokeMode }),
      createdAt: now,
      lastModified: now,
    };
    const record = await changeFunction(room, reference, (found) => {
      const before = withTarget(found, reference);
      if (urlAt(before, qualifier) !== undefined) {
        throw new ResourceConflictException(
          `Failed to create function url config for [functionArn = ${functionArn(reference, qualifier)}]. Error message:  FunctionUrlConfig exists for this Lambda function`,
        );
      }
      return withUrl(before, url);
    });
    return toCreatedConfig(record, url, context);
  },
};
