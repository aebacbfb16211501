/** Functions go on where their logs cannot be kept. */
import assert from 'node:assert/strict';
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { DescribeLogStreamsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { withFolder } from '../lambent-process.ts';
import { skipUnless } from '../tool.ts';
import { logsClientOf, openWriter } from './writer.ts';

const noModes = skipUnless(process.platform !== 'win32', 'Windows has no file modes to take away');

test(
  'a log folder that cannot be written costs log lines, says so once, and no invocation',
  { skip: noModes, timeout: 60_000 },
  () =>
    withFolder(async (folder, start) => {
      const lambent = await start(folder);
      const { endpoint } = lambent;
      const writer = await openWriter(endpoint, 'writer', 'console.log(event.word);');
      const { logGroupName } = writer;
      /** Describing streams writes first what waits to be written. */
      const written = () => logsClientOf(endpoint).send(new DescribeLogStreamsCommand({ logGroupName }));
      await writer.invoke({ word: 'before' });
      await written();
      const logFolder = join(folder, 'logs');
      await chmod(logFolder, 0o000);
      try {
        for (let round = 0; round < 3; round += 1) {
          await writer.invoke({ word: 'meanwhile' });
          await written();
        }
      } finally {
        await chmod(logFolder, 0o700);
      }
      await writer.invoke({ word: 'after' });
      const log = (await writer.messages()).join('');
      assert.match(
        log,
        /before\n[\s\S]*after\n[\s\S]*\[Lambent\] \d+ log events were dropped: they could not be stored\.\n$/,
      );
      assert.doesNotMatch(log, /meanwhile/);
      const said = lambent.output().match(/.*function logs cannot be written.*/g);
      assert.equal(said?.length, 1, lambent.output());
      assert.match(said[0], /\/aws\/lambda\/writer.*EACCES/);
      assert.doesNotMatch(lambent.output(), /\n\s+at /);
    }),
);
