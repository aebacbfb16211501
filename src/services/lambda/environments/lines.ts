import { logEventBytesMax } from './limits.ts';

const newline = 0x0a;

/** Cuts raw output into one event a line, its newline included. A line beyond the limit becomes several events. */
export class LineReader {
  readonly #onLine: (line: string) => void;
  /** The beginning of a line whose end has not come; together below the limit. */
  #pieces: Buffer[] = [];
  #pieceBytes = 0;

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  push(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      const found = chunk.indexOf(newline, at);
      const lineEnd = found === -1 ? chunk.length : found + 1;
      const end = Math.min(lineEnd, at + logEventBytesMax - this.#pieceBytes);
      this.#pieces.push(chunk.subarray(at, end));
      this.#pieceBytes += end - at;
      at = end;
      if (end === found + 1 || this.#pieceBytes === logEventBytesMax) this.flush();
    }
  }

  /** Hands on a line that has no end yet. Bytes that are not UTF-8 become replacement characters. */
  flush(): void {
    if (this.#pieceBytes === 0) return;
    const line = this.#pieces.length === 1 ? String(this.#pieces[0]) : Buffer.concat(this.#pieces).toString();
    this.#pieces = [];
    this.#pieceBytes = 0;
    this.#onLine(line);
  }
}
