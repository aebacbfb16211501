'use strict';
/** Invoking a handler before Node.js 24: a promise, the callback, or `context.done` and its kin give the answer. */
const { buildContext } = require('./context.cjs');
const { nodeJsExit } = require('./errors.cjs');
const invocation = require('./invocation.cjs');

/** Calls `serveNext` after the answer. */
function invoke(handler, head, text, serveNext) {
  const { callback, context } = answers(() => setImmediate(serveNext));
  try {
    invocation.onIdle(() => {
      // A handler that is not async and gives no answer has answered null.
      if (isAsync(handler)) invocation.logAndFail(nodeJsExit());
      else invocation.succeed(null);
      setImmediate(serveNext);
    });
    const result = handler(JSON.parse(text), buildContext(context, head), callback);
    if (result && typeof result.then === 'function')
      result.then(context.succeed, context.fail).catch(context.fail);
  } catch (error) {
    callback(error);
  }
}

/** The callback and the methods of the context. The first call of any of them counts, the others are ignored. */
function answers(serveNext) {
  let waitsForEmptyEventLoop = true;
  let answered = false;
  const first =
    (answer) =>
    (...values) => {
      if (answered || !invocation.isPending()) return;
      answer(...values);
      answered = true;
    };
  const settle = (error, result) => {
    if (error !== undefined && error !== null) invocation.logAndFail(error);
    else invocation.succeed(result);
    serveNext();
  };
  const context = {
    get callbackWaitsForEmptyEventLoop() {
      return waitsForEmptyEventLoop;
    },
    set callbackWaitsForEmptyEventLoop(value) {
      waitsForEmptyEventLoop = value;
    },
    succeed: first((result) => settle(null, result)),
    fail: first((error) => (error === undefined || error === null ? settle('handled') : settle(error))),
    done: first(settle),
  };
  const callback = first((error, result) => {
    const failed = error !== undefined && error !== null;
    if (failed || !waitsForEmptyEventLoop) settle(error, result);
    else invocation.onIdle(() => setImmediate(settle, null, result));
  });
  return { callback, context };
}

function isAsync(handler) {
  return handler.constructor?.name === 'AsyncFunction';
}

module.exports = { invoke };
