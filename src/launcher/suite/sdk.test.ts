import assert from 'node:assert/strict';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { missingTool } from '../../../conformance/tool.ts';
import type { Launcher } from '../contract.ts';
import { interpreterFor, launch, launcherForTest } from './launched-function.fixture.ts';

const lateNodejs = `exports.handler = async (name) => {
  try { require('node:fs').writeFileSync(require.resolve(name), ''); } catch ({ code }) { return [require(name), code]; }
};`;
const latePython = `import importlib, os
def handler(name, context):
    importlib.invalidate_caches()
    module = importlib.import_module(name)
    try:
        open(module.__file__, "w")
    except OSError as error:
        return [module.by, error.strerror]
`;

/** By language: a function that loads a package when it is invoked and tries to change it, and the package. */
const languages = [
  [
    'nodejs24.x',
    'index.js',
    lateNodejs,
    'nodejs/node_modules/@aws-sdk/late/index.js',
    "module.exports = 'late';",
  ],
  ['python3', 'index.py', latePython, 'python/site-packages/3.10/late/__init__.py', "by = 'late'"],
] as const;

for (const isolation of ['bubblewrap', 'process'] as const) {
  const noSandbox = isolation === 'bubblewrap' && missingTool('bwrap');
  // As an ordinary user, functions of the process driver are that user.
  const skip =
    noSandbox || (process.getuid?.() !== 0 && isolation === 'process' && 'only root has other users');
  for (const path of ['direct', 'prebooted'] as const)
    test(`a package that comes after a runtime booted is there, and read-only (${isolation}, ${path})`, {
      skip,
    }, async (t) => {
      const { launcher, close } = await launcherForTest(isolation);
      t.after(close);
      for (const [language, file, code, place, source] of languages) {
        const runtime = language === 'python3' ? await pythonOf(launcher) : language;
        if (runtime === undefined) continue;
        const interpreter = await interpreterFor(launcher, runtime);
        const spec = { interpreter, files: { [file]: code }, handler: 'index.handler' };
        const fn = await (await launch(launcher, spec, path)).ready();
        const sdk = join(dirname(launcher.codeRoot), 'sdk');
        const [incoming, folder] = [join(sdk, 'incoming'), join(sdk, dirname(place))];
        await mkdir(incoming);
        await writeFile(join(incoming, place.slice(place.lastIndexOf('/') + 1)), source, { mode: 0o644 });
        await mkdir(dirname(folder), { recursive: true });
        await rename(incoming, folder);
        const name = language === 'python3' ? 'late' : '@aws-sdk/late';
        const [by, refusal] = (await fn.result(name)) as string[];
        assert.equal(by, 'late');
        assert.match(refusal ?? '', /^(EROFS|EACCES|Read-only file system|Permission denied)$/);
      }
    });
}

/** A Python runtime whose interpreter is here. */
async function pythonOf(launcher: Launcher): Promise<string | undefined> {
  for (const minor of [14, 13, 12, 11, 10])
    if ((await launcher.interpreter(`python3.${minor}`)).available) return `python3.${minor}`;
  return undefined;
}
