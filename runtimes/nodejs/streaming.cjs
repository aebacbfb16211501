'use strict';
/** The global `awslambda`. A handler marked as streaming is recognised, and answered with an error when it is invoked. */
const { malformedStreamingHandler, streamingNotSupported } = require('./errors.cjs');

const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming');
const HIGH_WATER_MARK = Symbol.for('aws.lambda.runtime.handler.streaming.highWaterMark');

function installGlobal() {
  const { AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA: refused } = process.env;
  if (refused === '1' || refused === 'true') return;
  globalThis.awslambda = {
    ...globalThis.awslambda,
    streamifyResponse(handler, options) {
      handler[STREAMING] = 'response';
      if (typeof options?.highWaterMark === 'number')
        handler[HIGH_WATER_MARK] = Math.trunc(options.highWaterMark);
      return handler;
    },
    HttpResponseStream: {
      from() {
        throw streamingNotSupported();
      },
    },
  };
}

/** Throws for a mark that says something else than response streaming. */
function isStreaming(handler) {
  const mark = handler[STREAMING];
  if (mark === undefined || mark === null || mark === false) return false;
  if (mark !== 'response') throw malformedStreamingHandler();
  return true;
}

module.exports = { installGlobal, isStreaming };
