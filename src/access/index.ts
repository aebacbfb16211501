export { AccessDeniedException } from './access-denied.ts';
export { type AuthProblem, authError, type ErrorStyle } from './auth-problem.ts';
export { createAuthorize } from './authorize.ts';
export type { Authorize, Caller, Decision, IamMode, Permission, ResourcePolicy } from './caller.ts';
export {
  type SigningJob,
  signPackage,
  type Verdict,
  verifyPackage,
} from './code-signature/code-signature.ts';
export {
  isProfileVersionArn,
  loadSigningProfiles,
  noSigningProfiles,
  type SigningProfiles,
} from './code-signature/signing-profiles.ts';
export {
  type Admitted,
  createIdentifyCaller,
  defaultRegion,
  type IdentifyCaller,
  type Provisional,
  type Refused,
} from './identify-caller.ts';
export { type Insider, Insiders } from './insiders.ts';
export { reportCharactersMax } from './limits.ts';
export { compilePolicy, type Policy } from './policy/compile.ts';
export type { ConditionContext, ContextValue } from './policy/condition-context.ts';
export type { PolicyDocument, PolicyKind, StatementDocument } from './policy/document.ts';
export { evaluate } from './policy/evaluate.ts';
export { MalformedPolicyDocumentException } from './policy/malformed-policy.ts';
export { parsePolicy } from './policy/parse.ts';
export { createPresigner, type Presigner } from './presigned.ts';
export {
  loadRootCredentials,
  type RootCredentials,
  readRootCredentials,
  rootCredentialsFile,
} from './root-credentials.ts';
export { defaultAccount } from './root-user.ts';
export { loadSessionKey } from './session-key.ts';
export { callerOf, type RoleSession } from './sessions/role-session.ts';
export { createSessions, type Sessions, type TemporaryCredentials } from './sessions/sessions.ts';
export type { SignableRequest } from './sigv4/canonical-request.ts';
export {
  presignUrl,
  type RequestToPresign,
  type RequestToSign,
  type SigningCredentials,
  signRequest,
} from './sigv4/sign.ts';
export { wouldDenyHeader } from './would-deny.ts';
