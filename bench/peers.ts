import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import workerd from 'workerd';

/** What every target answers: the body of the quickstart's function. */
export const answer = JSON.stringify('The API Gateway REST API console is great!');

export type Peer = { readonly port: number; close(): Promise<void> };

/** The same answer from a bare `node:http` server in a process of its own: what HTTP alone costs on this machine. */
export async function startBareNode(): Promise<Peer> {
  const program = `
    const server = require('node:http').createServer((request, response) => {
      const body = ${JSON.stringify(answer)};
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
      response.end(body);
    });
    server.listen(0, '127.0.0.1', () => console.log(server.address().port));`;
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
  return { port: Number(chunk.toString()), close: () => end(child) };
}

/** The same handler in workerd, Cloudflare's runtime: isolates in one process, no function process to cross into. */
export async function startWorkerd(folder: string): Promise<Peer> {
  const port = await freePort();
  const worker = `export default { async fetch() {
    return new Response(${JSON.stringify(answer)}, { headers: { 'content-type': 'application/json' } });
  } };`;
  const config = `using Workerd = import "/workerd/workerd.capnp";
    const config :Workerd.Config = (
      services = [(name = "main", worker = (modules = [(name = "worker", esModule = embed "worker.mjs")], compatibilityDate = "2026-01-01"))],
      sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")]
    );`;
  await writeFile(join(folder, 'worker.mjs'), worker);
  await writeFile(join(folder, 'config.capnp'), config);
  const child = spawn(workerd.default, ['serve', join(folder, 'config.capnp')], { stdio: 'inherit' });
  await answers(port);
  return { port, close: () => end(child) };
}

export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function answers(port: number): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    try {
      await (await fetch(`http://127.0.0.1:${port}/`)).text();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  throw new Error('workerd did not come up');
}
