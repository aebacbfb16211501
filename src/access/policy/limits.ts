/** A policy's text. Source: the largest of AWS's own quotas, 20 KB of a Lambda or S3 resource policy; IAM's are smaller. */
export const policyCharactersMax = 20_480;

/** Statements of one policy. AWS limits them by the size alone; this is more than fit into it. Ours. */
export const policyStatementsMax = 512;

/** JSON inside JSON: policy, statements, statement, condition, operator and values make 6 in the grammar. Ours. */
export const policyDepthMax = 8;
