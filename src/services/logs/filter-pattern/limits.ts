/** Characters of a filter pattern. Source: CloudWatch Logs API reference. */
export const patternCharactersMax = 1024;

/** Regular expressions in one pattern of JSON or columns. Source: CloudWatch Logs user guide. */
export const regexesPerPatternMax = 2;

/** Selectors with a wildcard in one pattern. Source: CloudWatch Logs user guide. */
export const wildcardSelectorsMax = 3;

/** States of one regular expression after `{n,m}` is written out: bounds the work for each character of a message. */
export const regexStatesMax = 1024;

/** How deep conditions may be nested. */
export const conditionDepthMax = 64;
