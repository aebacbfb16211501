/** Metadata before a streamed body; ours. An HTTP answer's headers have as much room at most clients. */
export const preludeBytesMax = 65_536;
