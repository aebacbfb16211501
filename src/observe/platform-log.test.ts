import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { test } from 'node:test';
import { createPlatformLog, type LogLevel } from './platform-log.ts';

function open(level: LogLevel, isTTY: boolean) {
  const lines: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  return { lines, log: createPlatformLog({ level, stream: Object.assign(stream, { isTTY }) }) };
}

test('one readable line an event on a terminal, whatever the fields hold', () => {
  const { lines, log } = open('info', true);
  log.info('listening', { endpoint: 'http://127.0.0.1:4566', functions: 3 });
  log.warn('odd\nname', { name: 'a\u001b[31mb', list: [1] });
  log.debug('not shown');
  assert.match(
    lines[0] ?? '',
    /^\d\d:\d\d:\d\d info {2}listening {2}endpoint=http:\/\/127\.0\.0\.1:4566 {2}functions=3\n$/,
  );
  assert.match(
    lines[1] ?? '',
    /^\d\d:\d\d:\d\d warn {2}"odd\\nname" {2}name="a\\u001b\[31mb" {2}list=\[1\]\n$/,
  );
  assert.equal(lines.length, 2);
});

test('JSON elsewhere', () => {
  const { lines, log } = open('debug', false);
  log.error('failed', { id: 'x' });
  log.debug('detail');
  const [failed, detail] = lines.map((line) => JSON.parse(line));
  assert.deepEqual([failed.level, failed.msg, failed.id], ['error', 'failed', 'x']);
  assert.match(failed.time, /^\d{4}-\d\d-\d\dT/);
  assert.equal(detail.level, 'debug');
});

test('silence', () => {
  const { lines, log } = open('silent', true);
  log.error('nothing');
  assert.deepEqual(lines, []);
});
