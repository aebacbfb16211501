'use strict';
/** What happens between an invocation's arrival and its answer. There is at most one at a time. */
const channel = require('./channel.cjs');
const { logError } = require('./console.cjs');
const { stringifyError, toPayload } = require('./errors.cjs');
const { modern } = require('./load-handler.cjs');

/** The invocation that waits for its answer. */
let pendingId;

/** Called when the event loop runs dry. */
let whenIdle = () => {};

function begin(requestId) {
  pendingId = requestId;
}

/** Throws, with the invocation still pending, when the result cannot be made JSON. */
function succeed(result) {
  const requestId = pendingId;
  const body = stringify(result);
  pendingId = undefined;
  whenIdle = () => {};
  channel.respond(requestId, body);
}

function fail(thrown) {
  const requestId = pendingId;
  pendingId = undefined;
  whenIdle = () => {};
  const payload = toPayload(thrown);
  channel.fail(requestId, payload.errorType, stringify(payload));
}

function logAndFail(thrown) {
  logError('Invoke Error', thrown);
  fail(thrown);
}

function stringify(value) {
  try {
    // A function or a symbol has no JSON either.
    return JSON.stringify(value) ?? 'null';
  } catch {
    throw stringifyError(modern);
  }
}

const isPending = () => pendingId !== undefined;

function onIdle(action) {
  whenIdle = action;
}

process.on('beforeExit', () => whenIdle());

module.exports = { begin, fail, isPending, logAndFail, onIdle, succeed };
