'use strict';
/** The bootstrap of the Node.js runtimes: imports the handler, then serves one invocation after the other. See ../README.md. */
const { awaitAssignment, isPrebooted } = require('./assignment.cjs');
const channel = require('./channel.cjs');
const { logError, patchConsole, setRequestId } = require('./console.cjs');
const { forwardTrace, readEnvironment } = require('./context.cjs');
const { callbackHandlerDeprecated, toPayload, unhandledPromiseRejection } = require('./errors.cjs');
const invocation = require('./invocation.cjs');
const { loadHandler, modern } = require('./load-handler.cjs');
const { searchNodePath } = require('./node-path.cjs');
const { patchStdio } = require('./stdio.cjs');
const { installGlobal, invokeStreaming, isStreaming } = require('./streaming.cjs');

const { invoke } = modern ? require('./invoke-promise.cjs') : require('./invoke-callback.cjs');

/** How the process ends, as the platform's `Runtime.ExitError` would name it. */
const EXIT_UNHANDLED_REJECTION = 128;
const EXIT_UNCAUGHT_EXCEPTION = 129;

let initialized = false;

if (isPrebooted) void awaitAssignment().then(begin);
else begin();

function begin() {
  readEnvironment();
  patchStdio();
  patchConsole();
  installGlobal();
  searchNodePath();
  process.on('uncaughtException', (error) => {
    logError('Uncaught Exception', error);
    endWith(error, EXIT_UNCAUGHT_EXCEPTION);
  });
  process.on('unhandledRejection', (reason, promise) => {
    const error = unhandledPromiseRejection(reason, promise);
    logError('Unhandled Promise Rejection', error);
    endWith(error, EXIT_UNHANDLED_REJECTION);
  });
  void start();
}

async function start() {
  try {
    const handler = await loadHandler(process.env.LAMBDA_TASK_ROOT, process.env._HANDLER);
    const streaming = isStreaming(handler);
    if (modern && handler.length >= 3 && !streaming) throw callbackHandlerDeprecated();
    initialized = true;
    channel.ready();
    setImmediate(serve, handler, streaming ? invokeStreaming : invoke);
  } catch (error) {
    logError(modern ? 'Init Error' : 'Uncaught Exception', error);
    endWith(error, modern ? 1 : EXIT_UNCAUGHT_EXCEPTION);
  }
}

function serve(handler, invokeHandler) {
  const serveNext = () => {
    const invoked = channel.next(serveNext);
    if (invoked === null) return;
    // The platform has gone.
    if (invoked === undefined) process.exit(0);
    const { head, event } = invoked;
    setRequestId(head.requestId);
    forwardTrace(head.traceId);
    invocation.begin(head.requestId);
    invokeHandler(handler, head, event, serveNext);
  };
  serveNext();
}

/** Reports the error to whoever waits for an answer, the caller or the platform, and ends the process. */
function endWith(error, code) {
  if (!initialized) {
    const payload = toPayload(error);
    channel.initError(payload.errorType, JSON.stringify(payload));
  } else if (invocation.isPending()) {
    invocation.fail(error);
  }
  process.exit(code);
}
