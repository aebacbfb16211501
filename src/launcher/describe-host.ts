import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InterpreterAnswer, Isolation } from './contract.ts';
import { InterpreterFinder } from './interpreters/interpreter-finder.ts';
import type { ProbeAnswer } from './launcher-protocol.ts';
import { type HostFact, limitFacts } from './limit-facts.ts';

export type { HostFact };

import type { LauncherLink } from './launcher-link.ts';
import { networkFacts } from './network-facts.ts';
import { type LauncherOptions, SYSTEM_SEARCH_PATH, withLauncherProcess } from './open-launcher.ts';
import { IsolationUnavailable } from './pick-isolation.ts';
import { settleIsolation } from './settle-isolation.ts';

/** What `lambent doctor` says of running functions here. */
export type HostReport = {
  /** What these settings take here. */
  readonly isolation: Isolation;
  /** Why a start with these settings is refused. */
  readonly refusal: string | undefined;
  readonly isolationFacts: readonly HostFact[];
  readonly runtimeFacts: readonly HostFact[];
};

/** The managed runtimes that Lambent can run where their interpreter is. */
const RUNTIMES = [
  ...['nodejs20.x', 'nodejs22.x', 'nodejs24.x', 'nodejs26.x'],
  ...['python3.9', 'python3.10', 'python3.11', 'python3.12', 'python3.13', 'python3.14', 'python3.15'],
  ...['ruby3.2', 'ruby3.3', 'ruby3.4', 'ruby4.0'],
  ...['java8.al2', 'java8.al2023', 'java11', 'java11.al2023', 'java17', 'java17.al2023', 'java21', 'java25'],
  ...['dotnet8', 'dotnet10'],
] as const;

/** Tries everything with a launcher process and folders of its own, so that a running Lambent is not disturbed. Fetches nothing. */
export async function describeHost(options: LauncherOptions): Promise<HostReport> {
  const folder = await mkdtemp(join(tmpdir(), 'lambent-doctor-'));
  // Sandboxes of other users than this one must get through to what lies in it.
  await chmod(folder, 0o711);
  try {
    return await withLauncherProcess(
      { ...options, scratchFolder: join(folder, 'scratch') },
      async ({ link, scratch }) => {
        const bubblewrap = await link.send({ command: 'probe', probe: { of: 'bubblewrap' } });
        const limits = await link.send({ command: 'probe', probe: { of: 'limits' } });
        const works = bubblewrap?.works === true;
        const isolation = works && options.isolation !== 'process' ? 'bubblewrap' : 'process';
        const searchPath = options.searchPath ?? SYSTEM_SEARCH_PATH;
        const finder = new InterpreterFinder({
          ...options,
          download: false,
          substitutes: options.runtimeSubstitutes ?? {},
          searchPath,
          isolation,
          scratch,
          link,
        });
        const runtimeFacts: HostFact[] = [];
        for (const runtime of RUNTIMES) runtimeFacts.push(runtimeFact(runtime, await finder.find(runtime)));
        return {
          isolation,
          refusal: await refusalOf(options, link),
          isolationFacts: [
            ...(await isolationFacts(bubblewrap, scratch.uidBase !== null, isolation)),
            ...(await networkFacts(isolation, link, options)),
            ...limitFacts(limits, isolation),
          ],
          runtimeFacts,
        };
      },
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What a start with these options would say before it ended. */
async function refusalOf(
  options: LauncherOptions,
  link: Pick<LauncherLink, 'send'>,
): Promise<string | undefined> {
  try {
    await settleIsolation(options, link);
    return undefined;
  } catch (error) {
    if (error instanceof IsolationUnavailable) return error.message;
    throw error;
  }
}

async function isolationFacts(
  bubblewrap: ProbeAnswer | null,
  root: boolean,
  isolation: Isolation,
): Promise<HostFact[]> {
  const isolated = isolation === 'bubblewrap';
  return [
    bubblewrapFact(bubblewrap),
    root
      ? {
          name: 'launcher user',
          status: 'ok',
          finding: 'root: every environment gets a host user of its own',
        }
      : {
          name: 'launcher user',
          status: isolated ? 'ok' : 'weak',
          finding: `an ordinary user (uid ${process.getuid?.() ?? 'unknown'}): environments run as that user`,
        },
    ...(process.platform === 'linux' ? [await namespaceFact(bubblewrap?.works === true)] : []),
    {
      name: 'layers',
      status: isolated ? 'ok' : 'weak',
      finding: isolated
        ? 'at /opt, read-only'
        : 'search paths lead to them; code that names /opt itself finds nothing there',
    },
  ];
}

function bubblewrapFact(bubblewrap: ProbeAnswer | null): HostFact {
  const name = 'bubblewrap';
  if (bubblewrap?.works === true) {
    return {
      name,
      status: 'ok',
      finding: `${bubblewrap.facts.version ?? ''} at ${bubblewrap.facts.path ?? ''}, a sandbox starts`,
    };
  }
  const reason = bubblewrap?.reason ?? 'not tried';
  return {
    name,
    status: 'missing',
    finding: `functions run as plain processes: ${reason}`,
    remedy: bubblewrapRemedy(reason),
  };
}

function bubblewrapRemedy(reason: string): string {
  if (process.platform !== 'linux') return 'bubblewrap needs Linux';
  if (reason.includes('not installed')) return 'apt install bubblewrap util-linux (0.8 or newer)';
  if (/unknown option|usage:/i.test(reason)) return 'install bubblewrap 0.8 or newer';
  return 'allow unprivileged user namespaces: sysctl user.max_user_namespaces, kernel.unprivileged_userns_clone=1 or kernel.apparmor_restrict_unprivileged_userns=0; in a container, its seccomp profile';
}

async function namespaceFact(works: boolean): Promise<HostFact> {
  const settings = [
    'user/max_user_namespaces',
    'kernel/unprivileged_userns_clone',
    'kernel/apparmor_restrict_unprivileged_userns',
  ];
  const found: string[] = [];
  for (const setting of settings) {
    const value = await readFile(`/proc/sys/${setting}`, 'latin1').catch(() => undefined);
    if (value !== undefined) found.push(`${setting.replace('/', '.')}=${value.trim()}`);
  }
  return {
    name: 'user namespaces',
    status: works ? 'ok' : 'weak',
    finding: found.join(', ') || 'the kernel says nothing about them',
  };
}

function runtimeFact(name: string, answer: InterpreterAnswer): HostFact {
  if (!answer.available) {
    const fetched = name.startsWith('nodejs');
    return { name, status: fetched ? 'weak' : 'missing', finding: answer.reason, remedy: answer.remedy };
  }
  return { name, status: 'ok', finding: `${answer.interpreter.version} at ${answer.interpreter.path}` };
}
