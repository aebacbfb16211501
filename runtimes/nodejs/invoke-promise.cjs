'use strict';
/** Invoking a handler from Node.js 24 on: its result, or what its promise settles with, is the answer. */
const { buildContext } = require('./context.cjs');
const { nodeJsExit } = require('./errors.cjs');
const invocation = require('./invocation.cjs');

/** Calls `serveNext` after the answer. */
async function invoke(handler, head, text, serveNext) {
  invocation.onIdle(() => {
    invocation.logAndFail(nodeJsExit());
    setImmediate(serveNext);
  });
  try {
    const result = await handler(JSON.parse(text), buildContext({}, head));
    await oneTurn();
    if (invocation.isPending()) invocation.succeed(result);
  } catch (error) {
    await oneTurn();
    if (invocation.isPending()) invocation.logAndFail(error);
  }
  serveNext();
}

/** As AWS's client: a rejection that nobody handles still makes the invocation fail, although the handler returned. */
function oneTurn() {
  return new Promise((resolve) => setImmediate(resolve));
}

module.exports = { invoke };
