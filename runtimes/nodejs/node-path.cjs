'use strict';
/**
 * `import` looks for packages in NODE_PATH too, as on AWS since Node.js 18: in layers, then in what the runtime brings. Node.js itself
 * looks there for `require` alone.
 */
const { readdirSync } = require('node:fs');
const { register, registerHooks } = require('node:module');
const path = require('node:path');
const { pathToFileURL } = require('node:url');

const PACKAGES = 'node_modules';
const NOT_FOUND = 'ERR_MODULE_NOT_FOUND';
const BARE = /^(?![./]|[a-z]+:)/;

/** What modules beside the folders of packages in NODE_PATH would be called, where there are any. */
let parents = [];

/** Does nothing where NODE_PATH leads to no packages. */
function searchNodePath() {
  const folders = (process.env.NODE_PATH ?? '')
    .split(path.delimiter)
    .filter((folder) => path.basename(folder) === PACKAGES && hasPackages(folder));
  parents = folders.map((folder) => pathToFileURL(path.join(path.dirname(folder), 'index.mjs')).href);
  if (parents.length === 0 || registerHooks === undefined) return;
  registerHooks({
    resolve(specifier, context, nextResolve) {
      try {
        return nextResolve(specifier, context);
      } catch (error) {
        if (error?.code !== NOT_FOUND || !BARE.test(specifier)) throw error;
        const found = firstFound(parents, (parentURL) => nextResolve(specifier, { ...context, parentURL }));
        if (found === undefined) throw error;
        return found;
      }
    },
  });
}

/** Before Node.js 22.15 that takes a thread, which handlers that are required do without. */
function searchNodePathInThread() {
  if (parents.length === 0 || registerHooks !== undefined) return;
  register('./node-path-thread.mjs', { parentURL: pathToFileURL(__filename).href, data: parents });
}

/** The runtime's own folder is there in any case, and empty unless functions on this host name the AWS SDK. */
function hasPackages(folder) {
  try {
    return readdirSync(folder).length > 0;
  } catch {
    return false;
  }
}

function firstFound(parents, resolve) {
  for (const parent of parents) {
    try {
      return resolve(parent);
    } catch (error) {
      if (error?.code !== NOT_FOUND) throw error;
    }
  }
  return undefined;
}

module.exports = { BARE, NOT_FOUND, searchNodePath, searchNodePathInThread };
