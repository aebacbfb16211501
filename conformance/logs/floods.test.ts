/** What functions write that is too much, or is no text, or has no end. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type CloudWatchLogsClient,
  DescribeLogStreamsCommand,
  GetLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { withFolder } from '../lambent-process.ts';
import { logsClientOf, openWriter } from './writer.ts';

/** Writes to standard output what the event says in base64, `times` times with a number in front if it says how often. */
const writeBytes = `
const write = (bytes) => new Promise((resolve) => process.stdout.write(bytes, resolve));
const bytes = Buffer.from(event.bytes, 'base64');
if (event.times === undefined) await write(bytes);
for (let n = 0; n < event.times; n += 1) await write(n + ' ' + bytes);`;

/** The messages of a group's only stream, from its head, as GetLogEvents pages them. */
async function streamMessages(logs: CloudWatchLogsClient, logGroupName: string): Promise<string[]> {
  const { logStreams = [] } = await logs.send(new DescribeLogStreamsCommand({ logGroupName }));
  assert.equal(logStreams.length, 1);
  const stream = { logGroupName, logStreamName: logStreams[0]?.logStreamName ?? '', startFromHead: true };
  const messages: string[] = [];
  let nextToken: string | undefined;
  for (;;) {
    const page = await logs.send(new GetLogEventsCommand({ ...stream, ...(nextToken && { nextToken }) }));
    for (const { message = '' } of page.events ?? []) messages.push(message);
    if (page.nextForwardToken === nextToken) return messages;
    nextToken = page.nextForwardToken;
  }
}

const base64 = (text: string) => Buffer.from(text).toString('base64');

test(
  '100 MB of lines: each is there or counted as dropped, and the next invocation is logged as ever',
  { timeout: 120_000 },
  () =>
    withFolder(async (folder, start) => {
      const { endpoint } = await start(folder);
      const writer = await openWriter(endpoint, 'writer', writeBytes);
      const times = 1_600;
      const line = `${'x'.repeat(62_500)}\n`;
      await writer.invoke({ bytes: base64(line), times });
      await writer.invoke({ bytes: base64('after\n') });
      const messages = await streamMessages(logsClientOf(endpoint), writer.logGroupName);
      const numbers = messages.flatMap((message) =>
        message.endsWith(` ${line}`) ? [Number.parseInt(message, 10)] : [],
      );
      const dropped = messages
        .map((message) => Number(/^\[Lambent\] (\d+) log events were dropped/.exec(message)?.[1] ?? 0))
        .reduce((sum, events) => sum + events, 0);
      assert.equal(numbers.length + dropped, times);
      assert.deepEqual(
        numbers,
        [...new Set(numbers)].sort((a, b) => a - b),
        'in order, each once',
      );
      const last = messages.slice(messages.findLastIndex((message) => message.startsWith('START ')));
      assert.match(last.join(''), /^START RequestId: .*\nafter\nEND RequestId: .*\nREPORT RequestId: .*\n$/);
    }),
);

test('what is no UTF-8, and half a line, are events of the invocation that wrote them', () =>
  withFolder(async (folder, start) => {
    const { endpoint } = await start(folder);
    const writer = await openWriter(endpoint, 'writer', writeBytes);
    const invalid = Buffer.from([0x61, 0xff, 0xfe, 0xc3, 0x0a, 0x62, 0xe2, 0x82]);
    await writer.invoke({ bytes: invalid.toString('base64') });
    await writer.invoke({ bytes: base64('half a line') });
    await writer.invoke({ bytes: base64('whole\n') });
    const messages = await streamMessages(logsClientOf(endpoint), writer.logGroupName);
    assert.deepEqual(
      messages.map((message) => message.replace(/^(INIT_START|START|END|REPORT) .*\n$/, '$1')),
      [
        ...['INIT_START', 'START', 'a\ufffd\ufffd\ufffd\n', 'b\ufffd', 'END', 'REPORT'],
        ...['START', 'half a line', 'END', 'REPORT'],
        ...['START', 'whole\n', 'END', 'REPORT'],
      ],
    );
  }));
