'use strict';
/** The runtime's own errors, whose names are what callers see as `errorType`, and how errors become JSON. */
const { types } = require('node:util');

class RuntimeError extends Error {
  constructor(name, message) {
    super(message);
    // Not enumerable: AWS has it on the prototype, and JSON logs print enumerable properties.
    Object.defineProperty(this, 'name', { value: `Runtime.${name}`, configurable: true, writable: true });
    // The stack was captured with the class's name.
    this.stack = this.stack?.replace(/^Error/, this.name);
  }
}

const NODE_JS_EXIT =
  'The Lambda runtime client detected an unexpected Node.js exit code. This is most commonly caused by a Promise that was never settled. For more information, see https://nodejs.org/docs/latest/api/process.html#exit-codes';

const CALLBACK_REMOVED =
  'ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later. For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.';

const importModuleError = (cause) => new RuntimeError('ImportModuleError', String(cause));
const handlerNotFound = (message) => new RuntimeError('HandlerNotFound', message);
const malformedHandlerName = (message) => new RuntimeError('MalformedHandlerName', message);
const malformedStreamingHandler = () =>
  new RuntimeError('MalformedStreamingHandler', 'Only response streaming is supported.');
const invalidStreamingOperation = (message) => new RuntimeError('InvalidStreamingOperation', message);
const nodeJsExit = () => new RuntimeError('NodeJsExit', NODE_JS_EXIT);
const callbackHandlerDeprecated = () => new RuntimeError('CallbackHandlerDeprecated', CALLBACK_REMOVED);

/** Keeps the stack of the original from Node.js 24 on: it shows the line that does not parse. */
function userCodeSyntaxError(cause, keepStack) {
  const error = new RuntimeError('UserCodeSyntaxError', String(cause));
  if (keepStack) error.stack = cause.stack;
  return error;
}

function unhandledPromiseRejection(reason, promise) {
  const error = new RuntimeError('UnhandledPromiseRejection', reason);
  error.reason = reason;
  error.promise = promise;
  return error;
}

const stringifyError = (named) =>
  named
    ? new RuntimeError('JSONStringifyError', 'Unable to stringify response body')
    : new Error('Unable to stringify response body');

function intoError(value) {
  return value instanceof Error ? value : new Error(value);
}

/** The payload that callers get for whatever a function threw. */
function toPayload(thrown) {
  try {
    if (types.isNativeError(thrown) || looksLikeError(thrown)) {
      return {
        errorType: escapeDelete(thrown.name),
        errorMessage: escapeDelete(thrown.message),
        trace: escapeDelete(thrown.stack).split('\n'),
      };
    }
    return { errorType: typeof thrown, errorMessage: thrown.toString(), trace: [] };
  } catch {
    return {
      errorType: 'handled',
      errorMessage:
        'callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack',
    };
  }
}

function looksLikeError(value) {
  if (!value) return false;
  return [value.name, value.message, value.stack].every((part) => typeof part === 'string' && part !== '');
}

/** AWS's runtime spells the ASCII character DEL as %7F. */
function escapeDelete(text) {
  return text?.replaceAll('\x7F', '%7F');
}

/** An error as the text log shows it: a tab, then JSON with its own enumerable properties and the stack. */
function toFormatted(error) {
  try {
    return `\t${JSON.stringify(error, (_key, value) => (value instanceof Error ? withProperties(value) : value))}`;
  } catch {
    return `\t${JSON.stringify(toPayload(error))}`;
  }
}

function withProperties(error) {
  const properties = { errorType: error.name, errorMessage: error.message, code: error.code, ...error };
  if (typeof error.stack === 'string') properties.stack = error.stack.split('\n');
  return properties;
}

module.exports = {
  callbackHandlerDeprecated,
  handlerNotFound,
  importModuleError,
  intoError,
  invalidStreamingOperation,
  malformedHandlerName,
  malformedStreamingHandler,
  nodeJsExit,
  stringifyError,
  toFormatted,
  toPayload,
  unhandledPromiseRejection,
  userCodeSyntaxError,
};
