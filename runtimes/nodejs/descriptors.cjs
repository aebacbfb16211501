'use strict';
/** Synchronous reading and writing of the descriptors that the platform gives: see ../README.md. */
const { readSync, writeSync } = require('node:fs');

/** How long one write may find the descriptor full before the rest is given up: 10 seconds of pauses. */
const PAUSES_MAX = 10_000;
const PAUSE_MS = 1;

const sleeper = new Int32Array(new SharedArrayBuffer(4));

/**
 * Writes all bytes. The platform's descriptors block, but a child process of the function may have set a shared one to
 * non-blocking; then this waits for room, bounded.
 */
function writeFully(descriptor, bytes, length = bytes.length) {
  let written = 0;
  let pauses = 0;
  while (written < length) {
    try {
      written += writeSync(descriptor, bytes, written, length - written);
    } catch (error) {
      if (error.code !== 'EAGAIN' || pauses === PAUSES_MAX) throw error;
      pauses += 1;
      Atomics.wait(sleeper, 0, 0, PAUSE_MS);
    }
  }
}

/** Reads into `bytes` from position `from` until at least `until`. Returns the position reached, or -1 at the stream's end. */
function readAtLeast(descriptor, bytes, from, until) {
  let position = from;
  while (position < until) {
    const count = readSync(descriptor, bytes, position, bytes.length - position, null);
    if (count === 0) return -1;
    position += count;
  }
  return position;
}

module.exports = { readAtLeast, writeFully };
