import { spawnSync } from 'node:child_process';
import { skipUnless } from './tool.ts';

const reachedWithinMs = 10_000;

/** Flags that have Lambent fetch from where this machine's `npm` and `pip` do. */
export function registryFlags(): string[] {
  const npm = saidBy('npm', ['config', 'get', 'registry']);
  const pip = saidBy('pip', ['config', 'get', 'global.index-url']) || (process.env.PIP_INDEX_URL ?? '');
  return [...flag('--npm-registry', npm), ...flag('--python-index', pip)];
}

/** Why nothing can be fetched here, as `missingTool` says it. */
export async function missingRegistry(probe: string): Promise<string | false> {
  const npm = saidBy('npm', ['config', 'get', 'registry']) || 'https://registry.npmjs.org/';
  const signal = AbortSignal.timeout(reachedWithinMs);
  const answer = await fetch(new URL(probe, npm), { method: 'HEAD', signal }).catch(() => undefined);
  return skipUnless(answer?.ok === true, `${npm} is out of reach`);
}

function flag(name: string, value: string): string[] {
  return /^https?:/.test(value) ? [name, value] : [];
}

function saidBy(program: string, programArguments: readonly string[]): string {
  return spawnSync(program, programArguments, { encoding: 'utf8' }).stdout?.trim() ?? '';
}
