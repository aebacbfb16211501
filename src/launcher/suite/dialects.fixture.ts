import type { Dialect } from './runtimes.suite.ts';

export const nodejs: Dialect = {
  file: 'index.js',
  handler: 'index.handler',
  echo: 'exports.handler = async (event) => event;',
  print: `exports.handler = async (event) => {
    for (let n = 0; n < event.lines; n += 1) process.stdout.write('line ' + n + '\\n');
    return event.lines;
  };`,
  exit: `exports.handler = async (event) => {
    if (event.signal) process.kill(process.pid, event.signal);
    process.exit(event.code);
  };`,
  remember: `const fs = require('node:fs');
  const file = require('node:os').tmpdir() + '/count';
  let count = 0;
  exports.handler = async () => {
    fs.appendFileSync(file, 'x');
    count += 1;
    return [fs.readFileSync(file, 'utf8').length, count];
  };`,
  environment: 'exports.handler = async () => ({ ...process.env });',
  context: `exports.handler = async (event, context) => ({
    requestId: context.awsRequestId,
    functionName: context.functionName,
    functionVersion: context.functionVersion,
    memoryLimit: context.memoryLimitInMB,
    logGroup: context.logGroupName,
    logStream: context.logStreamName,
    arn: context.invokedFunctionArn,
    custom: context.clientContext.custom,
    clientEnv: context.clientContext.env,
    installation: context.clientContext.client.installation_id,
    identity: context.identity.cognitoIdentityId,
    pool: context.identity.cognitoIdentityPoolId,
    tenant: context.tenantId,
    remaining: context.getRemainingTimeInMillis(),
  });`,
  raise: `class Mine extends Error { name = 'Mine'; }
  exports.handler = async () => { throw new Mine('boom ☃'); };`,
};

export const python: Dialect = {
  file: 'app.py',
  handler: 'app.handler',
  echo: 'def handler(event, context):\n    return event\n',
  print: `def handler(event, context):
    for n in range(event["lines"]):
        print("line", n)
    return event["lines"]
`,
  exit: `import os, signal, sys
def handler(event, context):
    if "signal" in event:
        os.kill(os.getpid(), getattr(signal, event["signal"]))
    sys.exit(event["code"])
`,
  remember: `import tempfile
count = 0
def handler(event, context):
    global count
    count += 1
    with open(tempfile.gettempdir() + "/count", "a+") as file:
        file.write("x")
        file.seek(0)
        return [len(file.read()), count]
`,
  environment: 'import os\ndef handler(event, context):\n    return dict(os.environ)\n',
  context: `def handler(event, context):
    return {
        "requestId": context.aws_request_id,
        "functionName": context.function_name,
        "functionVersion": context.function_version,
        "memoryLimit": context.memory_limit_in_mb,
        "logGroup": context.log_group_name,
        "logStream": context.log_stream_name,
        "arn": context.invoked_function_arn,
        "custom": context.client_context.custom,
        "clientEnv": context.client_context.env,
        "installation": context.client_context.client.installation_id,
        "identity": context.identity.cognito_identity_id,
        "pool": context.identity.cognito_identity_pool_id,
        "tenant": context.tenant_id,
        "remaining": context.get_remaining_time_in_millis(),
    }
`,
  raise: `class Mine(Exception):
    pass

def handler(event, context):
    raise Mine("boom ☃")
`,
};
