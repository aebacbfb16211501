import type { Isolation } from './contract.ts';
import { seccompFilter } from './drivers/seccomp.ts';
import type { ProbeAnswer } from './launcher-protocol.ts';

/** One thing found out about this host. `weak`: it works, less well than it could. */
export type HostFact = {
  readonly name: string;
  readonly status: 'ok' | 'weak' | 'missing';
  readonly finding: string;
  /** What to do about it. */
  readonly remedy?: string;
};

/** What it means where a control group is missing. */
const WITHOUT = {
  memory: "a function's memory bounds the Node.js heap only",
  pids: 'processes are bounded by RLIMIT_NPROC in each sandbox',
  cpu: '--cpu proportional is refused',
  freezer: 'environments are frozen by signals',
  tmp: '/tmp counts as memory of this host',
} as const;

/** What a sandbox bounds and a plain process does not. */
const WITHOUT_SANDBOX: readonly HostFact[] = [
  { name: 'system calls', status: 'weak', finding: 'not filtered: there is no sandbox' },
  {
    name: '/tmp',
    status: 'weak',
    finding:
      'of this host: TMPDIR names a folder of each environment, and EphemeralStorage bounds neither of them',
  },
];

/** What bounds a function here, from the launcher process's own words; those about what is missing begin with `no`. */
export function limitFacts(answer: ProbeAnswer | null, isolation: Isolation): HostFact[] {
  const facts = answer?.works === true ? answer.facts : {};
  const names = Object.keys(WITHOUT) as (keyof typeof WITHOUT)[];
  const found = [filterFact(), ...names.map((name) => limitFact(name, facts[name] ?? 'no: not tried'))];
  if (isolation === 'bubblewrap') return found;
  return found.map((fact) => WITHOUT_SANDBOX.find(({ name }) => name === fact.name) ?? fact);
}

function limitFact(name: keyof typeof WITHOUT, words: string): HostFact {
  const title = name === 'tmp' ? '/tmp' : name;
  if (!words.startsWith('no: ')) return { name: title, status: 'ok', finding: words };
  // What a signal or a limit of each process does as well is no weakness.
  const status = name === 'memory' || name === 'tmp' ? 'weak' : 'ok';
  const remedy =
    'start Lambent as root, or with control groups delegated to it (systemd-run --user --scope -p Delegate=yes)';
  return {
    name: title,
    status,
    finding: `${WITHOUT[name]} (${words.slice(4)})`,
    ...(name === 'memory' && { remedy }),
  };
}

function filterFact(): HostFact {
  return seccompFilter(process.arch) === undefined
    ? {
        name: 'system calls',
        status: 'weak',
        finding: `not filtered: their numbers on ${process.arch} are not known`,
      }
    : { name: 'system calls', status: 'ok', finding: 'filtered by seccomp in each sandbox' };
}
