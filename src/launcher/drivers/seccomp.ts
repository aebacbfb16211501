/**
 * The filter of system calls that bubblewrap puts on every program of a sandbox: raw BPF (Linux, seccomp(2)), for the processor that
 * this process runs on. What no function needs and what the kernel's holes have been found in answers EPERM.
 */

/** Numbers of one system call; null where the processor's table has none. */
type Numbers = { readonly x64: number | null; readonly arm64: number | null };

/** Refused whatever their arguments are. Numbers: asm/unistd_64.h and asm-generic/unistd.h. */
export const REFUSED: Readonly<Record<string, Numbers>> = {
  acct: { x64: 163, arm64: 89 },
  add_key: { x64: 248, arm64: 217 },
  bpf: { x64: 321, arm64: 280 },
  chroot: { x64: 161, arm64: 51 },
  create_module: { x64: 174, arm64: null },
  delete_module: { x64: 176, arm64: 106 },
  fanotify_init: { x64: 300, arm64: 262 },
  finit_module: { x64: 313, arm64: 273 },
  fsconfig: { x64: 431, arm64: 431 },
  fsmount: { x64: 432, arm64: 432 },
  fsopen: { x64: 430, arm64: 430 },
  fspick: { x64: 433, arm64: 433 },
  init_module: { x64: 175, arm64: 105 },
  io_uring_enter: { x64: 426, arm64: 426 },
  io_uring_register: { x64: 427, arm64: 427 },
  io_uring_setup: { x64: 425, arm64: 425 },
  ioperm: { x64: 173, arm64: null },
  iopl: { x64: 172, arm64: null },
  kcmp: { x64: 312, arm64: 272 },
  kexec_file_load: { x64: 320, arm64: 294 },
  kexec_load: { x64: 246, arm64: 104 },
  keyctl: { x64: 250, arm64: 219 },
  lookup_dcookie: { x64: 212, arm64: 18 },
  modify_ldt: { x64: 154, arm64: null },
  mount: { x64: 165, arm64: 40 },
  mount_setattr: { x64: 442, arm64: 442 },
  move_mount: { x64: 429, arm64: 429 },
  name_to_handle_at: { x64: 303, arm64: 264 },
  open_by_handle_at: { x64: 304, arm64: 265 },
  open_tree: { x64: 428, arm64: 428 },
  perf_event_open: { x64: 298, arm64: 241 },
  pidfd_getfd: { x64: 438, arm64: 438 },
  pivot_root: { x64: 155, arm64: 41 },
  process_vm_readv: { x64: 310, arm64: 270 },
  process_vm_writev: { x64: 311, arm64: 271 },
  ptrace: { x64: 101, arm64: 117 },
  quotactl: { x64: 179, arm64: 60 },
  quotactl_fd: { x64: 443, arm64: 443 },
  reboot: { x64: 169, arm64: 142 },
  request_key: { x64: 249, arm64: 218 },
  setns: { x64: 308, arm64: 268 },
  swapoff: { x64: 168, arm64: 225 },
  swapon: { x64: 167, arm64: 224 },
  syslog: { x64: 103, arm64: 116 },
  umount2: { x64: 166, arm64: 39 },
  unshare: { x64: 272, arm64: 97 },
  uselib: { x64: 134, arm64: null },
  userfaultfd: { x64: 323, arm64: 282 },
  vhangup: { x64: 153, arm64: 58 },
};

/** Decided by an argument. */
const CLONE: Numbers = { x64: 56, arm64: 220 };
const CLONE3: Numbers = { x64: 435, arm64: 435 };
const IOCTL: Numbers = { x64: 16, arm64: 29 };
const SOCKET: Numbers = { x64: 41, arm64: 198 };

/** CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET. */
const NAMESPACE_FLAGS = 0x7e02_0000;
/** Put characters into a terminal's input: TIOCSTI, TIOCLINUX. */
const TERMINAL_INPUT = [0x5412, 0x541c];
/** AF_ALG, AF_VSOCK: the kernel's own ciphers, and the way to a hypervisor. */
const SOCKET_FAMILIES = [38, 40];

const EPERM = 1;
const ENOSYS = 38;

/** As in linux/audit.h. */
const ARCHITECTURES = { x64: 0xc000_003e, arm64: 0xc000_00b7 } as const;
export type FilteredArchitecture = keyof typeof ARCHITECTURES;

/** Numbers from here on are those of x32, a second table that programs for x86_64 could reach everything by. */
const X32 = 0x4000_0000;

/** `struct sock_filter`. */
type Instruction = readonly [code: number, jumpTrue: number, jumpFalse: number, value: number];
type Entry = { readonly number: number; readonly body: readonly Instruction[] };

const LOAD = 0x20;
const IF_EQUAL = 0x15;
const IF_AT_LEAST = 0x35;
const IF_ANY_BIT = 0x45;
const RETURN = 0x06;
const ALLOW: Instruction = [RETURN, 0, 0, 0x7fff_0000];

/** Offsets in `struct seccomp_data`; of an argument, the lower half. */
const NUMBER_AT = 0;
const ARCHITECTURE_AT = 4;
const argumentAt = (index: number): number => 16 + 8 * index;

/** The filter's bytes, or undefined for a processor whose table is not known here. */
export function seccompFilter(architecture: string): Buffer | undefined {
  if (architecture !== 'x64' && architecture !== 'arm64') return undefined;
  const tree = searchTree(entriesFor(architecture));
  const program: Instruction[] = [
    [LOAD, 0, 0, ARCHITECTURE_AT],
    [IF_EQUAL, 1, 0, ARCHITECTURES[architecture]],
    refuse(EPERM),
    [LOAD, 0, 0, NUMBER_AT],
    ...(architecture === 'x64' ? ([[IF_AT_LEAST, 0, 1, X32], refuse(EPERM)] as const) : []),
    ...tree,
  ];
  const bytes = Buffer.alloc(program.length * 8);
  for (const [index, [code, jumpTrue, jumpFalse, value]] of program.entries()) {
    bytes.writeUInt16LE(code, index * 8);
    bytes.writeUInt8(jumpTrue, index * 8 + 2);
    bytes.writeUInt8(jumpFalse, index * 8 + 3);
    bytes.writeUInt32LE(value, index * 8 + 4);
  }
  return bytes;
}

function entriesFor(architecture: FilteredArchitecture): Entry[] {
  const entries: Entry[] = [];
  const add = (numbers: Numbers, body: readonly Instruction[]): void => {
    const number = numbers[architecture];
    if (number !== null) entries.push({ number, body });
  };
  for (const numbers of Object.values(REFUSED)) add(numbers, [refuse(EPERM)]);
  // Its flags lie in memory, where a filter cannot look: libc falls back to clone.
  add(CLONE3, [refuse(ENOSYS)]);
  add(CLONE, [[LOAD, 0, 0, argumentAt(0)], [IF_ANY_BIT, 0, 1, NAMESPACE_FLAGS], refuse(EPERM), ALLOW]);
  add(IOCTL, refuseIfOneOf(argumentAt(1), TERMINAL_INPUT));
  add(SOCKET, refuseIfOneOf(argumentAt(0), SOCKET_FAMILIES));
  return entries.sort((one, other) => one.number - other.number);
}

function refuseIfOneOf(offset: number, values: readonly number[]): Instruction[] {
  const tests = values.flatMap((value): Instruction[] => [[IF_EQUAL, 0, 1, value], refuse(EPERM)]);
  return [[LOAD, 0, 0, offset], ...tests, ALLOW];
}

function refuse(error: number): Instruction {
  return [RETURN, 0, 0, 0x0005_0000 | error];
}

/** A binary search, since every system call of a function passes through it: 5 comparisons where a list would take 50. */
function searchTree(entries: readonly Entry[]): Instruction[] {
  if (entries.length <= 2) {
    const tests = entries.flatMap(({ number, body }): Instruction[] => [
      [IF_EQUAL, 0, body.length, number],
      ...body,
    ]);
    return [...tests, ALLOW];
  }
  const middle = entries.length >> 1;
  const lower = searchTree(entries.slice(0, middle));
  return [
    [IF_AT_LEAST, lower.length, 0, entries[middle]?.number ?? 0],
    ...lower,
    ...searchTree(entries.slice(middle)),
  ];
}
