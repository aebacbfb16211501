import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  accept,
  answerText,
  invalidRequestId,
  invalidResponseMode,
  type Refusal,
  refusal,
  refuse,
  tooLarge,
  truncated,
} from './answers.ts';
import { collectBody, listenToBody, type Trailers, type WholeBody } from './body.ts';
import { responseBytesMax } from './limits.ts';
import { errorTypeOf, type Posted } from './posted.ts';
import { maySwitch, type RuntimeState, type UnreachableState } from './runtime-state.ts';

/** An event on its way to the runtime. */
export type InvocationEvent = {
  readonly requestId: string;
  readonly deadlineMs: number;
  readonly invokedFunctionArn: string;
  readonly traceId?: string | undefined;
  /** JSON text. */
  readonly clientContext?: string | undefined;
};

/** What a response in parts is where nobody says. */
export const octetStream = 'application/octet-stream';

export type RuntimeListener = {
  /** The first request for an event: init is over. */
  ready(): void;
  initFailed(posted: Posted): void;
  /** A result or an error begins to come. */
  posting(): void;
  /** A response comes in parts. `resume` goes on reading after `responsePart` has said false. */
  responseStarted(contentType: string, resume: () => void): void;
  /** False when nothing more shall be read for now. */
  responsePart(bytes: Uint8Array): boolean;
  /** A result or an error has come. */
  answered(posted: Posted): void;
  /** The request for the next event after that. */
  askedForNext(): void;
};

/** The Runtime API, 2018-06-01, of one environment. Source: Lambda developer guide, "Using the Lambda runtime API". */
export class RuntimeApi {
  readonly #listener: RuntimeListener;
  #state: RuntimeState = 'Started';
  #current: { readonly event: InvocationEvent; readonly payload: Uint8Array } | undefined;
  /** Requests for the next event. More than one of them get the same. */
  readonly #waiting = new Set<ServerResponse>();

  constructor(listener: RuntimeListener) {
    this.#listener = listener;
  }

  /** Legal once the runtime has asked for an event. */
  invoke(event: InvocationEvent, payload: Uint8Array): void {
    this.#current = { event, payload };
    for (const response of this.#waiting) sendEvent(response, event, payload);
    this.#waiting.clear();
  }

  /** Answers a request below `/2018-06-01`. False for a path that the API does not have. */
  handle(path: string, request: IncomingMessage, response: ServerResponse): boolean {
    const { method } = request;
    const [, requestId, kind] = /^\/runtime\/invocation\/([^/]+)\/(response|error)$/.exec(path) ?? [];
    if (method === 'POST' && requestId !== undefined) {
      if (kind === 'response') this.#takeResponse(requestId, request, response);
      else this.#takeError(requestId, request, response);
      return true;
    }
    switch (`${method} ${path}`) {
      case 'GET /runtime/invocation/next':
        this.#next(response);
        return true;
      case 'POST /runtime/init/error':
        this.#takeInitError(request, response);
        return true;
      case 'GET /runtime/restore/next':
        refuse(response, this.#notAllowed('RestoreReady'));
        return true;
      case 'POST /runtime/restore/error':
        refuse(response, this.#notAllowed('RestoreError'));
        return true;
      case 'GET /ping':
        answerText(response, 200, 'pong');
        return true;
      default:
        return false;
    }
  }

  #next(response: ServerResponse): void {
    if (!maySwitch(this.#state, 'Ready')) {
      refuse(response, this.#notAllowed('Ready'));
      return;
    }
    const before = this.#state;
    this.#state = 'Ready';
    if (before === 'RuntimeResponseSentState') this.#current = undefined;
    if (this.#current !== undefined) {
      sendEvent(response, this.#current.event, this.#current.payload);
      return;
    }
    this.#waiting.add(response);
    response.once('close', () => this.#waiting.delete(response));
    if (before === 'Started') this.#listener.ready();
    else if (before === 'RuntimeResponseSentState') this.#listener.askedForNext();
  }

  #takeResponse(requestId: string, request: IncomingMessage, response: ServerResponse): void {
    if (!this.#mayPost(requestId, 'InvocationResponse', request, response)) return;
    const mode = request.headers['lambda-runtime-function-response-mode'];
    if (mode !== undefined && mode !== 'streaming') {
      request.resume();
      this.#fault('Runtime.InvalidResponseModeHeader', invalidResponseMode.errorMessage);
      refuse(response, invalidResponseMode);
      return;
    }
    if (mode === 'streaming') this.#streamBody(request, response);
    else this.#takeBody(request, response, ({ bytes, trailers }) => responseOf(bytes, trailers));
  }

  #streamBody(request: IncomingMessage, response: ServerResponse): void {
    const resume = () => request.resume();
    this.#listener.responseStarted(request.headers['content-type'] ?? octetStream, resume);
    listenToBody(request, {
      chunk: (bytes) => {
        if (!this.#listener.responsePart(bytes)) request.pause();
      },
      end: (trailers) => {
        this.#post(responseOf(undefined, trailers));
        accept(response);
      },
      cut: () => this.#post(truncatedResponse),
    });
  }

  #takeError(requestId: string, request: IncomingMessage, response: ServerResponse): void {
    if (!this.#mayPost(requestId, 'InvocationErrorResponse', request, response)) return;
    const errorType = errorTypeOf(errorHeader(request), 'Function.Unknown');
    this.#takeBody(request, response, ({ bytes = Buffer.alloc(0) }) => ({
      type: 'error',
      body: bytes,
      errorType,
    }));
  }

  #takeInitError(request: IncomingMessage, response: ServerResponse): void {
    if (!maySwitch(this.#state, 'InitError')) {
      request.resume();
      refuse(response, this.#notAllowed('InitError'));
      return;
    }
    this.#state = 'InitError';
    const errorType = errorTypeOf(errorHeader(request), 'Runtime.Unknown');
    collectBody(request, responseBytesMax, (whole) => {
      if (whole === undefined) {
        this.#listener.initFailed(truncatedResponse);
        return;
      }
      accept(response);
      const { bytes } = whole;
      this.#listener.initFailed(
        bytes === undefined ? responseTooLarge : { type: 'error', body: bytes, errorType },
      );
    });
  }

  /** Whether a result or an error of this invocation may come now; if so, no other may any more. */
  #mayPost(
    requestId: string,
    state: 'InvocationResponse' | 'InvocationErrorResponse',
    request: IncomingMessage,
    response: ServerResponse,
  ): boolean {
    const known = this.#state === 'Started' || this.#current?.event.requestId === requestId;
    const refused = !known
      ? invalidRequestId
      : maySwitch(this.#state, state)
        ? undefined
        : this.#notAllowed(state);
    if (refused === undefined) {
      this.#state = state;
      this.#listener.posting();
      return true;
    }
    request.resume();
    refuse(response, refused);
    return false;
  }

  #takeBody(request: IncomingMessage, response: ServerResponse, postedOf: (body: WholeBody) => Posted): void {
    collectBody(request, responseBytesMax, (whole) => {
      if (whole === undefined) {
        this.#post(truncatedResponse);
      } else if (whole.bytes === undefined) {
        this.#post(responseTooLarge);
        refuse(response, tooLarge(responseBytesMax));
      } else {
        this.#post(postedOf(whole));
        accept(response);
      }
    });
  }

  #fault(errorType: string, message: string): void {
    this.#post({ type: 'fault', errorType, message });
  }

  #post(posted: Posted): void {
    this.#state = 'RuntimeResponseSentState';
    this.#listener.answered(posted);
  }

  #notAllowed(to: RuntimeState | UnreachableState): Refusal {
    return refusal(
      403,
      'InvalidStateTransition',
      `State transition from ${this.#state} to ${to} failed for runtime. Error: State transition is not allowed`,
    );
  }
}

const truncatedResponse: Posted = {
  type: 'fault',
  errorType: 'Runtime.TruncatedResponse',
  message: truncated.errorMessage,
};

const responseTooLarge: Posted = { type: 'response-too-large', bytesMax: responseBytesMax };

/** A result, unless the trailers say that it broke off. */
function responseOf(bytes: Uint8Array = Buffer.alloc(0), trailers: Trailers): Posted {
  const errorType = trailers['lambda-runtime-function-error-type'];
  if (errorType === undefined) return { type: 'response', body: bytes };
  const body = Buffer.from(trailers['lambda-runtime-function-error-body'] ?? '', 'base64');
  return { type: 'error', body, errorType: errorTypeOf(errorType, 'Function.Unknown') };
}

function errorHeader({ headers }: IncomingMessage): string | undefined {
  return headers['lambda-runtime-function-error-type'] as string | undefined;
}

function sendEvent(response: ServerResponse, event: InvocationEvent, payload: Uint8Array): void {
  const { requestId, deadlineMs, invokedFunctionArn, traceId, clientContext } = event;
  response.writeHead(200, {
    'Content-Type': 'application/json',
    'Content-Length': payload.length,
    'Lambda-Runtime-Aws-Request-Id': requestId,
    'Lambda-Runtime-Deadline-Ms': String(deadlineMs),
    'Lambda-Runtime-Invoked-Function-Arn': invokedFunctionArn,
    ...(traceId !== undefined && traceId !== '' && { 'Lambda-Runtime-Trace-Id': traceId }),
    ...(clientContext !== undefined &&
      clientContext !== '' && { 'Lambda-Runtime-Client-Context': headerText(clientContext) }),
  });
  response.end(payload);
}

/**
 * UTF-8 as Node.js writes it into a header: one character for each byte. No header has a line end, which is a space to JSON, or a DEL,
 * which stands only in strings.
 */
function headerText(json: string): string {
  return Buffer.from(json.replace(/[\r\n]/g, ' ').replaceAll('\x7f', '\\u007f')).toString('latin1');
}
