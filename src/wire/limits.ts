/** Levels of nesting in a JSON body, a form key or an XML answer. AWS's deepest shapes use under 100; ours to choose. */
export const nestingLevelsMax = 256;

/** Longest value that is matched against a model's pattern; a longer one fails it unread. AWS's patterned members end at 10 KiB. */
export const patternValueLengthMax = 64 * 1024;

/**
 * Up to this length a value is matched against its pattern although it is longer than its shape allows: AWS reports both. No pattern of
 * the services here takes more than a few milliseconds for so many characters; measured 2026-11. Ours to choose.
 */
export const overlongMatchedMax = 512;

/** Bytes of an event stream beyond which no further event is asked for until they are read. */
export const eventStreamBufferBytes = 64 * 1024;
