import type { Policy } from './policy/compile.ts';
import type { ConditionContext } from './policy/condition-context.ts';

/** Who makes a call. */
export type Caller = {
  readonly type: 'root' | 'user' | 'role' | 'service' | 'anonymous';
  /** 12 digits; the account whose resources the call sees. */
  readonly account: string;
  /** `arn:aws:iam::000000000000:root`, …; a service principal (`apigateway.amazonaws.com`) for `service`. */
  readonly arn: string;
  /** What STS calls `UserId`. */
  readonly userId: string;
  readonly accessKeyId?: string;
  /** For `role`: whose session it is, as IAM knows the role. */
  readonly roleArn?: string;
  /** For `service`: the resource on whose behalf it calls (`aws:SourceArn`). */
  readonly sourceArn?: string;
  /** True only when a signature was checked and is right, or when a service of this process calls. */
  readonly verified: boolean;
};

/** What a caller wants to do: an IAM action (`lambda:InvokeFunction`) on a resource's ARN (`*` for none). */
export type Permission = {
  readonly action: string;
  readonly resource: string;
  /** The resource's own policy, where it has one. */
  readonly resourcePolicy?: ResourcePolicy;
  /** Condition keys of the request (`lambda:functionurlauthtype`); those of the caller are added to them, and win. */
  readonly context?: ConditionContext;
  /** No policy is asked: whoever is who they say may do it. */
  readonly isForEveryone?: true;
  /** The resource is of a service elsewhere, and so is its policy, which is asked there. */
  readonly isElsewhere?: true;
};

export type ResourcePolicy = {
  /** Who owns the resource. */
  readonly account: string;
  /** The ARN by which the policy knows the resource: to Lambda, `fn:$LATEST` is `fn`. */
  readonly arn: string;
  readonly policy: Policy;
};

/** `audit` allows and reports, `enforce` decides. */
export type IamMode = 'audit' | 'enforce';

export type Decision =
  | { readonly allowed: true; readonly wouldDeny?: string }
  | { readonly allowed: false; readonly reason: string };

/** The one question about access, asked by dispatch before every operation. */
export type Authorize = (caller: Caller, permission: Permission) => Decision;
