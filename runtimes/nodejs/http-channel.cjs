'use strict';
/**
 * The platform's Runtime API in place of the frames of ./channel.cjs, for a runtime below a wrapper or beside extensions: the same
 * functions, just as synchronous. The one connection is made by Node.js and then written and read as a descriptor. The other end is
 * Lambent's own, which answers with a Content-Length and keeps the connection open.
 */
const { connect } = require('node:net');
const { readAtLeast, writeFully } = require('./descriptors.cjs');

const API = '/2018-06-01/runtime';
const HEAD_END = '\r\n\r\n';

/** Answers up to this size are read without an allocation, and every head fits. */
const BUFFER_BYTES = 262_144;

const address = process.env.AWS_LAMBDA_RUNTIME_API;
const [host, port] = address.split(':');
const incoming = Buffer.allocUnsafeSlow(BUFFER_BYTES);

// A function that looks at its variables finds those of AWS.
delete process.env._LAMBENT_TRANSPORT;

const socket = connect({ host, port: Number(port), noDelay: true });
// Reading is done here, and no open connection keeps a function from its end.
socket.pause();
socket.unref();
socket.on('error', () => {});

let descriptor;

/** Open since the first tick of the program; a write waits until the connection stands. */
function connection() {
  if (descriptor === undefined) {
    socket._handle.setBlocking(true);
    descriptor = socket._handle.fd;
  }
  return descriptor;
}

/** One exchange. Undefined when the platform has gone. */
function exchange(method, path, headers, body) {
  const bytes = Buffer.from(body);
  writeHead(method, path, { 'Content-Length': bytes.length, ...headers });
  if (bytes.length > 0) writeFully(connection(), bytes);
  return readAnswer();
}

function writeHead(method, path, headers) {
  const lines = Object.entries({ Host: address, ...headers });
  writeText(`${method} ${API}${path} HTTP/1.1\r\n${fieldsOf(lines)}\r\n`);
}

const fieldsOf = (lines) => lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
const writeText = (text) => writeFully(connection(), Buffer.from(text, 'latin1'));

function readAnswer() {
  let filled = 0;
  let headEnd = -1;
  while (headEnd === -1) {
    if (filled === incoming.length) throw new Error('The platform sent a head without an end');
    filled = readAtLeast(connection(), incoming, filled, filled + 1);
    if (filled === -1) return undefined;
    headEnd = incoming.subarray(0, filled).indexOf(HEAD_END);
  }
  const [statusLine, ...lines] = incoming.latin1Slice(0, headEnd).split('\r\n');
  const headers = Object.fromEntries(lines.map(headerOf));
  const bodyStart = headEnd + HEAD_END.length;
  const end = bodyStart + Number(headers['content-length'] ?? 0);
  let answer = incoming;
  if (end > answer.length) {
    answer = Buffer.allocUnsafeSlow(end);
    incoming.copy(answer, 0, 0, filled);
  }
  if (readAtLeast(connection(), answer, filled, end) === -1) return undefined;
  return { status: Number(statusLine.split(' ')[1]), headers, body: answer.utf8Slice(bodyStart, end) };
}

function headerOf(line) {
  const colon = line.indexOf(':');
  const value = Buffer.from(line.slice(colon + 1).trim(), 'latin1').toString();
  return [line.slice(0, colon).toLowerCase(), value];
}

/** See ./channel.cjs. */
function next() {
  const answer = exchange('GET', '/invocation/next', {}, '');
  if (answer === undefined) return undefined;
  const { status, headers, body } = answer;
  if (status !== 200) throw new Error(`The platform answered ${status}: ${body}`);
  const head = {
    requestId: headers['lambda-runtime-aws-request-id'],
    deadlineMs: Number(headers['lambda-runtime-deadline-ms']),
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    traceId: headers['lambda-runtime-trace-id'],
    tenantId: headers['lambda-runtime-aws-tenant-id'],
    clientContext: headers['lambda-runtime-client-context'],
    identity: headers['lambda-runtime-cognito-identity'],
  };
  return { head, event: body };
}

/** A result too large is refused with 413: the platform has told the caller, and the next event comes. */
function post(path, headers, body) {
  expectAccepted(exchange('POST', path, { 'Content-Type': 'application/json', ...headers }, body));
}

function expectAccepted(answer) {
  if (answer !== undefined && answer.status !== 202 && answer.status !== 413)
    throw new Error(`The platform answered ${answer.status}: ${answer.body}`);
}

/** The first request for an event says so. */
const ready = () => {};
const errorHeader = (errorType) => ({
  'Lambda-Runtime-Function-Error-Type': encodeURIComponent(String(errorType).toWellFormed()),
});
const initError = (errorType, body) => post('/init/error', errorHeader(errorType), body);
const respond = (requestId, body) => post(`/invocation/${requestId}/response`, {}, body);
const fail = (requestId, errorType, body) =>
  post(`/invocation/${requestId}/error`, errorHeader(errorType), body);

const startResponse = (requestId, contentType) =>
  writeHead('POST', `/invocation/${requestId}/response`, {
    'Content-Type': contentType,
    'Lambda-Runtime-Function-Response-Mode': 'streaming',
    'Transfer-Encoding': 'chunked',
    Trailer: 'Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body',
  });

function writeResponse(_requestId, bytes) {
  writeText(`${bytes.length.toString(16)}\r\n`);
  writeFully(connection(), bytes);
  writeText('\r\n');
}

function finishResponse(trailers) {
  writeText(`0\r\n${fieldsOf(Object.entries(trailers))}\r\n`);
  expectAccepted(readAnswer());
}

const endResponse = () => finishResponse({});
const breakResponse = (_requestId, errorType, body) =>
  finishResponse({
    ...errorHeader(errorType),
    'Lambda-Runtime-Function-Error-Body': Buffer.from(body).toString('base64'),
  });

module.exports = {
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
