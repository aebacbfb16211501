'use strict';
/** The second argument of a handler. */

let environment;

/** What variables say before any code of the function can change them. */
function readEnvironment() {
  environment = {
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
  };
}

let forwardedTraceId = process.env._X_AMZN_TRACE_ID;

/** Completes `base` from an invocation's head. Throws when the head carries something else than JSON. */
function buildContext(base, head) {
  const { deadlineMs } = head;
  return Object.assign(base, environment, {
    clientContext: parse(head.clientContext, 'ClientContext'),
    identity: parse(head.identity, 'CognitoIdentity'),
    invokedFunctionArn: head.invokedFunctionArn,
    awsRequestId: head.requestId,
    tenantId: head.tenantId,
    getRemainingTimeInMillis: () => deadlineMs - Date.now(),
  });
}

/** Tracing libraries read the trace from the environment. */
function forwardTrace(traceId) {
  if (traceId === forwardedTraceId) return;
  forwardedTraceId = traceId;
  if (traceId === undefined) delete process.env._X_AMZN_TRACE_ID;
  else process.env._X_AMZN_TRACE_ID = traceId;
}

function parse(text, name) {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`Cannot parse ${name} as json: ${error.toString()}`);
  }
}

module.exports = { buildContext, forwardTrace, readEnvironment };
