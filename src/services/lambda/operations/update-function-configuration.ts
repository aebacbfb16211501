import { permissionOn } from '../names.ts';
import { configurationOf } from '../records/life.ts';
import { checkSameConfig } from './code-signing/signature.ts';
import { toConfiguration } from './configuration.ts';
import type { ControlOperation } from './control-room.ts';
import { checkPackageType } from './image-settings.ts';
import { checkUnzippedBytes, withLayers } from './layers/function-layers.ts';
import { applySettings, refusedSettings, roleToLambda, settingsFields } from './settings.ts';
import { checkUpdate, updateFunction } from './update.ts';

const action = 'lambda:UpdateFunctionConfiguration';

/** InProgress when it answers, Successful or Failed soon after. Legal when Active or Failed and no update is under way. */
export const updateFunctionConfiguration: ControlOperation<'UpdateFunctionConfiguration'> = {
  fields: ['FunctionName', 'RevisionId', 'Layers', ...settingsFields],
  refusedValues: refusedSettings,
  permission: permissionOn(action),
  passedRole: roleToLambda,

  async handle(room, input, context) {
    const { reference, record: checked } = checkUpdate(room, input, context, action);
    const demand = { function: reference, configArn: checked.codeSigningConfigArn };
    checkPackageType(input, checked.latest.imageUri !== undefined);
    return withLayers(room, input.Layers, demand, context, async (layers) => {
      const record = await updateFunction(room, reference, input.RevisionId, (found) => {
        const { latest } = found;
        checkPackageType(input, latest.imageUri !== undefined);
        if (layers !== undefined) checkSameConfig(checked, found);
        const {
          variables: _variables,
          jsonLogging: _logging,
          imageConfig: _image,
          deadLetterTarget: _target,
          ...present
        } = configurationOf(latest);
        const { layers: _layers, ...rest } = present;
        const kept = layers === undefined ? present : { ...rest, ...layers };
        checkUnzippedBytes(kept);
        return { ...kept, ...applySettings(latest, input, room.reaches) };
      });
      return toConfiguration(record, record.latest);
    });
  },
};
