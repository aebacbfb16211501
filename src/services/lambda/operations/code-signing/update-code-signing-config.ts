import { toLastModified } from '../configuration.ts';
import type { ControlOperation } from '../control-room.ts';
import { changeConfig, permissionOnConfig, toCodeSigningConfig, untrustedArtifactsOf } from './config.ts';

const action = 'lambda:UpdateCodeSigningConfig';

/** What the request leaves out stays. Functions feel it with their next code, not before. */
export const updateCodeSigningConfig: ControlOperation<'UpdateCodeSigningConfig'> = {
  fields: ['CodeSigningConfigArn', 'Description', 'AllowedPublishers', 'CodeSigningPolicies'],
  permission: permissionOnConfig(action),

  async handle(room, input, context) {
    const policy = input.CodeSigningPolicies?.UntrustedArtifactOnDeployment;
    const record = await changeConfig(room, input.CodeSigningConfigArn, context, (found) => ({
      ...found,
      ...(input.Description === undefined ? {} : { description: input.Description }),
      profileVersionArns: input.AllowedPublishers?.SigningProfileVersionArns ?? found.profileVersionArns,
      untrustedArtifacts: policy === undefined ? found.untrustedArtifacts : untrustedArtifactsOf(policy),
      lastModified: toLastModified(room.clock.now()),
    }));
    return { CodeSigningConfig: toCodeSigningConfig(record) };
  },
};
