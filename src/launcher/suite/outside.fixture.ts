import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';

/** `near` is this machine's own address on the way there. */
export type Outside = { readonly address: string; readonly near: string; close(): Promise<void> };

let opened = 0;
const letters = 'abcdefgh';

/** A machine beyond this one: another network namespace, at an address of the block for documentation. */
export async function openOutside(): Promise<Outside> {
  // Other tests have theirs at the same time, and the kernel takes its time to remove a link.
  opened += 1;
  const name = `out${process.pid}${letters[opened % letters.length]}`;
  const first = 4 * ((process.pid + opened) % 64);
  const [near, address] = [`203.0.113.${first + 1}`, `203.0.113.${first + 2}`];
  const ip = (...args: string[]) => execFileSync('ip', args);
  ip('netns', 'add', name);
  ip('link', 'add', `${name}o`, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name);
  ip('addr', 'add', `${near}/30`, 'dev', `${name}o`);
  ip('link', 'set', `${name}o`, 'up');
  for (const args of [
    ['addr', 'add', `${address}/30`, 'dev', 'eth0'],
    ['link', 'set', 'eth0', 'up'],
  ])
    ip('-n', name, ...args);
  const serve = `require('node:net').createServer((socket) => socket.end('from outside')).listen(8080, () => console.log('up'))`;
  const child = spawn('nsenter', [`--net=/run/netns/${name}`, '--', process.execPath, '-e', serve], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return {
    address,
    near,
    async close() {
      child.kill('SIGKILL');
      await once(child, 'exit');
      ip('link', 'del', `${name}o`);
      ip('netns', 'del', name);
    },
  };
}
