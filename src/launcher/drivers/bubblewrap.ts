import { lstatSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';
import type { Exit } from '../contract.ts';
import type { StartCommand } from '../launcher-protocol.ts';
import { type Driver, interpreterArguments, type Launch, placeVariables, runtimeFolder } from './driver.ts';
import { supervised } from './supervisor.ts';

/** The user that functions run as on AWS, sbx_user1051. */
const SANDBOX_UID = '993';

/** Bytes of `/dev/shm`. AWS has none; Python's multiprocessing wants some. */
const SHM_BYTES = 16 * 1024 * 1024;

/** The host's system folders. Where the host has a link, such as /bin to usr/bin, so has the sandbox. */
const SYSTEM_FOLDERS = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32'];

/** What programs read of `/etc` and holds no secret; over the sandbox's own `/etc`, in which these exist as empty places. */
const SYSTEM_FILES = [
  '/etc/resolv.conf',
  '/etc/ld.so.cache',
  '/etc/ssl',
  '/etc/pki',
  '/etc/ca-certificates',
  '/etc/alternatives',
];

const AWS_PATH = '/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin';

/** Signals that end a program with a status bwrap reports as 128 + number. */
const SIGNALS: Readonly<Record<number, string>> = {
  132: 'SIGILL',
  134: 'SIGABRT',
  135: 'SIGBUS',
  136: 'SIGFPE',
  137: 'SIGKILL',
  139: 'SIGSEGV',
  143: 'SIGTERM',
};

/**
 * Namespaces of its own for users, mounts, processes, IPC and host name, a read-only root with nothing of the host but its
 * programs, no capabilities and no way to more. The network is the host's. Never run by root itself.
 */
export const bubblewrapDriver: Driver = (start, surroundings) => {
  const { binds, command } = managedRuntime(start, surroundings);
  const variables = placeVariables(start, { task: '/var/task', runtime: '/var/runtime', path: AWS_PATH });
  const options = [
    ...['--ro-bind', start.codeFolder, '/var/task'],
    ...binds,
    ...(start.layersFolder === undefined ? ['--dir', '/opt'] : ['--ro-bind', start.layersFolder, '/opt']),
    ...['--dir', '/mnt'],
    ...['--perms', '1777', '--size', String(start.tmpMiB * 1024 * 1024), '--tmpfs', '/tmp'],
    ...['--remount-ro', '/', '--chdir', '/var/task'],
    ...Object.entries(variables).flatMap(([name, value]) => ['--setenv', name, value]),
  ];
  const program =
    start.supervised === undefined ? command : supervised(start.supervised, command, (path) => path);
  return sandbox(surroundings, options, program);
};

/** What a managed runtime needs in the sandbox, and its command line there. A custom runtime brings everything itself. */
function managedRuntime(
  start: StartCommand,
  { scratchFolder, interpreterPrefix }: Parameters<Driver>[1],
): { readonly binds: readonly string[]; readonly command: readonly string[] } {
  const { interpreter } = start;
  if (interpreter === undefined) return { binds: ['--dir', '/var/runtime'], command: [] };
  const { path, kind } = interpreter;
  const inUsr = path.startsWith('/usr/');
  const program = kind === 'nodejs' ? 'node' : basename(path);
  const language =
    kind === 'python' && !inUsr
      ? ['--ro-bind', interpreterPrefix, '/var/lang']
      : inUsr
        ? ['--symlink', path, `/var/lang/bin/${program}`]
        : ['--ro-bind', path, `/var/lang/bin/${program}`];
  return {
    binds: ['--ro-bind', runtimeFolder(scratchFolder, interpreter), '/var/runtime', ...language],
    command: [`/var/lang/bin/${program}`, ...interpreterArguments(start, interpreter, '/var/runtime')],
  };
}

/** A sandbox around any program. `root` is what it has of files, by default the host's programs. */
export function sandbox(
  { scratchFolder, programs, uid }: Pick<Parameters<Driver>[1], 'scratchFolder' | 'programs' | 'uid'>,
  options: readonly string[],
  program: readonly string[],
  root: readonly string[] = [...systemFolders(), ...etc(scratchFolder)],
): Launch {
  if (programs.bwrap === undefined) throw new Error('bwrap is not installed');
  if (uid !== null && programs.setpriv === undefined)
    throw new Error('setpriv is not installed, and bwrap never runs as root');
  const drop =
    uid === null || programs.setpriv === undefined
      ? []
      : [
          programs.setpriv,
          '--reuid',
          String(uid),
          '--regid',
          String(uid),
          '--clear-groups',
          '--no-new-privs',
          '--',
        ];
  const [file = '', ...rest] = [...drop, programs.bwrap, '--args', '5', '--', ...program];
  return {
    file,
    arguments: rest,
    cwd: '/',
    // The function's variables come by --setenv: here they would reach setpriv, which starts as root, and bwrap.
    variables: {},
    secretArguments: [...ISOLATION, ...root, ...DEVICES, ...options],
  };
}

const ISOLATION = [
  ...['--info-fd', '6'],
  ...['--unshare-user', '--unshare-pid', '--unshare-ipc', '--unshare-uts', '--unshare-cgroup-try'],
  ...['--disable-userns', '--assert-userns-disabled', '--cap-drop', 'ALL'],
  ...['--new-session', '--die-with-parent'],
  ...['--uid', SANDBOX_UID, '--gid', SANDBOX_UID, '--hostname', 'sandbox'],
];

const DEVICES = [
  ...['--proc', '/proc', '--dev', '/dev'],
  // A file system of its own, or files there would fill the host's memory; then nothing can be added to /dev itself.
  ...['--perms', '1777', '--size', String(SHM_BYTES), '--tmpfs', '/dev/shm', '--remount-ro', '/dev'],
];

function systemFolders(): string[] {
  return SYSTEM_FOLDERS.flatMap((folder) => {
    const status = lstatSync(folder, { throwIfNoEntry: false });
    if (status === undefined) return [];
    return status.isSymbolicLink()
      ? ['--symlink', readlinkSync(folder), folder]
      : ['--ro-bind', folder, folder];
  });
}

function etc(scratchFolder: string): string[] {
  return [
    '--ro-bind',
    `${scratchFolder}/etc`,
    '/etc',
    ...SYSTEM_FILES.flatMap((path) => ['--ro-bind-try', path, path]),
  ];
}

/** bwrap ends with 128 + the signal that ended the program, which a program may also answer itself. */
export function exitOfBubblewrap({ code, signal }: Exit): Exit {
  const name = code === null ? undefined : SIGNALS[code];
  return name === undefined ? { code, signal } : { code: null, signal: name };
}
