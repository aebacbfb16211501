import type { GetCallerIdentityRequest, GetCallerIdentityResponse } from '#models/sts';
import type { Operation } from '#service';

/** Who AWS takes the caller for. AWS lets everybody with valid credentials ask, whatever their policies say. */
export const getCallerIdentity: Operation<undefined, GetCallerIdentityRequest, GetCallerIdentityResponse> = {
  fields: [],
  permission: () => ({ action: 'sts:GetCallerIdentity', resource: '*', isForEveryone: true }),
  handle: (_room, _input, { caller }) =>
    Promise.resolve({ UserId: caller.userId, Account: caller.account, Arn: caller.arn }),
};
