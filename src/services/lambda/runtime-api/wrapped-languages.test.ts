/** Ruby and Java below wrappers and beside extensions, where they speak HTTP. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { compileJava } from '../../../../conformance/java-classes.ts';
import { javaMajor, missingTool, rubyVersion } from '../../../../conformance/tool.ts';
import { type Files, type LaunchedWorld, openLaunchedWorld } from '../invoke/launched-world.fixture.ts';
import { bashExtension } from './bootstraps.fixture.ts';

type Language = {
  readonly name: string;
  readonly skip: string | false;
  readonly runtime: string;
  readonly handler: string;
  files(): Files | Promise<Files>;
  /** What the wrapper puts behind the interpreter's name on the command line. */
  readonly flag: string;
  readonly raisedType: string;
  /** What of the interpreter's own the handler finds there. */
  readonly seen: unknown;
  readonly early: { readonly errorType: string; readonly errorMessage: string };
};

const rubyCode = `
raise ArgumentError, 'early' if ENV['EARLY']

$count = 0

def handler(event:, context:)
  $count += 1
  puts 'logged'
  STDOUT.write("raw\\n")
  raise ArgumentError, event['fail'] if event['fail']
  return 'x' * event['large'] if event['large']

  { event: event, count: $count, id: context.aws_request_id, left: context.get_remaining_time_in_millis > 0,
    arn: context.invoked_function_arn, custom: context.client_context && context.client_context['custom'],
    trace: ENV['_X_AMZN_TRACE_ID'], seen: $VERBOSE.inspect, transport: ENV['_LAMBENT_TRANSPORT'] }
end
`;

const javaCode = `
import com.amazonaws.services.lambda.runtime.*;
import java.util.*;

public class Wrapped implements RequestHandler<Map<String, Object>, Object> {
    static { if (System.getenv("EARLY") != null) throw new IllegalStateException("early"); }

    private static int count = 0;

    public Object handleRequest(Map<String, Object> event, Context context) {
        count += 1;
        context.getLogger().log("logged");
        System.out.println("raw");
        if (event.containsKey("fail")) throw new IllegalArgumentException((String) event.get("fail"));
        if (event.containsKey("large")) return String.join("", Collections.nCopies((Integer) event.get("large"), "x"));
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("event", event);
        result.put("count", count);
        result.put("id", context.getAwsRequestId());
        result.put("left", context.getRemainingTimeInMillis() > 0);
        result.put("arn", context.getInvokedFunctionArn());
        result.put("custom", context.getClientContext() == null ? null : context.getClientContext().getCustom());
        result.put("trace", System.getProperty("com.amazonaws.xray.traceHeader"));
        result.put("seen", System.getProperty("wrapped"));
        result.put("transport", System.getenv("_LAMBENT_TRANSPORT"));
        return result;
    }
}
`;

const languages: readonly Language[] = [
  {
    name: 'Ruby',
    skip: missingTool('ruby'),
    runtime: `ruby${rubyVersion()}`,
    handler: 'app.handler',
    files: () => ({ 'app.rb': rubyCode }),
    flag: '-W0',
    raisedType: 'Function<ArgumentError>',
    seen: 'nil',
    early: { errorType: 'Init<ArgumentError>', errorMessage: 'early' },
  },
  {
    name: 'Java',
    skip: missingTool('javac'),
    runtime: `java${javaMajor()}`,
    handler: 'Wrapped',
    files: () => compileJava({ 'Wrapped.java': javaCode }),
    flag: '-Dwrapped=yes',
    raisedType: 'java.lang.IllegalArgumentException',
    seen: 'yes',
    early: {
      errorType: 'java.lang.ExceptionInInitializerError',
      errorMessage: 'Error loading class Wrapped',
    },
  },
];

for (const isolation of ['process', 'bubblewrap'] as const) {
  const noSandbox = isolation === 'bubblewrap' && missingTool('bwrap');
  for (const language of languages) {
    const skip = language.skip || noSandbox || missingTool('/bin/bash');
    describe(`${language.name} over HTTP, isolation ${isolation}`, { skip }, () => {
      let world: LaunchedWorld;
      let files: Files;
      before(async () => {
        world = await openLaunchedWorld(isolation);
        files = await language.files();
      });
      after(() => world.close());
      const { runtime, handler } = language;

      it('a wrapper gets its command line, and all the rest is as ever', async () => {
        const wrapper = `#!/bin/bash\nprogram=$1\nshift\nexec "$program" ${language.flag} "$@"\n`;
        const variables = { AWS_LAMBDA_EXEC_WRAPPER: '/opt/wrapper' };
        const version = { runtime, handler, variables, timeoutSeconds: 30, memoryMiB: 256 };
        const fn = await world.deploy(files, version, { wrapper });
        await answersAsEver(fn, language);
      });

      it('what fails while the handler is loaded is the answer', async () => {
        const variables = { AWS_LAMBDA_EXEC_WRAPPER: '/opt/wrapper', EARLY: '1' };
        const version = { runtime, handler, variables, timeoutSeconds: 30 };
        const fn = await world.deploy(files, version, { wrapper: '#!/bin/sh\nexec "$@"\n' });
        const { text, failed } = await fn.invoke({});
        assert.equal(failed, true);
        const { errorType, errorMessage } = JSON.parse(text);
        assert.deepEqual({ errorType, errorMessage }, language.early);
      });

      it('an external extension hears of each event too', async () => {
        const version = { runtime, handler, timeoutSeconds: 30 };
        const fn = await world.deploy(files, version, { 'extensions/agent': bashExtension });
        for (const event of [{ n: 1 }, { n: 2 }]) {
          const { text, log } = await fn.invoke(event, { logTail: true });
          assert.deepEqual(JSON.parse(text).event, event);
          assert.match(log, /heard INVOKE /);
        }
        const lines = await world.endOf(fn, /^heard SHUTDOWN ":"spindown"/);
        assert.ok(lines.includes('EXTENSION\tName: agent\tState: Ready\tEvents: [INVOKE, SHUTDOWN]\n'));
      });
    });
  }
}

async function answersAsEver(
  fn: Awaited<ReturnType<LaunchedWorld['deploy']>>,
  { seen, raisedType }: Language,
): Promise<void> {
  const request = { clientContext: '{"custom":{"k":"ä"}}', traceId: 'Root=1-2-3', logTail: true };
  const { text, log } = await fn.invoke({ ü: '€' }, request);
  const { transport, ...rest } = JSON.parse(text);
  assert.equal(transport ?? undefined, undefined);
  assert.deepEqual(rest, {
    event: { ü: '€' },
    count: 1,
    id: 'request-1',
    left: true,
    arn: `arn:aws:lambda:us-east-1:000000000000:function:${fn.record.name}`,
    custom: { k: 'ä' },
    trace: 'Root=1-2-3',
    seen,
  });
  assert.match(log, /\nlogged/);
  assert.match(log, /raw\n/);
  const failed = await fn.invoke({ fail: 'nö' });
  assert.equal(failed.failed, true);
  const { errorType, errorMessage } = JSON.parse(failed.text);
  assert.deepEqual([errorType, errorMessage], [raisedType, 'nö']);
  assert.match((await fn.invoke({ large: 6_291_600 })).text, /Function.ResponseSizeTooLarge/);
  const { id, count, custom } = JSON.parse((await fn.invoke({})).text);
  assert.deepEqual([id, count], ['request-4', 4], 'the same environment goes on');
  assert.equal(custom ?? undefined, undefined);
}
