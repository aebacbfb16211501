/** A subscription filter, from what one function prints to what another is handed. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { CreateLogGroupCommand, PutSubscriptionFilterCommand } from '@aws-sdk/client-cloudwatch-logs';
import { withFolder } from '../lambent-process.ts';
import { logsClientOf, openWriter } from './writer.ts';

type Delivered = {
  readonly logStream: string;
  readonly logEvents: readonly {
    readonly id: string;
    readonly timestamp: number;
    readonly message: string;
  }[];
};

test('what matches is delivered packed, with where it comes from', { timeout: 60_000 }, () =>
  withFolder(async (folder, start) => {
    const { endpoint } = await start(folder);
    const writer = await openWriter(endpoint, 'writer', 'for (const word of event.words) console.log(word);');
    const reader = await openWriter(endpoint, 'reader', "console.log('GOT ' + event.awslogs.data);");
    const logs = logsClientOf(endpoint);
    const { logGroupName } = writer;
    for (const group of [writer, reader])
      await logs.send(new CreateLogGroupCommand({ logGroupName: group.logGroupName }));
    await logs.send(
      new PutSubscriptionFilterCommand({
        logGroupName,
        filterName: 'errors',
        filterPattern: 'ERROR',
        destinationArn: reader.functionArn,
      }),
    );
    await writer.invoke({ words: ['fine', 'ERROR one', 'fine', 'ERROR zwölf'] });
    let got: string[] = [];
    while (got.length === 0) got = await reader.messages('GOT');
    assert.equal(got.length, 1);
    const data = /GOT (\S+)/.exec(got[0] ?? '')?.[1] ?? '';
    const { logEvents, logStream, ...message } = JSON.parse(
      gunzipSync(Buffer.from(data, 'base64')).toString(),
    ) as Delivered;
    assert.deepEqual(message, {
      messageType: 'DATA_MESSAGE',
      owner: '000000000000',
      logGroup: logGroupName,
      subscriptionFilters: ['errors'],
    });
    assert.match(logStream, /^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/);
    assert.deepEqual(
      logEvents.map((event) => event.message),
      await writer.messages('ERROR'),
    );
    assert.equal(new Set(logEvents.map(({ id }) => id)).size, 2);
    for (const { id, timestamp } of logEvents) {
      assert.match(id, /^\d{56}$/);
      assert.ok(Math.abs(Date.now() - timestamp) < 60_000);
    }
  }),
);
