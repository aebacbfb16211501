'use strict';
/** `process.stdout` and `process.stderr` that write at once and count: what a handler printed is out before its response. */
const { writeFully } = require('./descriptors.cjs');
const { written } = require('./written.cjs');

/** Replaces both. The streams are made when first asked for, since most functions never do. */
function patchStdio() {
  for (const [name, descriptor] of [
    ['stdout', 1],
    ['stderr', 2],
  ]) {
    let stream;
    Object.defineProperty(process, name, {
      configurable: true,
      enumerable: true,
      get() {
        stream ??= countingStream(descriptor);
        return stream;
      },
    });
  }
}

function countingStream(descriptor) {
  const { Writable } = require('node:stream');
  const stream = new Writable({
    decodeStrings: true,
    emitClose: false,
    write(chunk, _encoding, done) {
      written.stdioBytes += chunk.length;
      try {
        writeFully(descriptor, chunk);
        done();
      } catch (error) {
        done(error);
      }
    },
    // As Node's own: the process's output is never closed by the program.
    destroy(error, done) {
      done(error);
    },
  });
  stream.fd = descriptor;
  stream._type = 'pipe';
  stream._isStdio = true;
  stream.destroySoon = stream.destroy;
  return stream;
}

module.exports = { patchStdio };
