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

/** A whole body: `bytes` is undefined where it was larger than allowed, and thrown away while it was read. */
export type WholeBody = {
  readonly bytes: Buffer | undefined;
  readonly trailers: Trailers;
};

/** Calls `done` with the whole body, or with nothing if the connection ended in the middle of it. */
export function collectBody(
  request: IncomingMessage,
  bytesMax: number,
  done: (body: WholeBody | undefined) => void,
): void {
  let chunks: Buffer[] = [];
  let bytes = 0;
  listenToBody(request, {
    chunk(chunk) {
      bytes += chunk.length;
      if (bytes <= bytesMax) chunks.push(chunk);
      else chunks = [];
    },
    end(trailers) {
      const whole = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
      done({ bytes: bytes > bytesMax ? undefined : whole, trailers });
    },
    cut: () => done(undefined),
  });
}
