import { lstatSync, readdirSync, readlinkSync } from 'node:fs';
import type { ImageProgram } from '../contract.ts';
import type { StartCommand } from '../launcher-protocol.ts';
import { sandbox, tmpOptions } from './bubblewrap.ts';
import { type Driver, type DriverSurroundings, underLimits } from './driver.ts';
import { outerShell } from './outer-shell.ts';
import { supervised } from './supervisor.ts';

/** Where the supervisor's shell lies in the sandbox. */
const SHELL_FOLDER = '/.lambent';

/** Folders that a sandbox has of its own, whatever the image has there. */
const OWN_FOLDERS: readonly string[] = ['dev', 'proc', 'sys', 'tmp', SHELL_FOLDER.slice(1)];

/**
 * A container image: `codeFolder` is its root, read-only, with the sandbox's own `/tmp`, `/dev` and `/proc`. The root itself is the
 * sandbox's, so that there is room for those, and everything in it is the image's. Bubblewrap only.
 */
export const imageDriver: Driver = (start, surroundings) => {
  const { image, supervised: around = { extensions: [] } } = start;
  if (image === undefined) throw new Error('not an image');
  const { files, command } = outerShell();
  const options = [
    ...tmpOptions(start, surroundings),
    ...files.flatMap(({ path, name }) => ['--ro-bind', path, `${SHELL_FOLDER}/${name}`]),
    ...['--remount-ro', '/', '--chdir', image.workingDirectory],
    ...Object.entries(variablesOf(start, image)).flatMap(([name, value]) => ['--setenv', name, value]),
  ];
  const shell = command(SHELL_FOLDER);
  const program = supervised(around, image.command, (path) => path, shell);
  return sandbox(surroundings, options, underLimits(program, { processes: true, shell }), [
    ...rootOf(start.codeFolder),
    ...nameService(start.codeFolder, surroundings),
  ]);
};

function rootOf(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    if (OWN_FOLDERS.includes(name)) return [];
    const path = `${folder}/${name}`;
    return lstatSync(path).isSymbolicLink()
      ? ['--symlink', readlinkSync(path), `/${name}`]
      : ['--ro-bind', path, `/${name}`];
  });
}

/** The host's name service, or that of the sandbox's network, over the image's own, where the image has places for it. */
function nameService(folder: string, { scratchFolder, network }: DriverSurroundings): string[] {
  const isFolder = lstatSync(`${folder}/etc`, { throwIfNoEntry: false })?.isDirectory() ?? false;
  const sources = {
    hosts: `${scratchFolder}/etc/hosts`,
    'resolv.conf': network?.resolvConf ?? '/etc/resolv.conf',
  };
  return Object.entries(sources).flatMap(([name, source]) => {
    const place = lstatSync(`${folder}/etc/${name}`, { throwIfNoEntry: false });
    return isFolder && place?.isFile() ? ['--ro-bind-try', source, `/etc/${name}`] : [];
  });
}

function variablesOf({ variables }: StartCommand, image: ImageProgram): Record<string, string> {
  return { ...variables, PATH: image.searchPath, PWD: image.workingDirectory };
}
