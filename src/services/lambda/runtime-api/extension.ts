import type { ServerResponse } from 'node:http';

/** Where an extension stands, under the names that the API's refusals have. */
export type ExtensionState = 'Started' | 'Registered' | 'Ready' | 'Running' | 'InitError' | 'ExitError';

export type EventType = 'INVOKE' | 'SHUTDOWN';

const table: Readonly<Record<ExtensionState, readonly ExtensionState[]>> = {
  Started: ['Registered'],
  Registered: ['Ready', 'InitError', 'ExitError'],
  Ready: ['Running', 'ExitError'],
  Running: ['Ready', 'ExitError'],
  InitError: ['InitError'],
  ExitError: ['ExitError'],
};

/** One extension: a process of its own, or a part of the runtime's. */
export class Extension {
  readonly id: string;
  readonly name: string;
  readonly isExternal: boolean;
  /** What it reported when it gave up. */
  errorType: string | undefined;
  /** Its process has ended. */
  isGone = false;
  #state: ExtensionState = 'Started';
  #events: readonly EventType[] = [];
  #waiting: ServerResponse | undefined;
  /** Came while nobody waited for it: the last connection was lost. */
  #missed: { readonly event: object; readonly eventId: string } | undefined;

  constructor(id: string, name: string, isExternal: boolean) {
    this.id = id;
    this.name = name;
    this.isExternal = isExternal;
  }

  get state(): ExtensionState {
    return this.#state;
  }

  get events(): readonly EventType[] {
    return this.#events;
  }

  /** Takes the step if the table lists it. */
  switchTo(state: ExtensionState): boolean {
    if (!table[this.#state].includes(state)) return false;
    this.#state = state;
    return true;
  }

  subscribe(events: readonly EventType[]): void {
    this.#events = [...new Set(events)];
  }

  isSubscribedTo(event: EventType): boolean {
    return this.#events.includes(event);
  }

  /** Holds the request until there is an event. */
  wait(response: ServerResponse): void {
    this.#waiting = response;
    response.once('close', () => {
      // It will ask again, or nobody does any more.
      if (this.#waiting !== response) return;
      this.#waiting = undefined;
      if (this.#state === 'Ready') this.#state = 'Running';
    });
    const missed = this.#missed;
    if (missed !== undefined) this.send(missed.event, missed.eventId);
  }

  send(event: object, eventId: string): void {
    const response = this.#waiting;
    this.#missed = undefined;
    if (response === undefined || !this.switchTo('Running')) {
      this.#missed = { event, eventId };
      return;
    }
    this.#waiting = undefined;
    const body = JSON.stringify(event);
    response.writeHead(200, {
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(body),
      'Lambda-Extension-Event-Identifier': eventId,
    });
    response.end(body);
  }
}

/** What is still expected of these before init can be over, for the operator; undefined where that is nothing. */
export function awaitedOf(extensions: readonly Extension[]): string | undefined {
  const texts = extensions.flatMap(({ name, state }) => {
    if (state === 'Started') return [`the extension ${name} has not registered`];
    return state === 'Registered' ? [`the extension ${name} has not asked for an event`] : [];
  });
  return texts.length === 0 ? undefined : texts.join(', ');
}
