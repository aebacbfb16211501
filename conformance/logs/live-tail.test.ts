/** StartLiveTail as the SDK meets it: an event stream that goes on until somebody leaves. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
  StartLiveTailCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { withFolder } from '../lambent-process.ts';
import { logsClientOf, openWriter } from './writer.ts';

/** Of one account. Source: CloudWatch Logs quotas. */
const sessionsMax = 15;
const updateEventsMax = 500;

const writeWords = 'for (const word of event.words) console.log(word);';

async function startTail(endpoint: string, logGroupIdentifiers: string[], logEventFilterPattern?: string) {
  const client = logsClientOf(endpoint);
  const { responseStream } = await client.send(
    new StartLiveTailCommand({
      logGroupIdentifiers,
      ...(logEventFilterPattern && { logEventFilterPattern }),
    }),
  );
  assert.ok(responseStream);
  const events = responseStream[Symbol.asyncIterator]();
  const { sessionStart } = (await events.next()).value ?? {};
  assert.ok(sessionStart);
  return {
    sessionStart,
    /** The next update that has something to show. */
    async found() {
      for (;;) {
        const { sessionUpdate } = (await events.next()).value ?? {};
        assert.ok(sessionUpdate);
        if (sessionUpdate.sessionResults?.length) return sessionUpdate;
      }
    },
    /** Cuts the connection, as who presses Ctrl-C. */
    leave: () => client.destroy(),
  };
}

test('Live Tail shows what matches in two groups as it is logged', { timeout: 60_000 }, () =>
  withFolder(async (folder, start) => {
    const { endpoint } = await start(folder);
    const writers = [
      await openWriter(endpoint, 'one', writeWords),
      await openWriter(endpoint, 'two', writeWords),
    ];
    const groups = writers.map(({ logGroupArn }) => logGroupArn);
    const logs = logsClientOf(endpoint);
    for (const { logGroupName } of writers) await logs.send(new CreateLogGroupCommand({ logGroupName }));
    const tail = await startTail(endpoint, groups, 'ERROR');
    assert.match(tail.sessionStart.sessionId ?? '', /^[0-9a-f-]{36}$/);
    assert.deepEqual(tail.sessionStart.logGroupIdentifiers, groups);
    assert.equal(tail.sessionStart.logEventFilterPattern, 'ERROR');
    const messages: string[] = [];
    for (const [index, writer] of writers.entries()) {
      await writer.invoke({ words: ['fine', `ERROR ${index}`] });
      const { sessionResults = [], sessionMetadata } = await tail.found();
      assert.equal(sessionMetadata?.sampled, false);
      const [event, another] = sessionResults;
      assert.equal(another, undefined);
      assert.equal(event?.logGroupIdentifier, `000000000000:${writer.logGroupName}`);
      assert.match(event.logStreamName ?? '', /^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/);
      assert.ok((event.timestamp ?? 0) > 0 && (event.ingestionTime ?? 0) > 0);
      messages.push(event.message ?? '');
    }
    assert.match(messages.join(''), /ERROR 0[\s\S]*ERROR 1/);
    tail.leave();
  }),
);

test('an update of more events than it may hold says that it is a sample', { timeout: 60_000 }, () =>
  withFolder(async (folder, start) => {
    const { endpoint } = await start(folder);
    const stream = { logGroupName: 'group', logStreamName: 'stream' };
    const logs = logsClientOf(endpoint);
    await logs.send(new CreateLogGroupCommand(stream));
    await logs.send(new CreateLogStreamCommand(stream));
    const tail = await startTail(endpoint, ['arn:aws:logs:us-east-1:000000000000:log-group:group']);
    const timestamp = Date.now();
    const logEvents = Array.from({ length: updateEventsMax + 1 }, (_, n) => ({ timestamp, message: `${n}` }));
    await logs.send(new PutLogEventsCommand({ ...stream, logEvents }));
    const { sessionMetadata, sessionResults } = await tail.found();
    assert.equal(sessionMetadata?.sampled, true);
    assert.equal(sessionResults?.length, updateEventsMax);
    tail.leave();
  }),
);

test('clients that leave make room for as many others', { timeout: 60_000 }, () =>
  withFolder(async (folder, start) => {
    const { endpoint } = await start(folder);
    await logsClientOf(endpoint).send(new CreateLogGroupCommand({ logGroupName: 'group' }));
    const open = () => startTail(endpoint, ['arn:aws:logs:us-east-1:000000000000:log-group:group']);
    const tails = await Promise.all(Array.from({ length: sessionsMax }, open));
    await assert.rejects(open(), { name: 'LimitExceededException' });
    for (const tail of tails) tail.leave();
    // The server hears of it soon, not at once.
    let others: Awaited<ReturnType<typeof open>>[] = [];
    while (others.length < sessionsMax) {
      try {
        others = [...others, await open()];
      } catch (error) {
        assert.equal((error as Error).name, 'LimitExceededException');
      }
    }
    for (const tail of others) tail.leave();
  }),
);
