import type { Operations } from '#models/sts';
import { notImplemented, type OperationTable } from '#service';
import { getCallerIdentity } from './get-caller-identity.ts';

const noSessions = notImplemented('there are no roles and users yet');

export const stsTable: OperationTable<Operations, undefined> = {
  AssumeRole: noSessions,
  AssumeRoleWithSAML: noSessions,
  AssumeRoleWithWebIdentity: noSessions,
  AssumeRoot: noSessions,
  DecodeAuthorizationMessage: notImplemented('refusals carry no encoded message'),
  GetAccessKeyInfo: notImplemented('there are no access keys but the root user’s'),
  GetCallerIdentity: getCallerIdentity,
  GetDelegatedAccessToken: noSessions,
  GetFederationToken: noSessions,
  GetSessionToken: noSessions,
  GetWebIdentityToken: noSessions,
};
