import { createServer } from 'node:net';
import { systemClock, systemRandom } from '#ambient';
import { describeHost, type HostFact } from '#launcher';
import { createPlatformLog } from '#observe';
import { isolationFor, readConfig } from '../config.ts';
import { factLine } from './fact-line.ts';
import type { Terminal } from './terminal.ts';

/** Says what this machine gives and what to install for more. Exit code 1 when functions could not run at all. */
export async function doctor(flags: Parameters<typeof readConfig>[0], terminal: Terminal): Promise<number> {
  const config = readConfig(flags);
  const log = createPlatformLog({ level: 'error', stream: process.stderr });
  const isolation = isolationFor(config);
  const report = await describeHost({
    ...config,
    isolation,
    clock: systemClock(),
    random: systemRandom(),
    log,
  });
  const sections: readonly (readonly [string, readonly HostFact[]])[] = [
    ['Machine', [nodeFact(), await portFact(config.host, config.port)]],
    ['Isolation', report.isolationFacts],
    ['Runtimes', report.runtimeFacts],
    ['Access', [iamFact()]],
  ];
  for (const [title, facts] of sections) {
    terminal.out.print(`\n${terminal.out.bold(title)}`);
    for (const fact of facts) terminal.out.print(factLine(fact, terminal.out));
  }
  const { bold, red } = terminal.out;
  if (report.refusal !== undefined) {
    terminal.out.print(`\n${red('Lambent would not start with these settings:')} ${report.refusal}\n`);
    return 1;
  }
  terminal.out.print(`\nLambent would isolate functions by ${bold(report.isolation)} here.\n`);
  return report.runtimeFacts.some(({ status }) => status !== 'missing') ? 0 : 1;
}

function nodeFact(): HostFact {
  return {
    name: 'Node.js',
    status: 'ok',
    finding: `${process.version} on ${process.platform}-${process.arch}`,
  };
}

function iamFact(): HostFact {
  return {
    name: 'policies',
    status: 'weak',
    finding:
      'those of functions decide in enforce; users’ and roles’ own are not there yet: audit accepts any credentials, enforce those of root and of functions',
  };
}

/** A port that Lambent itself holds counts as taken: doctor cannot tell whose it is. */
function portFact(host: string, port: number): Promise<HostFact> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      const finding =
        error.code === 'EADDRINUSE' ? `${port} is in use on ${host}` : `${port}: ${error.message}`;
      resolve({
        name: 'port',
        status: 'weak',
        finding,
        remedy: 'if that is not Lambent itself, choose another with --port',
      });
    });
    server.listen(port, host, () =>
      server.close(() => {
        const finding = port === 0 ? `a free one on ${host}` : `${port} is free on ${host}`;
        resolve({ name: 'port', status: 'ok', finding });
      }),
    );
  });
}
