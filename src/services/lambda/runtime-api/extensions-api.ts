import type { IncomingMessage, ServerResponse } from 'node:http';
import { accept, answerJson, type Refusal, refusal, refuse } from './answers.ts';
import { collectBody } from './body.ts';
import { type EventType, Extension, type ExtensionState } from './extension.ts';
import { documentBytesMax, extensionsMax } from './limits.ts';
import type { InvocationEvent } from './runtime-api.ts';

/** What a registration is answered with. */
export type FunctionFacts = {
  readonly accountId: string;
  readonly functionName: string;
  readonly functionVersion: string;
  readonly handler: string;
};

export type ExtensionsListener = {
  registered(extension: Extension): void;
  /** It has asked for its next event: init, or its part of an invocation, is over. */
  askedForNext(extension: Extension): void;
  /** It has reported that it cannot go on. `errorType` is its own word for why. */
  gaveUp(extension: Extension, fatal: 'Extension.InitError' | 'Extension.ExitError', errorType: string): void;
};

export type ShutdownReason = 'spindown' | 'timeout' | 'failure';

/** The Extensions API, 2020-01-01, of one environment. Source: Lambda developer guide, "Using the Lambda Extensions API". */
export class ExtensionsApi {
  readonly #facts: FunctionFacts;
  readonly #uuid: () => string;
  readonly #listener: ExtensionsListener;
  /** In the order of their files, then of registration. */
  readonly #extensions: Extension[];
  #isOpen = true;

  /** `external` are the file names of those that have a process. */
  constructor(
    facts: FunctionFacts,
    external: readonly string[],
    uuid: () => string,
    listener: ExtensionsListener,
  ) {
    this.#facts = facts;
    this.#uuid = uuid;
    this.#listener = listener;
    this.#extensions = external.map((name) => new Extension(uuid(), name, true));
  }

  get all(): readonly Extension[] {
    return this.#extensions;
  }

  /** From now on nobody registers any more. */
  closeRegistration(): void {
    this.#isOpen = false;
  }

  invoke({ requestId, deadlineMs, invokedFunctionArn, traceId }: InvocationEvent): void {
    const tracing = traceId && { tracing: { type: 'X-Amzn-Trace-Id', value: traceId } };
    const event = { eventType: 'INVOKE', deadlineMs, requestId, invokedFunctionArn, ...tracing };
    this.#send('INVOKE', event);
  }

  shutdown(shutdownReason: ShutdownReason, deadlineMs: number): void {
    this.#send('SHUTDOWN', { eventType: 'SHUTDOWN', deadlineMs, shutdownReason });
  }

  /** Answers a request below `/2020-01-01`. False for a path that the API does not have. */
  handle(path: string, request: IncomingMessage, response: ServerResponse): boolean {
    switch (`${request.method} ${path}`) {
      case 'POST /extension/register':
        this.#register(request, response);
        return true;
      case 'GET /extension/event/next':
        this.#next(request, response);
        return true;
      case 'POST /extension/init/error':
        this.#giveUp('InitError', request, response);
        return true;
      case 'POST /extension/exit/error':
        this.#giveUp('ExitError', request, response);
        return true;
      default:
        return false;
    }
  }

  /** Who asks, by the identifier that its registration gave it. */
  callerOf(request: IncomingMessage): Extension | Refusal {
    const identifier = headerOf(request, 'lambda-extension-identifier');
    if (identifier === undefined || identifier === '') {
      const message = 'Missing Lambda-Extension-Identifier header';
      return refusal(403, 'Extension.MissingExtensionIdentifier', message);
    }
    if (!/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(identifier)) {
      const message = 'Invalid Lambda-Extension-Identifier';
      return refusal(403, 'Extension.InvalidExtensionIdentifier', message);
    }
    const wanted = identifier.toLowerCase();
    const message = `Unknown extension ${identifier}`;
    return (
      this.#extensions.find(({ id }) => id === wanted) ??
      refusal(403, 'Extension.UnknownExtensionIdentifier', message)
    );
  }

  #send(type: EventType, event: object): void {
    for (const extension of this.#extensions)
      if (extension.isSubscribedTo(type)) extension.send(event, this.#uuid());
  }

  #register(request: IncomingMessage, response: ServerResponse): void {
    const name = headerOf(request, 'lambda-extension-name') ?? '';
    const features = (headerOf(request, 'lambda-extension-accept-feature') ?? '').split(',');
    collectBody(request, documentBytesMax, (body) => {
      if (body === undefined) return;
      const registered = this.#registered(name, body.bytes?.toString() ?? '');
      if (!(registered instanceof Extension)) {
        refuse(response, registered);
        return;
      }
      const { accountId, ...facts } = this.#facts;
      const wantsAccount = features.some((feature) => feature.trim() === 'accountId');
      response.setHeader('Lambda-Extension-Identifier', registered.id);
      answerJson(response, 200, wantsAccount ? { accountId, ...facts } : facts);
      this.#listener.registered(registered);
    });
  }

  #registered(name: string, body: string): Extension | Refusal {
    if (name === '') return refusal(403, 'Extension.InvalidExtensionName', 'Empty extension name');
    const events = eventsOf(body);
    if (typeof events === 'string') return refusal(403, 'InvalidRequestFormat', events);
    const external = this.#extensions.find((known) => known.isExternal && known.name === name);
    for (const event of events) {
      const problem = problemOf(event, external !== undefined);
      if (problem !== undefined) return refusal(403, 'Extension.InvalidEventType', `${event}: ${problem}`);
    }
    const extension = external ?? this.#newInternal(name);
    if (!(extension instanceof Extension)) return extension;
    if (!extension.switchTo('Registered')) return notAllowed(extension, 'Registered', extension.name);
    extension.subscribe(events as readonly EventType[]);
    return extension;
  }

  #newInternal(name: string): Extension | Refusal {
    if (!this.#isOpen)
      return refusal(403, 'Extension.RegistrationClosed', 'Extension registration closed already');
    if (this.#extensions.some((known) => known.name === name))
      return refusal(403, 'Extension.InvalidExtensionState', 'Extension with this name already registered');
    if (this.#extensions.length >= extensionsMax)
      return refusal(403, 'Extension.TooManyExtensions', `Extension limit (${extensionsMax}) reached`);
    const extension = new Extension(this.#uuid(), name, false);
    this.#extensions.push(extension);
    return extension;
  }

  #next(request: IncomingMessage, response: ServerResponse): void {
    const extension = this.callerOf(request);
    if (!(extension instanceof Extension)) {
      refuse(response, extension);
    } else if (!extension.switchTo('Ready')) {
      refuse(response, notAllowed(extension, 'Ready', extension.id));
    } else {
      extension.wait(response);
      this.#listener.askedForNext(extension);
    }
  }

  #giveUp(to: 'InitError' | 'ExitError', request: IncomingMessage, response: ServerResponse): void {
    request.resume();
    const extension = this.callerOf(request);
    const errorType = headerOf(request, 'lambda-extension-function-error-type');
    if (!(extension instanceof Extension)) {
      refuse(response, extension);
    } else if (errorType === undefined || errorType === '') {
      const message = 'Lambda-Extension-Function-Error-Type not found';
      refuse(response, refusal(403, 'Extension.MissingHeader', message));
    } else if (!extension.switchTo(to)) {
      refuse(response, notAllowed(extension, to, extension.id));
    } else {
      accept(response);
      extension.errorType ??= errorType;
      this.#listener.gaveUp(extension, `Extension.${to}`, extension.errorType);
    }
  }
}

/** The events of a registration, or what is wrong with it. */
function eventsOf(body: string): readonly string[] | string {
  let document: unknown;
  try {
    document = JSON.parse(body);
  } catch {
    return body === '' ? 'unexpected end of JSON input' : 'invalid JSON';
  }
  if (typeof document !== 'object' || document === null || Array.isArray(document))
    return 'not a JSON object';
  const { events, configurationKeys } = document as Record<string, unknown>;
  if (Array.isArray(configurationKeys) && configurationKeys.length > 0)
    return 'configurationKeys are deprecated; use environment variables instead';
  if (events === undefined || events === null) return [];
  return Array.isArray(events) && events.every((event) => typeof event === 'string')
    ? events
    : 'events is not a list of names';
}

function problemOf(event: string, isExternal: boolean): string | undefined {
  if (event !== 'INVOKE' && event !== 'SHUTDOWN') return 'ErrorInvalidEventType';
  return event === 'SHUTDOWN' && !isExternal ? 'ShutdownEventNotSupportedForInternalExtension' : undefined;
}

function notAllowed(extension: Extension, to: ExtensionState, name: string): Refusal {
  return refusal(
    403,
    'Extension.InvalidExtensionState',
    `State transition from ${extension.state} to ${to} failed for extension ${name}. Error: State transition is not allowed`,
  );
}

function headerOf({ headers }: IncomingMessage, name: string): string | undefined {
  return headers[name] as string | undefined;
}
