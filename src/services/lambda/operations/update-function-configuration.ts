import { permissionOn } from '../names.ts';
import { configurationOf } from '../records/life.ts';
import { toConfiguration } from './configuration.ts';
import type { ControlOperation } from './control-room.ts';
import { checkPackageType } from './image-settings.ts';
import { applySettings, settingsFields } from './settings.ts';
import { checkUpdate, updateFunction } from './update.ts';

const action = 'lambda:UpdateFunctionConfiguration';

/** InProgress when it answers, Successful or Failed soon after. Legal when Active or Failed and no update is under way. */
export const updateFunctionConfiguration: ControlOperation<'UpdateFunctionConfiguration'> = {
  fields: ['FunctionName', 'RevisionId', ...settingsFields],
  permission: permissionOn(action),

  async handle(room, input, context) {
    const { reference } = checkUpdate(room, input, context, action);
    const record = await updateFunction(room, reference, input.RevisionId, ({ latest }) => {
      checkPackageType(input, latest.imageUri !== undefined);
      const {
        variables: _variables,
        jsonLogging: _logging,
        imageConfig: _image,
        ...rest
      } = configurationOf(latest);
      return { ...rest, ...applySettings(latest, input) };
    });
    return toConfiguration(record, record.latest);
  },
};
