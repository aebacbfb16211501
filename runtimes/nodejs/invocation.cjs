'use strict';
/** What happens between an invocation's arrival and its answer. There is at most one at a time. */
const channel = require('./channel.cjs');
const { logError } = require('./console.cjs');
const { stringifyError, toPayload } = require('./errors.cjs');
const { modern } = require('./load-handler.cjs');

/** The invocation that waits for its answer. */
let pendingId;

/** Whether its answer has begun, in parts. */
let isAnswering = false;

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
  const report = isAnswering ? channel.breakResponse : channel.fail;
  pendingId = undefined;
  isAnswering = false;
  whenIdle = () => {};
  const payload = toPayload(thrown);
  report(requestId, payload.errorType, stringify(payload));
}

/** A part of the answer; the first says what it is. */
function write(contentType, bytes) {
  if (!isAnswering) channel.startResponse(pendingId, contentType);
  isAnswering = true;
  if (bytes.length > 0) channel.writeResponse(pendingId, bytes);
}

/** After the last part. */
function end() {
  const requestId = pendingId;
  pendingId = undefined;
  isAnswering = false;
  whenIdle = () => {};
  channel.endResponse(requestId);
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

/** Whether this invocation waits for its answer, or any. */
const isPending = (requestId = pendingId) => pendingId !== undefined && pendingId === requestId;

function onIdle(action) {
  whenIdle = action;
}

process.on('beforeExit', () => whenIdle());

module.exports = { begin, end, fail, isPending, logAndFail, onIdle, succeed, write };
