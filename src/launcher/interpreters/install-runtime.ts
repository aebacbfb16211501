import { mkdir } from 'node:fs/promises';
import type { Clock, Random } from '#ambient';
import type { PlatformLog } from '#observe';
import { DownloadFailed } from '../download.ts';
import { downloadNode } from './download-node.ts';
import { isNodeLine, newestInstalled, runtimesFolder } from './find-node.ts';
import { LANGUAGES } from './languages.ts';

/** Why a runtime was not installed. The message is for the operator. */
export class RuntimeNotInstalled extends Error {
  override readonly name = 'RuntimeNotInstalled';
}

export type InstallOptions = {
  readonly dataFolder: string;
  readonly npmRegistry: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: PlatformLog;
};

/**
 * Fetches a runtime's interpreter into the data folder, so that its functions run without the network later. Returns the program's
 * path. Throws `RuntimeNotInstalled`.
 */
export async function installRuntime(runtime: string, options: InstallOptions): Promise<string> {
  const line = Number(/^nodejs(\d+)\.x$/.exec(runtime)?.[1] ?? Number.NaN);
  if (!isNodeLine(line)) throw new RuntimeNotInstalled(whyNot(runtime));
  if (Number(process.versions.node.split('.')[0]) === line) return process.execPath;
  const installed = await newestInstalled(options.dataFolder, line);
  if (installed !== undefined) return installed;
  await mkdir(options.dataFolder, { recursive: true, mode: 0o700 });
  try {
    return await downloadNode(line, runtimesFolder(options.dataFolder), options);
  } catch (error) {
    if (!(error instanceof DownloadFailed)) throw error;
    throw new RuntimeNotInstalled(`${runtime} could not be fetched: ${error.message}`, { cause: error });
  }
}

function whyNot(runtime: string): string {
  for (const { name, runtimeId, packageName } of LANGUAGES) {
    const version = runtimeId.exec(runtime)?.[1];
    if (version === undefined) continue;
    return `Lambent runs ${runtime} on the machine's own ${name}: install that, such as by apt install ${packageName(version)}`;
  }
  return `Lambent has nothing to install for ${runtime}; lambent runtimes list says what there is`;
}
