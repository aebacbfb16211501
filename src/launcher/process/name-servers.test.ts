import assert from 'node:assert/strict';
import { it } from 'node:test';
import { nameServersOf } from './name-servers.ts';

const outer = '198.18.0.1';
const read = (text: string) => {
  const { loopback, unanswered, textFor } = nameServersOf('/etc/resolv.conf', text);
  return { loopback, answered: unanswered === undefined, text: textFor(outer) };
};

it('leaves the host’s file as it is where everyone in it can be asked', () => {
  const text = 'search example.com\nnameserver 10.0.0.2\nnameserver fd00::53\n';
  assert.deepEqual(read(text), { loopback: undefined, answered: true, text: undefined });
});

it('has the host’s end of the network asked instead of a resolver on the host’s loopback', () => {
  assert.deepEqual(read('# dnsmasq\nnameserver 127.0.0.1\nnameserver\t10.0.0.2\noptions ndots:2\n'), {
    loopback: '127.0.0.1',
    answered: true,
    text: `nameserver ${outer}\nnameserver 10.0.0.2\n# dnsmasq\noptions ndots:2\n`,
  });
  const two = read('nameserver 127.0.0.2\nnameserver 127.0.0.1\nnameserver ::1\n');
  assert.deepEqual(two, { loopback: '127.0.0.2', answered: true, text: `nameserver ${outer}\n` });
});

it('takes a file that names nobody for the host’s own resolver', () => {
  assert.deepEqual(read('search lan\n'), {
    loopback: '127.0.0.1',
    answered: true,
    text: `nameserver ${outer}\nsearch lan\n`,
  });
});

it('knows resolvers that nobody else can ask', () => {
  for (const server of ['127.0.0.53', '127.0.0.11', '::1'])
    assert.deepEqual(read(`nameserver ${server}\n`), { loopback: undefined, answered: false, text: '' });
  // Without version 6 that one is out of reach.
  assert.equal(read('nameserver fd00::53\n').answered, false);
  assert.match(
    nameServersOf('/etc/resolv.conf', 'nameserver 127.0.0.11').unanswered ?? '',
    /^\/etc\/resolv\.conf names 127\.0\.0\.11, which functions in networks of their own do not reach$/,
  );
});
