/** Sends events while Lambent is killed again and again, and accounts for every one that was accepted: shared by the test and the soak. */
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type LambentProcess, withFolder } from '../lambent-process.ts';
import { type RawApi, rawApi } from '../raw-api.ts';
import { zipOf } from '../zip.ts';

const clients = 4;
/** What the function has reserved: so many events at most are in flight when a kill comes. */
const inFlightMax = 4;
const functions = '/2015-03-31/functions';
/** Every so many events is too large for a message of the queue. */
const largeEvery = 10;
const largeBytes = 100_000;
/** After the last kill, until an event counts as lost: longer than a retry after a failed run takes. */
const runWithinMs = 5 * 60_000;

/** Elsewhere functions see every Lambent at the same port. */
const sharedNetwork = ['--network', 'host'];

/** Tells the test that an event has reached it, and of which Lambent: each has a port of its own. */
const handler = `
const http = require('node:http');
const { port } = new URL(process.env.AWS_ENDPOINT_URL);
exports.handler = ({ url, id }) => new Promise((resolve, reject) => {
  http.get(url + '/' + id + '/' + port, (answer) => answer.resume().on('end', resolve)).on('error', reject);
});`;

/** `repeated` are the events that were run more than once. */
export type Accounts = { readonly accepted: number; readonly runs: number; readonly repeated: number };

/**
 * Kills Lambent `rounds` times, each time after up to `acceptedMax` events. Resolves when each accepted event has been run, and rejects
 * when one was run more often than at-least-once demands.
 */
export async function sendEventsUnderKill(rounds: number, acceptedMax: number): Promise<Accounts> {
  const arrivals = await openArrivals();
  try {
    return await withFolder(async (folder, start) => {
      const accepted = new Set<string>();
      let lambent = await start(folder, sharedNetwork);
      await createFunction(rawApi(lambent.endpoint, 'lambda'));
      for (let round = 0; round < rounds; round += 1) {
        await sendUntilKilled(lambent, `r${round}`, arrivals.url, accepted, randomInt(1, acceptedMax + 1));
        lambent = await start(folder, sharedNetwork);
      }
      await arrivals.haveAll(accepted, runWithinMs);
      assert.equal(await lambent.stop(), 0);
      return { accepted: accepted.size, ...countRuns(arrivals.portsOf) };
    });
  } finally {
    await arrivals.close();
  }
}

/** Of every event, the Lambents that ran it: none of them twice, and of those that one ran another runs only what was in flight. */
function countRuns(portsOf: ReadonlyMap<string, readonly string[]>): Omit<Accounts, 'accepted'> {
  const cutShort = new Map<string, number>();
  let runs = 0;
  let repeated = 0;
  for (const [id, ports] of portsOf) {
    assert.equal(new Set(ports).size, ports.length, `${id} was run twice without a kill in between`);
    runs += ports.length;
    if (ports.length > 1) repeated += 1;
    for (const port of ports.slice(0, -1)) cutShort.set(port, (cutShort.get(port) ?? 0) + 1);
  }
  for (const count of cutShort.values())
    assert.ok(count <= inFlightMax, `${count} events were run again after one kill`);
  return { runs, repeated };
}

async function createFunction(api: RawApi): Promise<void> {
  const { status } = await api('POST', functions, {
    FunctionName: 'fn',
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
    Role: 'arn:aws:iam::000000000000:role/r',
    Timeout: 30,
    Code: { ZipFile: (await zipOf({ 'index.js': handler })).toString('base64') },
  });
  assert.equal(status, 201);
  const reserved = { ReservedConcurrentExecutions: inFlightMax };
  assert.equal((await api('PUT', '/2017-10-31/functions/fn/concurrency', reserved)).status, 200);
  for (;;) {
    const { body } = await api('GET', `${functions}/fn/configuration`);
    if (body.State === 'Active') return;
    assert.equal(body.State, 'Pending');
  }
}

/** Every client sends one event after the other until Lambent is gone. What was answered 202 counts, whenever the kill came. */
async function sendUntilKilled(
  lambent: LambentProcess,
  round: string,
  url: string,
  accepted: Set<string>,
  count: number,
): Promise<void> {
  const api = rawApi(lambent.endpoint, 'lambda');
  let left = count;
  let killed: Promise<void> | undefined;
  const client = async (name: string): Promise<void> => {
    for (let number = 0; ; number += 1) {
      const id = `${name}-${number}`;
      const padding = number % largeEvery === 0 ? 'x'.repeat(largeBytes) : '';
      const answer = await api(
        'POST',
        `${functions}/fn/invocations`,
        { url, id, padding },
        {
          'x-amz-invocation-type': 'Event',
        },
      ).catch(() => undefined);
      if (answer === undefined) return;
      assert.equal(answer.status, 202, JSON.stringify(answer.body));
      accepted.add(id);
      left -= 1;
      if (left <= 0) killed ??= lambent.kill();
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, index) => client(`${round}c${index}`)));
  await killed;
}

/** Where the function says which events it was run with. */
async function openArrivals() {
  const portsOf = new Map<string, string[]>();
  let told = Promise.withResolvers<void>();
  const server = createServer((request, response) => {
    const [, id = '', port = ''] = (request.url ?? '').split('/');
    portsOf.set(id, [...(portsOf.get(id) ?? []), port]);
    told.resolve();
    response.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    /** By event, which Lambents ran it: their ports. */
    portsOf,
    /** Waits until every one of them has come; rejects with those that have not, `withinMs` from now. */
    async haveAll(expected: ReadonlySet<string>, withinMs: number): Promise<void> {
      const missing = () => [...expected].filter((id) => !portsOf.has(id));
      const lost = Promise.withResolvers<never>();
      const overdue = setTimeout(() => lost.reject(new Error(`never run: ${missing().join(' ')}`)), withinMs);
      try {
        while (missing().length > 0) {
          told = Promise.withResolvers();
          await Promise.race([told.promise, lost.promise]);
        }
      } finally {
        clearTimeout(overdue);
      }
    },
    async close(): Promise<void> {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
