/** `npm run bench:logs`: what finding something among a million lines of one stream costs. Prints figures, promises nothing. */
import { parseArgs } from 'node:util';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { withFolder } from '../conformance/lambent-process.ts';
import { median } from './table.ts';

const { values } = parseArgs({ options: { lines: { type: 'string', default: '1000000' } } });
const lines = Number(values.lines);
const linesPerPut = 10_000;
const pages = 50;
const stream = { logGroupName: 'bench', logStreamName: 's' };

await withFolder(async (folder, start) => {
  const { endpoint } = await start(folder);
  const logs = new CloudWatchLogsClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  await logs.send(new CreateLogGroupCommand({ logGroupName: stream.logGroupName }));
  await logs.send(new CreateLogStreamCommand(stream));
  const firstMs = Date.now() - lines;
  const put: number[] = [];
  for (let first = 0; first < lines; first += linesPerPut) {
    const logEvents = Array.from({ length: linesPerPut }, (_, index) => ({
      timestamp: firstMs + first + index,
      message: `{"n":${first + index},"level":"${index % 100 === 0 ? 'ERROR' : 'INFO'}"}`,
    }));
    put.push(await timed(() => logs.send(new PutLogEventsCommand({ ...stream, logEvents }))));
  }
  const search = { logGroupName: stream.logGroupName, limit: 100 };
  const at = (page: number) => firstMs + Math.floor((lines / pages) * page);
  const measured = async (ask: (page: number) => Promise<unknown>) => {
    const tookMs: number[] = [];
    for (let page = 0; page < pages; page += 1) tookMs.push(await timed(() => ask(page)));
    return tookMs;
  };
  console.log(`\n${lines} lines in one stream; pages of 100 events, milliseconds\n`);
  console.log('| | p50 | max |\n|---|---:|---:|');
  print(`PutLogEvents of ${linesPerPut}`, put);
  const find = (filterPattern: string) => (page: number) =>
    logs.send(new FilterLogEventsCommand({ ...search, filterPattern, startTime: at(page) }));
  print('FilterLogEvents, 1 line in 100 matches', await measured(find('{ $.level = "ERROR" }')));
  print('FilterLogEvents, nothing matches', await measured(find('"no such text"')));
  const read = (page: number) =>
    logs.send(new GetLogEventsCommand({ ...stream, limit: 100, startTime: at(page), startFromHead: true }));
  print('GetLogEvents', await measured(read));
});

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}

function print(what: string, tookMs: readonly number[]): void {
  console.log(`| ${what} | ${median(tookMs).toFixed(1)} | ${Math.max(...tookMs).toFixed(1)} |`);
}
