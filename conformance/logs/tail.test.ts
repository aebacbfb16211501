/** `aws logs tail --follow`: the command itself, and what it asks for. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { type FilteredLogEvent, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { follow, withFolder } from '../lambent-process.ts';
import { skipUnless } from '../tool.ts';
import { logsClientOf, openWriter } from './writer.ts';

/** Of the version 2 that has `logs tail`. Debian's package is one; pip's, which has not, may stand before it in the path. */
const awsTail = ['aws', '/usr/bin/aws'].find((command) => versionOf(command).startsWith('aws-cli/2.'));

function versionOf(command: string): string {
  return spawnSync(command, ['--version'], { encoding: 'utf8', timeout: 30_000 }).stdout ?? '';
}

const missingTail = skipUnless(
  awsTail !== undefined,
  'the AWS CLI in version 2, which has `logs tail`, is not installed here',
);

/** Polls as the AWS CLI does: all pages, then again from the newest time; within that time it knows events by their ids. */
async function* followed(endpoint: string, logGroupName: string, startTime: number) {
  const logs = logsClientOf(endpoint);
  let from = startTime;
  let nextToken: string | undefined;
  let seen = new Map<number, Set<string>>();
  for (;;) {
    const input = { logGroupName, interleaved: true, startTime: from };
    const page = await logs.send(
      new FilterLogEventsCommand(nextToken === undefined ? input : { ...input, nextToken }),
    );
    for (const event of page.events ?? []) {
      const { timestamp = 0, eventId = '' } = event;
      const ids = seen.get(timestamp) ?? new Set();
      if (!ids.has(eventId)) yield { event, pages: nextToken === undefined ? 1 : 2 };
      seen.set(timestamp, ids.add(eventId));
    }
    const newest = Math.max(...seen.keys());
    if (seen.size > 0) seen = new Map([[newest, seen.get(newest) ?? new Set()]]);
    ({ nextToken } = page);
    if (nextToken === undefined && seen.size > 0) from = newest;
  }
}

const writeLines = `for (let n = event.from; n < event.to; n += 1) console.log('line ' + n + ' ' + 'x'.repeat(event.pad));`;

test('who polls as the AWS CLI does gets every line once while a function writes', { timeout: 60_000 }, () =>
  withFolder(async (folder, start) => {
    const { endpoint } = await start(folder);
    const writer = await openWriter(endpoint, 'writer', writeLines);
    const batch = 400;
    const batches = 8;
    const write = (first: number) =>
      writer.invoke({ from: first * batch, to: (first + 1) * batch, pad: 600 });
    const startTime = Date.now() - 600_000;
    // More than one page before it begins to follow.
    for (let first = 0; first < batches - 3; first += 1) await write(first);
    const writing = (async () => {
      for (let first = batches - 3; first < batches; first += 1) await write(first);
    })();
    const lines: FilteredLogEvent[] = [];
    let pages = 1;
    let reports = 0;
    for await (const found of followed(endpoint, writer.logGroupName, startTime)) {
      pages = Math.max(pages, found.pages);
      if (found.event.message?.startsWith('REPORT')) reports += 1;
      else if (found.event.message?.includes('line')) lines.push(found.event);
      if (reports === batches) break;
    }
    await writing;
    const numbers = lines.map(({ message = '' }) => Number(/line (\d+)/.exec(message)?.[1]));
    assert.deepEqual(
      numbers,
      Array.from({ length: batches * batch }, (_, n) => n),
    );
    assert.equal(pages, 2, 'a token was followed');
  }),
);

test(
  'aws logs tail --follow prints what there is, then what comes, each line once',
  { skip: missingTail },
  () =>
    withFolder(async (folder, start) => {
      const { endpoint } = await start(folder);
      const writer = await openWriter(endpoint, 'writer', writeLines);
      await writer.invoke({ from: 0, to: 2, pad: 0 });
      const tail = follow(
        spawn(
          awsTail ?? '',
          ['logs', 'tail', writer.logGroupName, '--follow', '--format', 'short', '--endpoint-url', endpoint],
          {
            env: {
              PATH: process.env.PATH,
              HOME: folder,
              AWS_ACCESS_KEY_ID: 'test',
              AWS_SECRET_ACCESS_KEY: 'test',
              AWS_DEFAULT_REGION: 'us-east-1',
              PYTHONUNBUFFERED: '1',
            },
          },
        ),
      );
      try {
        await tail.until(/line 1\s[\s\S]*REPORT/);
        await writer.invoke({ from: 2, to: 4, pad: 0 });
        await tail.until(/line 3\s[\s\S]*REPORT/);
        await writer.invoke({ from: 4, to: 5, pad: 0 });
        const printed = await tail.until(/line 4\s[\s\S]*REPORT/);
        const lines = printed.match(/line \d+/g);
        assert.deepEqual(lines, ['line 0', 'line 1', 'line 2', 'line 3', 'line 4']);
        assert.match(printed, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d INIT_START /);
      } finally {
        await tail.end();
      }
    }),
);
