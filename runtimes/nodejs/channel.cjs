'use strict';
/** Frames on descriptor 3: `u32 length of the rest | u8 type | u32 length of head | head | body`. */
const { Socket } = require('node:net');
const { readAtLeast, writeFully } = require('./descriptors.cjs');
const { written } = require('./written.cjs');

const DESCRIPTOR = 3;
const PREFIX_BYTES = 9;
const INVOKE = 1;
const ATTEND = 2;
const ASSIGN = 3;
const READY = 16;
const INIT_ERROR = 17;
const RESPONSE = 18;
const ERROR = 19;
const RESPONSE_START = 20;
const RESPONSE_PART = 21;
const RESPONSE_END = 22;
const BOOTED = 23;

/** Frames up to this size are read and written without an allocation. */
const BUFFER_BYTES = 65_536;

/** A body of this many UTF-16 units fits the buffer together with its head, whatever its characters are. */
const SHORT_BODY_UNITS = 20_000;

/** A response in parts goes in frames of so many bytes, which fit the buffer. */
const PART_BYTES = 32_768;

/** How old the process's peak memory may be that a frame reports: asking costs as much as the frame. */
const MEMORY_AGE_MS = 100;

let measuredAtMs = Number.NEGATIVE_INFINITY;
let peakKiB = 0;

const incoming = Buffer.allocUnsafeSlow(BUFFER_BYTES);
const outgoing = Buffer.allocUnsafeSlow(BUFFER_BYTES);

/** The descriptor as Node.js waits for it, once the platform has asked for that; and of the frame under way what has come by it. */
let waiting;
let arrived = 0;

/**
 * Waits for the next invocation and returns its head and the event's text. Blocks the whole process: between two invocations
 * a function stands still, as on AWS. Undefined when the platform has gone. Where an extension lives in this process the platform
 * freezes it instead: then this is null until a frame comes, and `later` is called when it does.
 */
function next(later) {
  if (waiting !== undefined && arrived === 0) {
    waiting.later = later;
    waiting.socket.resume();
    return null;
  }
  return receive(INVOKE, later);
}

/** The variables of the function that this process becomes. Blocks as `next`. */
function assignment() {
  return receive(ASSIGN)?.head.variables;
}

function receive(type, later) {
  let frame = incoming;
  const filled = readAtLeast(DESCRIPTOR, frame, arrived, PREFIX_BYTES);
  arrived = 0;
  if (filled === -1) return undefined;
  const end = 4 + frame.readUInt32BE(0);
  if (end > frame.length) {
    frame = Buffer.allocUnsafeSlow(end);
    incoming.copy(frame, 0, 0, filled);
  }
  const reached = readAtLeast(DESCRIPTOR, frame, filled, end);
  if (reached === -1) return undefined;
  if (frame[4] === ATTEND) {
    // The event may lie right behind it.
    arrived = reached - end;
    frame.copyWithin(0, end, reached);
    attend();
    return next(later);
  }
  if (frame[4] !== type) throw new Error(`The platform sent a frame of type ${frame[4]}`);
  const headEnd = PREFIX_BYTES + frame.readUInt32BE(5);
  return { head: JSON.parse(frame.utf8Slice(PREFIX_BYTES, headEnd)), event: frame.utf8Slice(headEnd, end) };
}

/** From now on Node.js waits for the first bytes of a frame; the rest is read as ever, and no thread stands still over it. */
function attend() {
  waiting = { later: undefined, socket: undefined };
  const callback = (bytes) => {
    arrived = bytes;
    // Once this has said that nothing more shall be read.
    setImmediate(waiting.later);
    return false;
  };
  const onread = { buffer: incoming.subarray(0, PREFIX_BYTES), callback };
  waiting.socket = new Socket({ fd: DESCRIPTOR, writable: false, manualStart: true, onread });
  // To wait is all that it is for: everything else reads and writes synchronously.
  waiting.socket._handle.setBlocking(true);
  waiting.socket.on('error', () => process.exit(0));
  waiting.socket.on('end', () => process.exit(0));
}

/** One frame in one write. `fields` is the inside of a JSON object that the counters are added to. */
function send(type, fields, body) {
  const head = headOf(fields);
  const headBytes = Buffer.byteLength(head);
  const short = body.length <= SHORT_BODY_UNITS && headBytes <= SHORT_BODY_UNITS;
  const frame = short ? outgoing : Buffer.allocUnsafeSlow(PREFIX_BYTES + headBytes + Buffer.byteLength(body));
  frame.utf8Write(head, PREFIX_BYTES);
  const bodyStart = PREFIX_BYTES + headBytes;
  writeFrame(frame, type, headBytes, bodyStart + frame.utf8Write(body, bodyStart));
}

function headOf(fields) {
  return `{${fields}"stdioBytes":${written.stdioBytes},"telemetryBytes":${written.telemetryBytes},"maxRssKiB":${peakMemoryKiB()}}`;
}

/** Of a frame whose head and body are in place. */
function writeFrame(frame, type, headBytes, length) {
  frame.writeUInt32BE(length - 4, 0);
  frame[4] = type;
  frame.writeUInt32BE(headBytes, 5);
  writeFully(DESCRIPTOR, frame, length);
}

function peakMemoryKiB() {
  const nowMs = performance.now();
  if (nowMs - measuredAtMs > MEMORY_AGE_MS) {
    measuredAtMs = nowMs;
    peakKiB = process.resourceUsage().maxRSS;
  }
  return peakKiB;
}

const booted = () => send(BOOTED, '', '');
const ready = () => send(READY, '', '');
const idField = (requestId) => `"requestId":${JSON.stringify(requestId)},`;
const typeField = (errorType) => `"errorType":${JSON.stringify(errorType)},`;
const initError = (errorType, body) => send(INIT_ERROR, typeField(errorType), body);
const respond = (requestId, body) => send(RESPONSE, idField(requestId), body);
const fail = (requestId, errorType, body) => send(ERROR, idField(requestId) + typeField(errorType), body);

/** The answer comes in parts: any number of `writeResponse`, then one of `endResponse` and `breakResponse`. */
const startResponse = (requestId, contentType) =>
  send(RESPONSE_START, `${idField(requestId)}"contentType":${JSON.stringify(contentType)},`, '');
const endResponse = (requestId) => send(RESPONSE_END, idField(requestId), '');
const breakResponse = (requestId, errorType, body) =>
  send(RESPONSE_END, idField(requestId) + typeField(errorType), body);

/** Blocks while the platform reads nothing. */
function writeResponse(requestId, bytes) {
  for (let at = 0; at < bytes.length; at += PART_BYTES) {
    const part = bytes.subarray(at, at + PART_BYTES);
    const headBytes = outgoing.utf8Write(headOf(idField(requestId)), PREFIX_BYTES);
    outgoing.set(part, PREFIX_BYTES + headBytes);
    writeFrame(outgoing, RESPONSE_PART, headBytes, PREFIX_BYTES + headBytes + part.length);
  }
}

module.exports =
  process.env._LAMBENT_TRANSPORT === 'http'
    ? require('./http-channel.cjs')
    : {
        assignment,
        booted,
        breakResponse,
        endResponse,
        fail,
        initError,
        next,
        ready,
        respond,
        startResponse,
        writeResponse,
      };
