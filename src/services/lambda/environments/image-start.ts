import { stat } from 'node:fs/promises';
import { posix } from 'node:path';
import type { ImageProgram } from '#launcher';
import type { BorrowedImage } from '../images/images.ts';
import type { VersionRecord } from '../records/function.ts';
import { problemOf } from './entrypoint.ts';
import { pathInRoot } from './root-path.ts';

/** What to start of an image, or why it cannot be started, in AWS's words. */
export type ImageStart =
  | { readonly possible: true; readonly program: ImageProgram }
  | { readonly possible: false; readonly errorType: string; readonly message: string };

/** Where programs are looked for in an image that does not say it. Source: Docker's own default. */
const pathOfImages = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** What a sandbox has whatever the image has. */
const ownFolders: readonly string[] = ['/', '/dev', '/proc', '/tmp'];

/** ENTRYPOINT, CMD and WORKDIR, each of the function's `ImageConfig` or else of the image. */
export async function imageStart(
  { folder, defaults }: Pick<BorrowedImage, 'folder' | 'defaults'>,
  { imageConfig = {}, variables = {} }: Pick<VersionRecord, 'imageConfig' | 'variables'>,
): Promise<ImageStart> {
  const { entryPoint = [], command = [], workingDirectory = '/' } = { ...defaults, ...imageConfig };
  const words = [...entryPoint, ...command];
  const directoryProblem = await problemOfDirectory(workingDirectory, folder);
  if (directoryProblem !== undefined)
    return { possible: false, errorType: 'Runtime.InvalidWorkingDir', message: directoryProblem };
  const searchPath = variables.PATH ?? defaults.variables.PATH ?? pathOfImages;
  const message = await problemOfProgram(words[0] ?? '', { folder, workingDirectory, searchPath });
  if (message !== undefined) return { possible: false, errorType: 'Runtime.InvalidEntrypoint', message };
  return { possible: true, program: { command: words, workingDirectory, searchPath } };
}

async function problemOfDirectory(path: string, root: string): Promise<string | undefined> {
  if (!posix.isAbsolute(path))
    return `the working directory '${path}' is invalid, it needs to be an absolute path`;
  if (ownFolders.includes(posix.resolve(path))) return undefined;
  const host = await pathInRoot(root, path);
  if (host === undefined) return `chdir ${path}: no such file or directory`;
  return (await stat(host)).isDirectory() ? undefined : `chdir ${path}: not a directory`;
}

async function problemOfProgram(
  word: string,
  inside: { readonly folder: string; readonly workingDirectory: string; readonly searchPath: string },
): Promise<string | undefined> {
  const places = { root: inside.folder };
  if (word.includes('/')) return problemOf(from(inside.workingDirectory, word), places);
  if (word === '') return 'the image has neither an entrypoint nor a command';
  let problem: string | undefined;
  for (const folder of inside.searchPath.split(':')) {
    const found = await problemOf(from(inside.workingDirectory, `${folder || '.'}/${word}`), places);
    if (found === undefined) return undefined;
    // One that is there and cannot be started says more than one that is not there.
    if (!found.endsWith('no such file or directory')) problem ??= found;
  }
  return problem ?? `exec: "${word}": executable file not found in $PATH`;
}

/** The path as the kernel goes it: what is written is not shortened, since a link may stand before `..`. */
function from(folder: string, path: string): string {
  return posix.isAbsolute(path) ? path : `${folder}/${path}`;
}

/** An image's variables that can be passed on: shells drop those that no variable may be called. */
export function passableVariables({ defaults }: Pick<BorrowedImage, 'defaults'>): Record<string, string> {
  const named = Object.entries(defaults.variables);
  return Object.fromEntries(named.filter(([name]) => /^[A-Za-z_][A-Za-z0-9_]{0,255}$/.test(name)));
}
