/** What a function's code signing config says of the code that is to become the function's. */
import { type Verdict, verifyPackage } from '#access';
import {
  CodeVerificationFailedException,
  InvalidCodeSignatureException,
  ResourceConflictException,
} from '../../errors.ts';
import { countEvent } from '../../invoke/event-metrics.ts';
import type { CodeSigningConfigRecord } from '../../records/code-signing-configs.ts';
import type { FunctionRecord, SigningRecord } from '../../records/function.ts';
import type { ControlRoom } from '../control-room.ts';
import { namedConfig } from './config.ts';

/** The function that code is for, and its config's ARN where it has one. */
export type SignatureDemand = {
  readonly function: Pick<FunctionRecord, 'account' | 'region' | 'name'>;
  readonly configArn: string | undefined;
};

/**
 * Who signed a package, if its function has a code signing config and the config trusts them. Throws AWS's errors: a package changed
 * after it was signed is refused whatever the policy, other untrusted ones by Enforce; Warn lets them pass with a line in the log and a metric.
 */
export async function checkSignature(
  room: Pick<ControlRoom, 'codeSigningConfigs' | 'signingProfiles' | 'clock' | 'log' | 'metrics'>,
  zip: Buffer,
  { function: { account, region, name }, configArn }: SignatureDemand,
): Promise<SigningRecord | undefined> {
  if (configArn === undefined) return undefined;
  const config = namedConfig(room, configArn, { account, region });
  const verdict = judged(config, await verifyPackage(zip, room.signingProfiles, room.clock.now()));
  switch (verdict.verdict) {
    case 'valid':
      return { profileVersionArn: verdict.profileVersionArn, jobArn: verdict.jobArn };
    case 'broken':
      room.log.warn(`refused code of ${name}: ${verdict.reason}`);
      throw new InvalidCodeSignatureException('The code signature failed the integrity check.');
    case 'untrusted':
      if (config.untrustedArtifacts === 'Warn') {
        room.log.warn(`code of ${name} is not trusted: ${verdict.reason}`);
        countEvent(room.metrics, { account, region, name }, 'SignatureValidationErrors');
        return undefined;
      }
      room.log.warn(`refused code of ${name}: ${verdict.reason}`);
      throw new CodeVerificationFailedException(
        `Lambda cannot deploy the function. The function or layer might be signed using a signature that the client is not configured to accept. Check the provided signature for ${name}.`,
      );
  }
}

function judged({ profileVersionArns }: CodeSigningConfigRecord, verdict: Verdict): Verdict {
  if (verdict.verdict !== 'valid' || profileVersionArns.includes(verdict.profileVersionArn)) return verdict;
  return { verdict: 'untrusted', reason: `the config does not allow ${verdict.profileVersionArn}` };
}

/** Throws when a function got another config while its code was checked against the one it had. */
export function checkSameConfig(checked: FunctionRecord, found: FunctionRecord): void {
  if (checked.codeSigningConfigArn === found.codeSigningConfigArn) return;
  throw new ResourceConflictException(
    'The code signing configuration of the function has changed meanwhile.',
  );
}
