'use strict';
/** The global `awslambda`, and invoking a handler that it has marked: what such a handler writes to its stream is the answer. */
const { Writable } = require('node:stream');
const { buildContext } = require('./context.cjs');
const { invalidStreamingOperation, malformedStreamingHandler, nodeJsExit } = require('./errors.cjs');
const invocation = require('./invocation.cjs');
const { modern } = require('./load-handler.cjs');

const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming');
const HIGH_WATER_MARK = Symbol.for('aws.lambda.runtime.handler.streaming.highWaterMark');

const OCTET_STREAM = 'application/octet-stream';
const HTTP_INTEGRATION = 'application/vnd.awslambda.http-integration-response';
/** What ends the metadata before the body of an HTTP response. */
const PRELUDE_END = new Uint8Array(8);

const NOTHING = Buffer.alloc(0);

const NOT_ASYNC = 'Streaming does not support non-async handlers.';
const NOT_FINISHED = 'Response stream is not finished.';

function installGlobal() {
  const { AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA: refused } = process.env;
  if (refused === '1' || refused === 'true') return;
  globalThis.awslambda = {
    ...globalThis.awslambda,
    streamifyResponse(handler, options) {
      handler[STREAMING] = 'response';
      if (typeof options?.highWaterMark === 'number')
        handler[HIGH_WATER_MARK] = Math.trunc(options.highWaterMark);
      return handler;
    },
    HttpResponseStream: {
      from(stream, prelude) {
        stream.setContentType(HTTP_INTEGRATION);
        const metadata = JSON.stringify(prelude);
        stream._onBeforeFirstWrite = (write) => {
          write(metadata);
          write(PRELUDE_END);
        };
        return stream;
      },
    },
  };
}

/** Throws for a mark that says something else than response streaming. */
function isStreaming(handler) {
  const mark = handler[STREAMING];
  if (mark === undefined || mark === null || mark === false) return false;
  if (mark !== 'response') throw malformedStreamingHandler();
  return true;
}

/** The stream of one invocation. A write blocks the process while the platform's caller takes nothing. */
class ResponseStream extends Writable {
  #requestId;
  #contentType = OCTET_STREAM;
  #isWritten = false;

  constructor(requestId, highWaterMark) {
    super(highWaterMark === undefined ? {} : { highWaterMark });
    this.#requestId = requestId;
  }

  setContentType(contentType) {
    if (this.#isWritten) throw invalidStreamingOperation('Cannot set content-type, too late.');
    require('node:http').validateHeaderValue('Content-Type', contentType);
    this.#contentType = String(contentType);
  }

  /** Quirk, AWS's too: what is given to `end` alone is no first write, so that no prelude comes before it. */
  write(chunk, encoding, callback) {
    const isFirst = !this.#isWritten;
    this.#isWritten = true;
    if (isFirst && typeof this._onBeforeFirstWrite === 'function')
      this._onBeforeFirstWrite((part) => super.write(part));
    const isBytes = typeof chunk === 'string' || chunk instanceof Uint8Array;
    return super.write(isBytes ? chunk : JSON.stringify(chunk), encoding, callback);
  }

  _write(chunk, _encoding, callback) {
    if (invocation.isPending(this.#requestId)) invocation.write(this.#contentType, chunk);
    callback();
  }

  _final(callback) {
    this.begin();
    callback();
  }

  /** Even a response without a byte has a content type. */
  begin() {
    if (invocation.isPending(this.#requestId)) invocation.write(this.#contentType, NOTHING);
  }
}

/** Calls `serveNext` after the answer. */
async function invokeStreaming(handler, head, text, serveNext) {
  const { requestId } = head;
  const stream = new ResponseStream(requestId, handler[HIGH_WATER_MARK]);
  // A handler that destroys its stream need not listen: the answer says it.
  stream.on('error', () => {});
  const closed = new Promise((resolve) => stream.once('close', resolve));
  let hasReturned = false;
  const settle = (act) => {
    if (!invocation.isPending(requestId)) return;
    act();
    setImmediate(serveNext);
  };
  const fail = (error) =>
    settle(() => {
      stream.begin();
      invocation.logAndFail(error);
    });
  invocation.onIdle(() => fail(hasReturned ? thrown(NOT_FINISHED) : nodeJsExit()));
  try {
    const returned = handler(JSON.parse(text), stream, buildContext({}, head));
    if (typeof returned?.then !== 'function') throw thrown(NOT_ASYNC);
    if ((await returned) !== undefined) console.warn('Streaming handlers ignore return values.');
    hasReturned = true;
    await closed;
    if (!stream.writableFinished) throw stream.errored ?? thrown(NOT_FINISHED);
    settle(() => invocation.end());
  } catch (error) {
    fail(error);
  }
}

/** AWS's client before Node.js 24 throws its own texts as they are. */
const thrown = (message) => (modern ? new Error(message) : message);

module.exports = { installGlobal, invokeStreaming, isStreaming };
