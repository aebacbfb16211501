'use strict';
/** `console` as AWS's runtime has it: one log frame on descriptor 4 for each call, in text or JSON. */
const { format } = require('node:util');
const { writeFully } = require('./descriptors.cjs');
const { intoError, toFormatted } = require('./errors.cjs');
const { written } = require('./written.cjs');

const TEXT_FRAME = 0xa55a0003;
const JSON_FRAME = 0xa55a0002;
const FRAME_PREFIX_BYTES = 16;

const LEVELS = {
  TRACE: { name: 'TRACE', priority: 1, mask: 0b00100 },
  DEBUG: { name: 'DEBUG', priority: 2, mask: 0b01000 },
  INFO: { name: 'INFO', priority: 3, mask: 0b01100 },
  WARN: { name: 'WARN', priority: 4, mask: 0b10000 },
  ERROR: { name: 'ERROR', priority: 5, mask: 0b10100 },
  FATAL: { name: 'FATAL', priority: 6, mask: 0b11000 },
};

let currentRequestId;

/** The id that log lines carry from now on; `undefined`, spelt out in text, before the first invocation. */
function setRequestId(requestId) {
  currentRequestId = requestId;
}

let json = false;

function patchConsole() {
  const descriptor = Number(process.env._LAMBDA_TELEMETRY_LOG_FD);
  delete process.env._LAMBDA_TELEMETRY_LOG_FD;
  json = process.env.AWS_LAMBDA_LOG_FORMAT?.toUpperCase() === 'JSON';
  const lowest = LEVELS[process.env.AWS_LAMBDA_LOG_LEVEL?.toUpperCase()] ?? LEVELS.TRACE;
  const logger = (level) => {
    if (level.priority < lowest.priority) return () => {};
    return (message, ...params) => log(descriptor, level, message, params);
  };
  console.trace = logger(LEVELS.TRACE);
  console.debug = logger(LEVELS.DEBUG);
  console.info = logger(LEVELS.INFO);
  console.log = console.info;
  console.warn = logger(LEVELS.WARN);
  console.error = logger(LEVELS.ERROR);
  console.fatal = logger(LEVELS.FATAL);
}

function log(descriptor, level, message, params) {
  const now = new Date();
  const line = json
    ? jsonLine(now.toISOString(), level, message, params)
    : `${now.toISOString()}\t${currentRequestId}\t${level.name}\t${format(message, ...params)}\n`;
  const length = Buffer.byteLength(line);
  const frame = Buffer.allocUnsafe(FRAME_PREFIX_BYTES + length);
  frame.writeUInt32BE(((json ? JSON_FRAME : TEXT_FRAME) | level.mask) >>> 0, 0);
  frame.writeUInt32BE(length, 4);
  frame.writeBigUInt64BE(BigInt(now.valueOf()) * 1000n, 8);
  frame.utf8Write(line, FRAME_PREFIX_BYTES);
  written.telemetryBytes += frame.length;
  writeFully(descriptor, frame);
}

function jsonLine(timestamp, level, message, params) {
  const record = { timestamp, level: level.name, requestId: currentRequestId };
  if (params.length === 0) {
    record.message = message;
    try {
      return JSON.stringify(record, (_key, value) => (value instanceof Error ? describeError(value) : value));
    } catch {
      record.message = format(message);
      return JSON.stringify(record);
    }
  }
  record.message = format(message, ...params);
  const error = [message, ...params].find((value) => value instanceof Error);
  if (error !== undefined) {
    const { errorType, errorMessage, stackTrace = [] } = describeError(error);
    Object.assign(record, { errorType, errorMessage, stackTrace });
  }
  return JSON.stringify(record);
}

function describeError(error) {
  return {
    errorType: error.constructor?.name ?? 'UnknownError',
    errorMessage: error.message,
    stackTrace: typeof error.stack === 'string' ? error.stack.split('\n') : error.stack,
    ...error,
  };
}

/** The runtime's own report of what went wrong, such as `Invoke Error`. */
function logError(what, error) {
  if (json) console.error(intoError(error));
  else console.error(what, toFormatted(intoError(error)));
}

module.exports = { logError, patchConsole, setRequestId };
