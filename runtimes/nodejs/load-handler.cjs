'use strict';
/** From a handler's name such as `src/index.handlers.create` to the function. */
const { existsSync, readFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const path = require('node:path');
const { pathToFileURL } = require('node:url');
const {
  handlerNotFound,
  importModuleError,
  malformedHandlerName,
  userCodeSyntaxError,
} = require('./errors.cjs');
const { searchNodePathInThread } = require('./node-path.cjs');

const HANDLER = /^([^.]*)\.(.*)$/;

/** Whether this is Node.js 24 or later, for which AWS has a runtime client with rules of its own. */
const modern = Number(process.versions.node.split('.')[0]) >= 24;

/** Throws the errors that AWS reports of a function's initialization. */
async function loadHandler(taskRoot, name) {
  if (name.includes('..')) {
    throw malformedHandlerName(
      `'${name}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`,
    );
  }
  const base = path.basename(name);
  const folder = name.substring(0, name.indexOf(base));
  const [, moduleName, exportName] = HANDLER.exec(base) ?? [];
  if (moduleName === undefined) throw malformedHandlerName('Bad handler');
  const loaded = await loadModule(taskRoot, folder, moduleName);
  const handler = resolve(loaded, exportName);
  if (!handler) throw handlerNotFound(`${name} is undefined or not exported`);
  if (typeof handler !== 'function') throw handlerNotFound(`${name} is not a function`);
  return handler;
}

async function loadModule(taskRoot, folder, moduleName) {
  // Named as AWS's bootstrap, because the name shows in the require stack of a missing module.
  const require = createRequire(path.join(process.env.LAMBDA_RUNTIME_DIR, 'index.mjs'));
  const file = path.resolve(taskRoot, folder, moduleName);
  try {
    const loaded = modern ? await importFirst(file) : await requireFirst(file, require);
    if (loaded) return loaded;
    const searched = modern ? path.join(taskRoot, folder) : folder;
    return require(require.resolve(moduleName, { paths: [taskRoot, searched] }));
  } catch (error) {
    if (error instanceof SyntaxError) throw userCodeSyntaxError(error, modern);
    if (error?.code === 'MODULE_NOT_FOUND' || error?.code === 'ERR_MODULE_NOT_FOUND')
      throw importModuleError(error);
    throw error;
  }
}

function importFile(file) {
  searchNodePathInThread();
  return import(pathToFileURL(file).href);
}

async function importFirst(file) {
  for (const extension of ['', '.js', '.mjs', '.cjs']) {
    if (existsSync(file + extension)) return await importFile(file + extension);
  }
  return undefined;
}

/** Before Node.js 24 everything but ES modules is loaded with `require`; an empty result means that the search goes on. */
async function requireFirst(file, require) {
  const tryRequire = (extension) => (existsSync(file + extension) ? require(file + extension) : undefined);
  const tryImport = async (extension) =>
    existsSync(file + extension) ? await importFile(file + extension) : undefined;
  const isModule = isInModulePackage(path.dirname(file));
  return (
    tryRequire('') ||
    (!isModule && tryRequire('.js')) ||
    (isModule && (await tryImport('.js'))) ||
    (await tryImport('.mjs')) ||
    tryRequire('.cjs')
  );
}

/** Whether the nearest package.json says `"type": "module"`; the search ends at a `node_modules`. */
function isInModulePackage(folder) {
  if (folder.endsWith('/node_modules')) return false;
  const description = path.join(folder, 'package.json');
  if (existsSync(description)) {
    try {
      return JSON.parse(readFileSync(description, 'utf8'))?.type === 'module';
    } catch (error) {
      console.warn(
        `${description} cannot be read, it will be ignored for ES module detection purposes.`,
        error,
      );
      return false;
    }
  }
  return folder === '/' ? false : isInModulePackage(path.dirname(folder));
}

function resolve(loaded, exportName) {
  if (!modern) return exportName.split('.').reduce((nested, key) => nested?.[key], loaded);
  const find = (from) =>
    exportName
      .split('.')
      .reduce((nested, key) => (typeof nested === 'object' ? nested?.[key] : undefined), from);
  return find(loaded) || find(loaded.default);
}

module.exports = { loadHandler, modern };
