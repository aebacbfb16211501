import { logTailBytesMax } from './limits.ts';

/** The end of one invocation's log, as `LogType=Tail` returns it. Memory stays near the limit however much is logged. */
export class LogTail {
  #lines: string[] = [];
  #bytes = 0;

  add(line: string): void {
    this.#lines.push(line);
    this.#bytes += Buffer.byteLength(line);
    if (this.#bytes > 4 * logTailBytesMax) {
      this.#lines = [this.#end()];
      this.#bytes = logTailBytesMax;
    }
  }

  base64(): string {
    return Buffer.from(this.#end()).toString('base64');
  }

  #end(): string {
    const all = Buffer.from(this.#lines.join(''));
    let start = Math.max(0, all.length - logTailBytesMax);
    // Not in the middle of a character: UTF-8 continues with bytes 10xxxxxx.
    while (start > 0 && ((all[start] ?? 0) & 0xc0) === 0x80) start += 1;
    return all.toString('utf8', start);
  }
}
