/** Characters of a greeting. An AWS service cites its quotas page here; this figure is ours. */
export const greetingCharactersMax = 100;
