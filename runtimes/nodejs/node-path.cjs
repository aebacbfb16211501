'use strict';
/**
 * `import` looks for packages in NODE_PATH too, as on AWS since Node.js 18: in layers above all. Node.js itself looks there for
 * `require` alone.
 */
const { readdirSync } = require('node:fs');
const { registerHooks } = require('node:module');
const path = require('node:path');
const { pathToFileURL } = require('node:url');

const PACKAGES = 'node_modules';
const NOT_FOUND = 'ERR_MODULE_NOT_FOUND';
const BARE = /^(?![./]|[a-z]+:)/;

/** Does nothing where NODE_PATH leads to no packages, or where Node.js is older than 22.15 and cannot. */
function searchNodePath() {
  const folders = (process.env.NODE_PATH ?? '')
    .split(path.delimiter)
    .filter((folder) => path.basename(folder) === PACKAGES && hasPackages(folder));
  if (folders.length === 0 || registerHooks === undefined) return;
  // What a module beside the folder would find.
  const parents = folders.map((folder) => pathToFileURL(path.join(path.dirname(folder), 'index.mjs')).href);
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

module.exports = { searchNodePath };
