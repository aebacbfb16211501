import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Collects what functions post to it. */
export async function openInbox() {
  const posted: string[] = [];
  let told = Promise.withResolvers<void>();
  let answering = Promise.resolve();
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    posted.push(text);
    told.resolve();
    await answering;
    response.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `http://${host}`,
    /** With which functions reach it, also from networks of their own. */
    flags: ['--function-hosts', host],
    async take(): Promise<string> {
      while (posted.length === 0) {
        told = Promise.withResolvers();
        await told.promise;
      }
      return posted.shift() ?? '';
    },
    /** Answers nobody until the returned function is called. */
    hold(): () => void {
      const { promise, resolve } = Promise.withResolvers<void>();
      answering = promise;
      return resolve;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The head of a function's code: `post(body)` says something to an inbox. */
export const poster = (url: string) => `
const http = require('node:http');
const post = (body) => new Promise((resolve, reject) => {
  const request = http.request('${url}', { method: 'POST' }, (answer) => answer.resume().on('end', resolve));
  request.on('error', reject).end(body);
});`;
