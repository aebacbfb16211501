/** `npm run bench:control-plane`: what creating and listing cost as functions grow in number. Prints figures, promises nothing. */
import { parseArgs } from 'node:util';
import { type LambentProcess, withFolder } from '../conformance/lambent-process.ts';
import { type RawAnswer, rawApi } from '../conformance/raw-api.ts';
import { zipOf } from '../conformance/zip.ts';
import { median, micros, ratio } from './table.ts';

const { values } = parseArgs({
  options: {
    functions: { type: 'string', default: '10000' },
    /** Requests in flight at once. */
    clients: { type: 'string', default: '4' },
  },
});
const functions = Number(values.functions);
const clients = Number(values.clients);
/** The first and the last so many creates are compared. */
const sample = Math.min(1_000, Math.floor(functions / 2));
/** A page's own time is its best of so many: the rest is what else this machine and this process's collector did. */
const listings = 5;

await withFolder(async (folder, start) => {
  const lambent = await start(folder);
  const createMs = await createAll(lambent);
  const [first, last] = [createMs.slice(0, sample), createMs.slice(-sample)];
  console.log(`\n${functions} functions, each with a package of its own, ${clients} clients\n`);
  console.log('| | p50 | p99 | max |\n|---|---:|---:|---:|');
  console.log(row(`create, first ${sample}`, first));
  console.log(row(`create, last ${sample}`, last));
  const passes: number[][] = [];
  for (let pass = 0; pass < listings; pass += 1) passes.push(await listAll(lambent));
  const [once = []] = passes;
  console.log(row('list page of 50, at once after the creates', once));
  const best = once.map((_, page) => Math.min(...passes.map((tookMs) => tookMs[page] ?? Number.NaN)));
  console.log(row(`list page of 50, each page's best of ${listings}`, best));
  console.log(`\nslowest page: ${best.indexOf(Math.max(...best)) + 1} of ${best.length}`);
  console.log(`create, last ÷ first: ${ratio(median(last) / median(first))} (p50)`);
});

/** How long each create took, in the order in which they were answered. */
async function createAll({ endpoint }: LambentProcess): Promise<number[]> {
  const api = rawApi(endpoint, 'lambda');
  const tookMs: number[] = [];
  let next = 0;
  const client = async (): Promise<void> => {
    while (next < functions) {
      const index = next;
      next += 1;
      const zip = await zipOf({ 'index.js': `exports.handler = async () => ${index};` });
      const body = JSON.stringify({
        FunctionName: `function-${String(index).padStart(6, '0')}`,
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Role: 'arn:aws:iam::000000000000:role/bench',
        Code: { ZipFile: zip.toString('base64') },
      });
      const startedMs = performance.now();
      const answer = await api('POST', '/2015-03-31/functions', body);
      tookMs.push(performance.now() - startedMs);
      expect(answer, 201);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return tookMs;
}

/** How long each page of ListFunctions took. */
async function listAll({ endpoint }: LambentProcess): Promise<number[]> {
  const api = rawApi(endpoint, 'lambda');
  const tookMs: number[] = [];
  let listed = 0;
  for (let query = ''; ; ) {
    const startedMs = performance.now();
    const answer = await api('GET', `/2015-03-31/functions?${query}`);
    tookMs.push(performance.now() - startedMs);
    expect(answer, 200);
    listed += (answer.body.Functions as unknown[]).length;
    if (answer.body.NextMarker === undefined) break;
    query = `Marker=${answer.body.NextMarker}`;
  }
  if (listed !== functions) throw new Error(`${listed} functions listed of ${functions}`);
  return tookMs;
}

function expect({ status, body }: RawAnswer, wanted: number): void {
  if (status !== wanted) throw new Error(`${status}: ${JSON.stringify(body)}`);
}

function row(what: string, tookMs: readonly number[]): string {
  const sorted = [...tookMs].sort((left, right) => left - right);
  const p99 = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.99))] ?? Number.NaN;
  return `| ${what} | ${micros(median(tookMs))} | ${micros(p99)} | ${micros(sorted.at(-1) ?? Number.NaN)} |`;
}
