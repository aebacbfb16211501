import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { it } from 'node:test';
import { promisify } from 'node:util';
import { missingForRootsNetworks } from '../../../conformance/missing-for-networks.ts';
import { missingTool } from '../../../conformance/tool.ts';

const run = promisify(execFile);
const skip = missingForRootsNetworks() || missingTool('unshare');

/** Many Lambents that begin and end at the same time, on a host of their own: a network namespace has its own switch and tables. */
const script = `
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { endForwarding, startForwarding } from '${new URL('./host-forwarding.ts', import.meta.url).href}';
const which = (name) => execFileSync('/bin/sh', ['-c', 'command -v ' + name], { encoding: 'utf8' }).trim();
const programs = { nft: which('nft'), flock: which('flock') };
const file = '/proc/sys/net/ipv4/ip_forward';
const read = () => readFileSync(file, 'latin1').trim();
writeFileSync(file, process.argv[1]);
const seen = { said: new Set(), during: new Set() };
const live = async (tag) => {
  for (let round = 0; round < 4; round += 1) {
    seen.said.add(await startForwarding(programs, tag));
    seen.during.add(read());
    await endForwarding(programs, tag);
  }
};
await Promise.all(['000001', '00000a', 'abcdef'].map(live));
const tables = execFileSync(programs.nft, ['list', 'tables'], { encoding: 'utf8' });
console.log(JSON.stringify([[...seen.said], [...seen.during], read(), tables]));
`;

for (const before of ['0', '1'] as const)
  it(`Lambents that come and go at once leave forwarding as it was: ${before}`, { skip }, async () => {
    const node = [process.execPath, ...process.execArgv, '--input-type=module', '-e', script, before];
    const { stdout } = await run('unshare', ['--net', '--', ...node]);
    assert.deepEqual(JSON.parse(stdout), [[before === '1'], ['1'], before, '']);
  });
