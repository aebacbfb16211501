'use strict';
/** Where the process was booted before it had a function: waiting for one. See ../README.md. */
const Module = require('node:module');
const channel = require('./channel.cjs');

const isPrebooted = process.env._LAMBENT_PREBOOTED === '1';

/** Resolves when the process is as it would be had it been started for this function. Blocks until then. */
async function awaitAssignment() {
  // What loads ES modules is made when the first of them is loaded, which takes longer than loading it.
  await import('./empty.mjs');
  channel.booted();
  const variables = channel.assignment();
  // The platform has gone.
  if (variables === undefined) process.exit(0);
  for (const name of Object.keys(process.env)) if (!(name in variables)) delete process.env[name];
  for (const [name, value] of Object.entries(variables))
    if (process.env[name] !== value) process.env[name] = value;
  process.chdir(variables.LAMBDA_TASK_ROOT);
  // Node.js has read NODE_PATH when it started.
  Module._initPaths();
}

module.exports = { awaitAssignment, isPrebooted };
