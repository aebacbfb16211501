import { spawnSync } from 'node:child_process';
import { skipUnless } from './tool.ts';

const reachedWithinMs = 10_000;

/** Where this machine's `npm` and `pip` fetch from. */
const npm = addressOf('npm', ['config', 'get', 'registry']) ?? 'https://registry.npmjs.org/';
const pip =
  addressOf('pip', ['config', 'get', 'global.index-url']) ??
  process.env.PIP_INDEX_URL ??
  'https://pypi.org/simple/';

/** Flags that have Lambent fetch from there. */
export const registryFlags: readonly string[] = ['--npm-registry', npm, '--python-index', pip];

/** Why no package of npm can be fetched here, as `missingTool` says it. */
export const missingNpmRegistry = (): Promise<string | false> => missing(npm, 'tslib/latest');

/** Why no wheel can. */
export const missingPythonIndex = (): Promise<string | false> => missing(pip, 'six/');

async function missing(registry: string, path: string): Promise<string | false> {
  const address = `${registry.replace(/\/+$/, '')}/${path}`;
  const signal = AbortSignal.timeout(reachedWithinMs);
  const answer = await fetch(address, { method: 'HEAD', signal }).catch(() => undefined);
  return skipUnless(answer?.ok === true, `${registry} is out of reach`);
}

function addressOf(program: string, programArguments: readonly string[]): string | undefined {
  const said = spawnSync(program, programArguments, { encoding: 'utf8' }).stdout?.trim() ?? '';
  return /^https?:/.test(said) ? said : undefined;
}
