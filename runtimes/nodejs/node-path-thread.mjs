/** The hook of `node-path.cjs` for versions of Node.js that run hooks in a thread of their own. */
import nodePath from './node-path.cjs';

const { BARE, NOT_FOUND } = nodePath;
let parents = [];

export function initialize(folders) {
  parents = folders;
}

export async function resolve(specifier, context, nextResolve) {
  try {
    return await nextResolve(specifier, context);
  } catch (error) {
    if (error?.code !== NOT_FOUND || !BARE.test(specifier)) throw error;
    for (const parentURL of parents) {
      try {
        return await nextResolve(specifier, { ...context, parentURL });
      } catch (further) {
        if (further?.code !== NOT_FOUND) throw further;
      }
    }
    throw error;
  }
}
