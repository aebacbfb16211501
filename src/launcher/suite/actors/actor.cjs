'use strict';
/** The contract suite's function on Node.js: does what the event's `do` says. */
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');

process.stdout.write('loaded\n');

class Mine extends Error {
  name = 'Mine';
}

let count = 0;
const inTemporaryFolder = (name) => `${os.tmpdir()}/${name}`;
const stream = (event) => (event.to === 'stderr' ? process.stderr : process.stdout);

const actions = {
  value: (event) => event.value,
  nothing: () => {},
  large: (event) => 'x'.repeat(event.characters),
  length: (event) => [...event.text].length,
  unserialisable: () => 1n,
  print(event) {
    for (let n = 0; n < event.lines; n += 1) process.stdout.write(`line ${n}\n`);
    return event.lines;
  },
  write(event) {
    stream(event).write(event.text);
  },
  bytes(event) {
    process.stdout.write(Buffer.from(event.base64, 'base64'));
  },
  alternate(event) {
    for (let n = 0; n < event.times; n += 1) {
      process.stdout.write('o');
      process.stderr.write('e');
    }
  },
  run: (event) =>
    spawnSync('sh', ['-c', event.command], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).stdout,
  log(event) {
    console[event.level](event.message);
  },
  raise(event) {
    if (event.print) process.stdout.write(event.print);
    throw new Mine(event.message);
  },
  exit(event) {
    if (event.print) process.stdout.write(event.print);
    process.exit(event.code);
  },
  kill(event) {
    process.kill(process.pid, event.signal);
    return new Promise((resolve) => setTimeout(resolve, 10_000));
  },
  remember() {
    count += 1;
    fs.appendFileSync(inTemporaryFolder('count'), 'x');
    return [fs.readFileSync(inTemporaryFolder('count'), 'utf8').length, count];
  },
  file(event) {
    fs.writeFileSync(inTemporaryFolder(event.name), event.text);
    return [
      fs.readFileSync(inTemporaryFolder(event.name), 'utf8'),
      fs.readdirSync(os.tmpdir()).includes(event.name),
    ];
  },
  readTask: (event) => fs.readFileSync(event.name, 'utf8'),
  environment: () => ({ ...process.env }),
  process: () => [process.pid, process.cwd()],
  hourOfEpoch: () => new Date(0).getHours(),
  context: (_event, context) => ({
    requestId: context.awsRequestId,
    functionName: context.functionName,
    functionVersion: context.functionVersion,
    memoryLimit: context.memoryLimitInMB,
    logGroup: context.logGroupName,
    logStream: context.logStreamName,
    arn: context.invokedFunctionArn,
    custom: context.clientContext?.custom,
    clientEnv: context.clientContext?.env,
    installation: context.clientContext?.client?.installation_id,
    identity: context.identity?.cognitoIdentityId,
    pool: context.identity?.cognitoIdentityPoolId,
    tenant: context.tenantId,
    remaining: context.getRemainingTimeInMillis(),
  }),
};

exports.handler = async (event, context) =>
  typeof event?.do === 'string' ? actions[event.do](event, context) : event;
