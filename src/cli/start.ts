import { type Config, readConfig, readExternalCredentials } from '../config.ts';
import { type Lambent, startLambent } from '../main.ts';
import { columns, type Output, type Terminal } from './terminal.ts';
import { version } from './version.ts';

/** Runs Lambent until SIGINT or SIGTERM; a second signal stops waiting for what is in flight. */
export async function start(flags: Parameters<typeof readConfig>[0], terminal: Terminal): Promise<number> {
  const config = readConfig(flags);
  const credentials = readExternalCredentials(config);
  const stopped = untilSignalled(terminal);
  const lambent = await startLambent(config, version, credentials);
  terminal.out.print(banner(lambent, config, terminal.out));
  await stopped;
  await lambent.close();
  terminal.out.print('Lambent has stopped. Everything is kept in the data folder.');
  return 0;
}

function untilSignalled(terminal: Terminal): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    const onSignal = () => {
      if (asked) process.exit(130);
      asked = true;
      terminal.err.print('Stopping: requests in flight finish first. Ctrl-C again stops at once.');
      resolve();
    };
    process.on('SIGINT', onSignal);
    process.on('SIGTERM', onSignal);
  });
}

function opened({ functionHosts }: Config): string {
  if (functionHosts.length === 0) return 'none (--function-hosts opens them)';
  return `only ${functionHosts.map(({ host, port }) => `${host}:${port}`).join(', ')}`;
}

function banner(lambent: Lambent, config: Config, { bold, dim, green, yellow }: Output): string {
  const access =
    config.iam === 'audit'
      ? 'audit: any credentials are accepted; what AWS would refuse is reported'
      : `enforce: only the credentials in ${lambent.rootCredentialsFile}, and functions as their roles`;
  const isolation =
    lambent.isolation === 'bubblewrap'
      ? 'bubblewrap: each function in a sandbox of its own'
      : yellow('process: functions run unsandboxed as your user (lambent doctor says what to install)');
  const network =
    lambent.network === 'isolated'
      ? `isolated: functions reach the outside and Lambent; of this host's own services ${opened(config)}`
      : yellow(
          "host: functions reach this host's own services (lambent doctor says what keeps them from it)",
        );
  const facts = columns([
    ['AWS API', bold(lambent.endpoint)],
    ['Console', `${lambent.endpoint}/_lambent/console`],
    ['Data', config.dataFolder],
    ['Access', access],
    ['Isolation', isolation],
    ['Network', network],
    ...[...config.endpoints].map(([service, { href }]): [string, string] => [`Calls ${service}`, href]),
  ]);
  return [
    '',
    `${green('●')} ${bold(`Lambent ${version}`)} is running. Ctrl-C stops it.`,
    '',
    facts,
    '',
    `Try next, in another terminal ${dim('(the README goes on from here)')}:`,
    '',
    `  export AWS_ENDPOINT_URL=${lambent.endpoint} AWS_DEFAULT_REGION=us-east-1 ${credentialsHint(config.iam)}`,
    '  aws lambda list-functions',
    '  npm run lambent -- doctor',
    '',
  ].join('\n');
}

/** In `enforce` the secret is in the file named above, not in the terminal's history. */
function credentialsHint(iam: Config['iam']): string {
  return iam === 'audit'
    ? 'AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test'
    : 'AWS_ACCESS_KEY_ID=… AWS_SECRET_ACCESS_KEY=… (from that file)';
}
