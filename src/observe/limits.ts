/** How long log events may wait in memory before they are written. */
export const flushMs = 200;

/** The same for one stream: with that many bytes it is written at once, long before anything must be dropped. */
export const flushBytes = 524_288;

/** Events of one stream that wait to be written: twice what a function may write at a time. What comes on top is dropped and counted. */
export const streamPendingBytesMax = 4_194_304;

/** The same for all streams together. */
export const storePendingBytesMax = 67_108_864;

/** A stream's file beyond this size is followed by a new one. */
export const segmentBytesMax = 4_194_304;

/** Files of one stream; beyond that the oldest is deleted, so that one function cannot fill the disk. */
export const segmentsPerStreamMax = 32;

/** What the index of a segment counts as one, and a read takes from disk at least: at most so many events, and none more beyond these bytes. */
export const blockEventsMax = 512;
export const blockBytesMax = 65_536;

/** A smaller file that an earlier run left is read at each start: that costs no more than an index of its own would. */
export const indexedBytesMin = 262_144;

/** Streams whose files are written at the same time. */
export const writesInFlightMax = 4;

/** What an event weighs in memory besides its text. Source: PutLogEvents counts 26 bytes an event as well. */
export const eventOverheadBytes = 26;

/** Distinct lines that are remembered as logged, so that they are not logged again. */
export const linesRememberedMax = 1_000;
