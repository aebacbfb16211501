/** Extensions in the process of a managed runtime that speaks frames: nothing is configured for them, the code just asks. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { missingTool } from '../../../../conformance/tool.ts';
import {
  type Files,
  type LaunchedWorld,
  nextFreeze,
  openLaunchedWorld,
} from '../invoke/launched-world.fixture.ts';

const nodejs = `import { request } from 'node:http';
const [hostname, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');
const ask = (method, path, headers = {}, body = '') => new Promise((resolve, reject) => {
  const asked = request({ hostname, port, method, path: '/2020-01-01/extension' + path, headers }, async (answer) => {
    let text = '';
    for await (const chunk of answer) text += chunk;
    resolve({ status: answer.statusCode, headers: answer.headers, body: JSON.parse(text) });
  });
  asked.on('error', reject);
  asked.end(body);
});
const { headers, body } = await ask('POST', '/register', { 'Lambda-Extension-Name': 'inner' }, '{"events":["INVOKE"]}');
const identified = { 'Lambda-Extension-Identifier': headers['lambda-extension-identifier'] };
const seen = [];
(async () => {
  for (;;) {
    const { body } = await ask('GET', '/event/next', identified);
    seen.push(body.requestId);
    console.log('told of ' + body.requestId);
  }
})();
export const handler = async ({ late }) => {
  if (late) return (await ask('POST', '/register', { 'Lambda-Extension-Name': 'late' }, '{"events":[]}')).body;
  return { registered: body.functionName, seen: [...seen] };
};`;

const python = `import json, os, threading, urllib.error, urllib.request
base = 'http://' + os.environ['AWS_LAMBDA_RUNTIME_API'] + '/2020-01-01/extension'
def ask(method, path, headers={}, body=None):
    asked = urllib.request.Request(base + path, data=body, headers=headers, method=method)
    with urllib.request.urlopen(asked) as answer:
        return answer.headers, json.load(answer)
headers, registered = ask('POST', '/register', {'Lambda-Extension-Name': 'inner'}, b'{"events":["INVOKE"]}')
identified = {'Lambda-Extension-Identifier': headers['Lambda-Extension-Identifier']}
seen = []
def work():
    while True:
        _, event = ask('GET', '/event/next', identified)
        seen.append(event['requestId'])
        print('told of ' + event['requestId'], flush=True)
threading.Thread(target=work, daemon=True).start()
def handler(event, context):
    if event.get('late'):
        try:
            ask('POST', '/register', {'Lambda-Extension-Name': 'late'}, b'{"events":[]}')
        except urllib.error.HTTPError as error:
            return json.load(error)
    return {'registered': registered['functionName'], 'seen': list(seen)}`;

for (const isolation of ['process', 'bubblewrap'] as const) {
  const skip = isolation === 'bubblewrap' && missingTool('bwrap');
  describe(`internal extensions of runtimes that speak frames, isolation ${isolation}`, { skip }, () => {
    let world: LaunchedWorld;
    before(async () => {
      world = await openLaunchedWorld(isolation);
    });
    after(() => world.close());

    const check = async (files: Files, runtime: string): Promise<void> => {
      const fn = await world.deploy(files, { runtime, timeoutSeconds: 10 });
      for (let n = 1; n <= 5; n += 1) {
        const { text, log } = await fn.invoke({}, { logTail: true });
        const { registered, seen } = JSON.parse(text);
        assert.equal(registered, fn.record.name);
        assert.ok(seen.length >= n - 1, 'the invocation before was over when the extension had asked again');
        assert.match(log, new RegExp(`told of request-${n}\n[^]*END RequestId: request-${n}\n`));
      }
      const lines = world.logs.lines(world.logs.streams.size - 1);
      assert.ok(lines.includes('EXTENSION\tName: inner\tState: Ready\tEvents: [INVOKE]\n'), lines.join(''));
      const { text } = await fn.invoke({ late: true });
      assert.equal(JSON.parse(text).errorType, 'Extension.RegistrationClosed');
    };

    it('Node.js: one registers during init, is told of each invocation, and its words come before END', () =>
      check({ 'index.mjs': nodejs }, 'nodejs24.x'));

    it('is told by SIGTERM that the environment ends, also while that stands still', async () => {
      const listening = `process.on('SIGTERM', () => { console.log('asked to end'); process.exit(0); });\n${nodejs}`;
      const fn = await world.deploy({ 'index.mjs': listening }, { runtime: 'nodejs24.x' });
      const frozen = nextFreeze(world);
      await fn.invoke({});
      await frozen;
      const lines = await world.endOf(fn, /asked to end/);
      assert.match(lines.join(''), /REPORT .*\tMax Memory Used: [1-9]\d* MB\t/);
    });

    it('Python: so does one in a thread', { skip: missingTool('python3') }, async (t) => {
      for (const runtime of [
        'python3.14',
        'python3.13',
        'python3.12',
        'python3.11',
        'python3.10',
        'python3.9',
      ])
        if ((await world.launcher.interpreter(runtime)).available)
          return await check({ 'index.py': python }, runtime);
      t.skip('no Python that Lambda has a runtime for');
    });
  });
}
