import type { IncomingMessage } from 'node:http';

/** By lower-case name. */
export type Trailers = Readonly<Record<string, string | undefined>>;

/** Hears of a request's body as it comes. Exactly one of `end` and `cut` is called, once, after the last chunk. */
type BodyListener = {
  chunk(bytes: Buffer): void;
  end(trailers: Trailers): void;
  /** The connection ended in the middle of it. */
  cut(): void;
};

export function listenToBody(request: IncomingMessage, listener: BodyListener): void {
  let over = false;
  const once = (action: () => void) => () => {
    if (over) return;
    over = true;
    action();
  };
  request.on('data', (chunk: Buffer) => listener.chunk(chunk));
  request.on(
    'end',
    once(() => listener.end(request.trailers as Trailers)),
  );
  request.on(
    'close',
    once(() => listener.cut()),
  );
  request.on('error', () => undefined);
}

/** A whole body: `bytes` is undefined where it is larger than allowed. */
export type WholeBody = {
  readonly bytes: Buffer | undefined;
  readonly trailers: Trailers;
};

/**
 * Calls `done` with the whole body, or with nothing if the connection ended in the middle of it. Of one that is too large it is called as
 * soon as that is known; the rest is read and thrown away, as a client that is still sending reads no answer.
 */
export function collectBody(
  request: IncomingMessage,
  bytesMax: number,
  done: (body: WholeBody | undefined) => void,
): void {
  let chunks: Buffer[] = [];
  let bytes = 0;
  let isTooLarge = false;
  listenToBody(request, {
    chunk(chunk) {
      if (isTooLarge) return;
      bytes += chunk.length;
      chunks.push(chunk);
      if (bytes <= bytesMax) return;
      isTooLarge = true;
      chunks = [];
      done({ bytes: undefined, trailers: {} });
    },
    end(trailers) {
      if (!isTooLarge) done({ bytes: chunks.length === 1 ? chunks[0] : Buffer.concat(chunks), trailers });
    },
    cut() {
      if (!isTooLarge) done(undefined);
    },
  });
}
