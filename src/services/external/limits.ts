/** Our own: calls to one service under way at once; a further one is refused. */
export const callsMax = 32;
/** Our own: until an answer's head has come. */
export const headWithinMs = 20_000;
/** Our own: until the whole answer has come. */
export const answerWithinMs = 300_000;
/** Our own: of an answer that is a document. */
export const documentBytesMax = 10 * 1024 * 1024;
/** Our own: of an answer that is an error; AWS's are a few kilobytes. */
export const errorBytesMax = 64 * 1024;
/** Our own: of an error's message in the log. */
export const loggedCharactersMax = 500;
/** Of an answer that is bytes: the largest deployment package, which is the largest object that Lambent asks for. */
export const objectBytesMax = 262_144_000;
