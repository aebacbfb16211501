import assert from 'node:assert/strict';
import { it } from 'node:test';
import { forwardChainsIn, legacyObstacleIn, obstacleIn } from './forward-policy.ts';

const entry = (chain: object) => ({ chain: { handle: 1, ...chain } });
const base = { type: 'filter', hook: 'forward', prio: 0 };
const json = (...entries: object[]) =>
  JSON.stringify({ nftables: [{ metainfo: { json_schema_version: 1 } }, ...entries] });

/** As `nft` 1.0.6 says it. */
const docker = { family: 'ip', table: 'filter' };
const forward = entry({ ...docker, name: 'FORWARD', ...base, policy: 'drop' });
const dockerUser = entry({ ...docker, name: 'DOCKER-USER' });
const iifname = (right: string) => ({ match: { op: '==', left: { meta: { key: 'iifname' } }, right } });
const ruleOf = (chain: string, ...expr: object[]) => ({ rule: { ...docker, chain, handle: 4, expr } });
const bridges = ruleOf('FORWARD', iifname('docker0'), { accept: null });

it('finds the chains of others that packets of functions have to pass', () => {
  const chains = json(
    forward,
    dockerUser,
    entry({ family: 'inet', table: 'lambent_00001f', name: 'forward', ...base, policy: 'accept' }),
    entry({ family: 'ip6', table: 'filter', name: 'FORWARD', ...base, policy: 'drop' }),
    entry({ family: 'inet', table: 'firewalld', name: 'filter_FORWARD', ...base, policy: 'accept' }),
    entry({ family: 'ip', table: 'filter', name: 'INPUT', ...base, hook: 'input', policy: 'drop' }),
  );
  assert.deepEqual(forwardChainsIn(chains), [
    { family: 'ip', table: 'filter', name: 'FORWARD' },
    { family: 'inet', table: 'firewalld', name: 'filter_FORWARD' },
  ]);
  assert.deepEqual(forwardChainsIn('{"nftables": ['), []);
});

it('a policy that drops is in the way, unless what functions send is accepted', () => {
  const found = obstacleIn(json(dockerUser, forward, bridges));
  assert.equal(
    found?.finding,
    'the chain FORWARD of the table ip filter drops what functions send to the outside',
  );
  assert.match(found?.remedy ?? '', /^nft insert rule ip filter DOCKER-USER iifname "lmbt\*" accept && /);
  const plain = obstacleIn(json(forward));
  assert.match(plain?.remedy ?? '', /^nft insert rule ip filter FORWARD /);
  const told = ruleOf(
    'DOCKER-USER',
    iifname('lmbt*'),
    { counter: { packets: 0, bytes: 0 } },
    { accept: null },
  );
  assert.equal(obstacleIn(json(dockerUser, forward, told, bridges)), undefined);
  const accepts = entry({ ...docker, name: 'FORWARD', ...base, policy: 'accept' });
  assert.equal(obstacleIn(json(accepts, bridges)), undefined);
});

it('a last rule that rejects all is in the way like a policy', () => {
  const firewalld = { family: 'inet', table: 'firewalld' };
  const chain = entry({ ...firewalld, name: 'filter_FORWARD', ...base, policy: 'accept' });
  const rejectAll = {
    rule: {
      ...firewalld,
      chain: 'filter_FORWARD',
      handle: 9,
      expr: [{ counter: {} }, { reject: { type: 'icmpx' } }],
    },
  };
  const other = {
    rule: { ...firewalld, chain: 'filter_FORWARD', handle: 8, expr: [iifname('eth1'), { reject: {} }] },
  };
  assert.match(
    obstacleIn(json(chain, other, rejectAll))?.remedy ?? '',
    /^firewall-cmd .*--add-source=198\.18\.0\.0\/15/,
  );
  assert.equal(obstacleIn(json(chain, rejectAll, other)), undefined);
});

it('iptables of old says it in its own words', () => {
  const text = '-P INPUT ACCEPT\n-P FORWARD DROP\n-N DOCKER-USER\n-A FORWARD -j DOCKER-USER\n';
  assert.match(legacyObstacleIn(text)?.remedy ?? '', /^iptables-legacy -I DOCKER-USER -i lmbt\+ -j ACCEPT/);
  assert.equal(legacyObstacleIn(`${text}-A DOCKER-USER -i lmbt+ -j ACCEPT\n`), undefined);
  assert.equal(legacyObstacleIn('-P FORWARD ACCEPT\n'), undefined);
});
