import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { InterpreterAnswer } from '../contract.ts';
import { DownloadFailed, downloadNode } from './download-node.ts';
import type { FinderOptions } from './interpreter-finder.ts';
import { readableBySandboxes } from './readable-by-sandboxes.ts';

/** Lines of Node.js for which AWS has a runtime and this bootstrap is tested. */
const LINES: readonly number[] = [20, 22, 24, 26];

export function isNodeLine(line: number): boolean {
  return LINES.includes(line);
}

/** Lambent's own Node.js where it is of that line, else one in the data folder, else the newest that npm has. */
export async function findNode(line: number, options: FinderOptions): Promise<InterpreterAnswer> {
  if (!isNodeLine(line)) {
    const reason = `Lambent runs Node.js ${LINES.join(', ')}, not ${line}`;
    return { available: false, reason, remedy: 'use nodejs22.x or nodejs24.x' };
  }
  if (Number(process.versions.node.split('.')[0]) === line) return await tryNode(process.execPath, options);
  const installed = await newestInstalled(options.dataFolder, line);
  if (installed !== undefined) return await tryNode(installed, options);
  const notHere = `Node.js ${line} is not in ${runtimesFolder(options.dataFolder)}`;
  const remedy = `let this host reach ${options.npmRegistry} once; the first function with nodejs${line}.x then fetches it`;
  if (!options.download) return { available: false, reason: `${notHere} yet`, remedy };
  try {
    return await tryNode(await downloadNode(line, runtimesFolder(options.dataFolder), options), options);
  } catch (error) {
    if (!(error instanceof DownloadFailed)) throw error;
    return { available: false, reason: `${notHere} and could not be fetched: ${error.message}`, remedy };
  }
}

/** Where fetched lines of Node.js lie. */
export function runtimesFolder(dataFolder: string): string {
  return join(dataFolder, 'runtimes');
}

/** The program of the newest Node.js of a line that the data folder has. */
export async function newestInstalled(dataFolder: string, line: number): Promise<string | undefined> {
  const names = await readdir(runtimesFolder(dataFolder)).catch(() => []);
  const versions = names.flatMap((name) => /^node-(\d+\.\d+\.\d+)$/.exec(name)?.[1] ?? []);
  const newest = newestOf(versions, line);
  return newest === undefined ? undefined : join(runtimesFolder(dataFolder), `node-${newest}`, 'node');
}

/** The highest version of a major line; pre-releases do not count. */
export function newestOf(versions: readonly string[], line: number): string | undefined {
  const numbers = versions.flatMap((version) => {
    const [, major, minor, patch] = /^(\d+)\.(\d+)\.(\d+)$/.exec(version) ?? [];
    return Number(major) === line ? [{ version, order: Number(minor) * 100_000 + Number(patch) }] : [];
  });
  return numbers.sort((a, b) => b.order - a.order)[0]?.version;
}

async function tryNode(installed: string, options: FinderOptions): Promise<InterpreterAnswer> {
  const path = await readableBySandboxes(installed, options.scratch);
  const answer = await options.link.send({
    command: 'probe',
    probe: { of: 'nodejs', path, isolation: options.isolation },
  });
  if (answer?.works === true) {
    return { available: true, interpreter: { kind: 'nodejs', path, version: answer.facts.version ?? '' } };
  }
  return {
    available: false,
    reason: answer?.reason ?? `${path} was not tried`,
    remedy: `reinstall Lambent, or remove ${installed}`,
  };
}
