/** `npm run bench:logs`: what finding something among a million lines of one stream costs, beside what a filtered page may take. */
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
import { median, ratio } from './table.ts';

const { values } = parseArgs({
  options: { lines: { type: 'string', default: '1000000' }, padding: { type: 'string', default: '0' } },
});
const lines = Number(values.lines);
const padding = 'x'.repeat(Number(values.padding));
/** Milliseconds that every filtered page has on a machine that does nothing else. */
const pageMs = 50;
/** As dear as expressions get: a thousand steps for every character, and no match. */
const dearRegex = '%.{0,1000}@%';
const linesPerPut = Math.min(10_000, Math.floor(1_000_000 / (padding.length + 60)));
const pages = 50;
const stream = { logGroupName: 'bench', logStreamName: 's' };

await withFolder(async (folder, start) => {
  const lambent = await start(folder);
  let logs = clientOf(lambent.endpoint);
  const firstMs = Date.now() - lines;
  const put = await fill(logs, firstMs);
  const at = (page: number) => firstMs + Math.floor((lines / pages) * page);
  const measured = async (ask: (page: number) => Promise<unknown>) => {
    const tookMs: number[] = [];
    for (let page = 0; page < pages; page += 1) tookMs.push(await timed(() => ask(page)));
    return tookMs;
  };
  const search = { logGroupName: stream.logGroupName, limit: 100 };
  const find = (filterPattern: string) => (page: number) =>
    logs.send(new FilterLogEventsCommand({ ...search, filterPattern, startTime: at(page) }));
  const read = (page: number) =>
    logs.send(new GetLogEventsCommand({ ...stream, limit: 100, startTime: at(page), startFromHead: true }));
  console.log(`\n${lines} lines in one stream; pages of 100 events, milliseconds\n`);
  console.log(`| | p50 | max | slowest page ÷ ${pageMs} ms |\n|---|---:|---:|---:|`);
  print(`PutLogEvents of ${linesPerPut}`, put);
  print('FilterLogEvents, 1 line in 100 matches', await measured(find('{ $.level = "ERROR" }')), pageMs);
  print('FilterLogEvents, nothing matches', await measured(find('"no such text"')), pageMs);
  print('FilterLogEvents, a dear expression', await measured(find(dearRegex)), pageMs);
  print('GetLogEvents', await measured(read), pageMs);
  await lambent.stop();
  logs = clientOf((await start(folder)).endpoint);
  print('the first page after a restart', [await timed(() => find('"no such text"')(0))]);
});

function clientOf(endpoint: string): CloudWatchLogsClient {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  return new CloudWatchLogsClient({ endpoint, region: 'us-east-1', credentials });
}

/** A line a millisecond. What each request took. */
async function fill(logs: CloudWatchLogsClient, firstMs: number): Promise<number[]> {
  await logs.send(new CreateLogGroupCommand({ logGroupName: stream.logGroupName }));
  await logs.send(new CreateLogStreamCommand(stream));
  const tookMs: number[] = [];
  for (let first = 0; first < lines; first += linesPerPut) {
    const logEvents = Array.from({ length: linesPerPut }, (_, index) => ({
      timestamp: firstMs + first + index,
      message: `{"n":${first + index},"level":"${index % 100 === 0 ? 'ERROR' : 'INFO'}"}${padding}`,
    }));
    tookMs.push(await timed(() => logs.send(new PutLogEventsCommand({ ...stream, logEvents }))));
  }
  return tookMs;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}

function print(what: string, tookMs: readonly number[], mayTakeMs?: number): void {
  const slowestMs = Math.max(...tookMs);
  const ofLimit = mayTakeMs === undefined ? '' : ratio(slowestMs / mayTakeMs);
  console.log(`| ${what} | ${median(tookMs).toFixed(1)} | ${slowestMs.toFixed(1)} | ${ofLimit} |`);
}
