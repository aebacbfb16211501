import type { Socket } from 'node:net';
import type { Clock, Random } from '#ambient';
import type { PlatformLog } from '#observe';
import type { HttpRequest, HttpResponse } from '#wire';
import type { EdgeLimits } from './limits.ts';
import type { Watch } from './watch.ts';

/** What every connection of one edge works with. */
export type EdgeContext = {
  readonly clock: Clock;
  readonly random: Random;
  readonly limits: EdgeLimits;
  readonly log: PlatformLog;
  readonly watch: Watch;
  /** True from the moment the edge is asked to close. */
  readonly draining: boolean;
  /** Finds the door and asks it. Never rejects. */
  answer(request: HttpRequest): Promise<HttpResponse>;
};

/** A socket whose protocol is known. */
export type Accepted = {
  readonly socket: Socket;
  /** Whose own listener it came by, if any's. */
  readonly environment: string | undefined;
  readonly onClosed: () => void;
};

/** An open connection, whatever it speaks. */
export type Connection = {
  /** Closes at once if nothing is in flight, otherwise as soon as that is answered. */
  drain(): void;
  destroy(): void;
};
