import type { CodeSigningConfigRecord } from '../../records/code-signing-configs.ts';
import { toLastModified } from '../configuration.ts';
import type { ControlOperation } from '../control-room.ts';
import { tagged } from '../tags.ts';
import { toCodeSigningConfig, untrustedArtifactsOf } from './config.ts';

const idCharacters = 17;

/** Warn is the default. Profiles are not looked up: one that nobody vouches for here signs nothing that counts. */
export const createCodeSigningConfig: ControlOperation<'CreateCodeSigningConfig'> = {
  fields: ['Description', 'AllowedPublishers', 'CodeSigningPolicies', 'Tags'],
  permission: () => ({ action: 'lambda:CreateCodeSigningConfig', resource: '*' }),

  async handle({ codeSigningConfigs, clock, random }, input, { account, region }) {
    const record: CodeSigningConfigRecord = {
      account,
      region,
      id: `csc-${random.text(idCharacters, '0123456789abcdef')}`,
      ...(input.Description === undefined ? {} : { description: input.Description }),
      profileVersionArns: input.AllowedPublishers.SigningProfileVersionArns,
      untrustedArtifacts: untrustedArtifactsOf(
        input.CodeSigningPolicies?.UntrustedArtifactOnDeployment ?? 'Warn',
      ),
      lastModified: toLastModified(clock.now()),
      ...tagged(input.Tags),
    };
    await codeSigningConfigs.put(record, 0);
    return { CodeSigningConfig: toCodeSigningConfig(record) };
  },
};
