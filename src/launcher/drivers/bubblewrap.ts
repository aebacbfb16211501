import { lstatSync, readlinkSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Exit, Interpreter } from '../contract.ts';
import type { StartCommand } from '../launcher-protocol.ts';
import { SHM_BYTES } from '../limits.ts';
import { hostJavaFolders } from '../scratch.ts';
import {
  type Driver,
  FILTER_DESCRIPTOR,
  INFO_DESCRIPTOR,
  interpreterCommand,
  type Launch,
  type Placed,
  placeVariables,
  runtimeFolder,
  SECRETS_DESCRIPTOR,
  sdkFolder,
  startsInTask,
  underLimits,
} from './driver.ts';
import { seccompFilter } from './seccomp.ts';
import { supervised } from './supervisor.ts';

/** The user that functions run as on AWS, sbx_user1051. */
const SANDBOX_UID = '993';

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
 * programs, no capabilities and no way to more, and a filter of system calls.
 * The network is the host's, or a namespace entered before. Never run by root itself.
 */
export const bubblewrapDriver: Driver = (start, surroundings) => {
  const { binds, command } = managedRuntime(start, surroundings);
  const variables = bubblewrapVariables(start);
  const options = [
    ...codeBinds(start, binds),
    ...(start.layersFolder === undefined ? ['--dir', '/opt'] : ['--ro-bind', start.layersFolder, '/opt']),
    ...['--dir', '/mnt'],
    ...tmpOptions(start, surroundings),
    ...(surroundings.network === undefined
      ? []
      : ['--ro-bind', surroundings.network.resolvConf, '/etc/resolv.conf']),
    ...['--remount-ro', '/', '--chdir', startsInTask(start) ? '/var/task' : '/'],
    ...Object.entries(variables).flatMap(([name, value]) => ['--setenv', name, value]),
  ];
  const program =
    start.supervised === undefined ? command : supervised(start.supervised, command, (path) => path);
  // The kernel counts the processes of a user namespace apart from all others of its user.
  return sandbox(surroundings, options, underLimits(program, { processes: true }));
};

/** All variables in the sandbox. */
export function bubblewrapVariables(start: Placed): Record<string, string> {
  return placeVariables(start, { task: '/var/task', runtime: '/var/runtime', path: AWS_PATH });
}

/**
 * Code and runtime at their places. A mount could not be added later without privileges, but whatever comes to be in a folder that
 * is mounted shows: for code that comes later the folder around it is bound, and it is renamed into that.
 */
function codeBinds({ codeFolder, prebooted }: StartCommand, runtime: readonly string[]): readonly string[] {
  if (prebooted !== true) return ['--ro-bind', codeFolder, '/var/task', ...runtime];
  const around = ['--ro-bind', dirname(codeFolder), '/var', '--tmpfs', '/var/lang'];
  return [...around, ...runtime, '--remount-ro', '/var/lang'];
}

/** `/tmp` of the size that the function asks for. */
export function tmpOptions({ tmpMiB }: StartCommand, { tmpFolder }: Parameters<Driver>[1]): string[] {
  return tmpFolder === undefined
    ? ['--perms', '0700', '--size', String(tmpMiB * 1024 * 1024), '--tmpfs', '/tmp']
    : ['--bind', tmpFolder, '/tmp'];
}

/** What a managed runtime needs in the sandbox, and its command line there. A custom runtime brings everything itself. */
function managedRuntime(
  start: StartCommand,
  { scratchFolder, interpreterPrefix }: Parameters<Driver>[1],
): { readonly binds: readonly string[]; readonly command: readonly string[] } {
  const { interpreter } = start;
  if (interpreter === undefined) return { binds: ['--dir', '/var/runtime'], command: [] };
  const { path, kind } = interpreter;
  const program = kind === 'nodejs' ? 'node' : basename(path);
  const places = { runtime: '/var/runtime', temporary: '/tmp' };
  const sdk = sdkFolder(scratchFolder, interpreter);
  return {
    binds: [
      ...['--ro-bind', runtimeFolder(scratchFolder, interpreter), places.runtime],
      ...(sdk === undefined ? [] : ['--ro-bind', sdk.folder, `${places.runtime}/${sdk.place}`]),
      ...language(interpreter, interpreterPrefix, program),
    ],
    command: interpreterCommand(`/var/lang/bin/${program}`, start, interpreter, places),
  };
}

/** Makes an interpreter `/var/lang/bin/<program>`, with its own library. */
function language({ kind, path }: Interpreter, prefix: string, program: string): string[] {
  // It looks for its frameworks beside itself.
  if (kind === 'dotnet') return ['--ro-bind', prefix, '/var/lang/bin'];
  if (path.startsWith('/usr/')) return ['--symlink', path, `/var/lang/bin/${program}`];
  switch (kind) {
    case 'nodejs':
      return ['--ro-bind', path, `/var/lang/bin/${program}`];
    case 'python':
    case 'java':
      return ['--ro-bind', prefix, '/var/lang'];
    case 'ruby':
      // A Ruby has its place compiled in.
      return ['--ro-bind', prefix, prefix, '--symlink', path, `/var/lang/bin/${program}`];
  }
}

/** A sandbox around any program. `root` is what it has of files, by default the host's programs. */
export function sandbox(
  surroundings: Pick<Parameters<Driver>[1], 'scratchFolder' | 'programs' | 'uid' | 'network' | 'holder'>,
  options: readonly string[],
  program: readonly string[],
  root: readonly string[] = [...systemFolders(), ...etc(surroundings.scratchFolder)],
): Launch {
  const { programs, uid } = surroundings;
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
  const filter = seccompFilter(process.arch);
  const descriptors =
    filter === undefined
      ? ['--args', String(SECRETS_DESCRIPTOR)]
      : ['--args', String(SECRETS_DESCRIPTOR), '--seccomp', String(FILTER_DESCRIPTOR)];
  const [file = '', ...rest] = [
    ...enter(surroundings),
    ...drop,
    programs.bwrap,
    ...descriptors,
    '--',
    ...program,
  ];
  return {
    file,
    arguments: rest,
    cwd: '/',
    // The function's variables come by --setenv: here they would reach setpriv, which starts as root, and bwrap.
    variables: {},
    ...(filter !== undefined && { filter }),
    secretArguments: [...ISOLATION, ...root, ...DEVICES, ...options],
  };
}

/** The command that enters the namespaces of the host's that are not the sandbox's own. */
function enter({ programs, network, holder }: Parameters<typeof sandbox>[0]): string[] {
  if (network === undefined && holder === undefined) return [];
  if (programs.nsenter === undefined) throw new Error('nsenter is not installed');
  return [
    programs.nsenter,
    ...(holder === undefined
      ? []
      : ['--target', String(holder), '--user', '--preserve-credentials', '--mount']),
    ...(network === undefined ? [] : [`--net=${network.path}`]),
    '--',
  ];
}

const ISOLATION = [
  ...['--info-fd', String(INFO_DESCRIPTOR)],
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
    ...[...SYSTEM_FILES, ...hostJavaFolders()].flatMap((path) => ['--ro-bind-try', path, path]),
  ];
}

/** bwrap ends with 128 + the signal that ended the program, which a program may also answer itself. */
export function exitOfBubblewrap({ code, signal }: Exit): Exit {
  const name = code === null ? undefined : SIGNALS[code];
  return name === undefined ? { code, signal } : { code: null, signal: name };
}
