import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { answerText } from '../runtime-api/answers.ts';
import { EnvironmentListener } from '../runtime-api/environment-listener.ts';
import type { Posted } from '../runtime-api/posted.ts';
import { type InvocationEvent, RuntimeApi } from '../runtime-api/runtime-api.ts';
import { SupervisorLines } from './supervisor-lines.ts';
import type { Transport, TransportListener } from './transport.ts';

/** The HTTP side of one environment, open before its processes are started. */
export class HttpDoor {
  readonly #listener: EnvironmentListener;
  #handle: ((request: IncomingMessage, response: ServerResponse) => void) | undefined;

  private constructor(listener: EnvironmentListener) {
    this.#listener = listener;
  }

  static async open(): Promise<HttpDoor> {
    const door: HttpDoor = new HttpDoor(
      await EnvironmentListener.open((request, response) => {
        // Before the environment's processes run nobody of it can ask for anything.
        if (door.#handle === undefined) request.destroy();
        else door.#handle(request, response);
      }),
    );
    return door;
  }

  /** `host:port`, the value of AWS_LAMBDA_RUNTIME_API. */
  get address(): string {
    return this.#listener.address;
  }

  serve(handle: (request: IncomingMessage, response: ServerResponse) => void): void {
    this.#handle = handle;
  }

  close(): void {
    this.#listener.close();
  }
}

/** The conversation with a runtime that speaks AWS's Runtime API; the channel leads to its supervisor. */
export class HttpTransport implements Transport {
  readonly #door: HttpDoor;
  readonly #listener: TransportListener;
  readonly #runtime: RuntimeApi;
  #posted: Posted | undefined;

  constructor(door: HttpDoor, channel: Socket, listener: TransportListener) {
    this.#door = door;
    this.#listener = listener;
    this.#runtime = new RuntimeApi({
      ready: () => listener.ready(undefined),
      initFailed: (posted) => listener.initFailed(posted, undefined),
      answered: (posted) => {
        this.#posted = posted;
        listener.answered(posted);
      },
      askedForNext: () => this.#settle(),
    });
    const lines = new SupervisorLines({
      started: () => undefined,
      runtimeExited: (exit) => listener.exited(exit),
      extensionExited: () => undefined,
      malformed: (error) => listener.broken(error),
    });
    channel.on('data', (chunk: Buffer) => lines.push(chunk));
    channel.resume();
    door.serve((request, response) => this.#serve(request, response));
    channel.write('start\n');
  }

  invoke(event: InvocationEvent, payload: Uint8Array): void {
    this.#runtime.invoke(event, payload);
  }

  close(): void {
    this.#door.close();
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    const [path = ''] = (request.url ?? '').split('?', 1);
    const [, version, rest = ''] = /^\/(\d{4}-\d{2}-\d{2})(\/.*)$/.exec(path) ?? [];
    const known = version === '2018-06-01' && this.#runtime.handle(rest, request, response);
    if (known) return;
    request.resume();
    answerText(response, 404, '404 page not found\n');
  }

  #settle(): void {
    const posted = this.#posted;
    if (posted === undefined) return;
    this.#posted = undefined;
    this.#listener.settled(posted, undefined);
  }
}
