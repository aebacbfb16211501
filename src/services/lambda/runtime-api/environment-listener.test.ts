import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { answerText } from './answers.ts';
import { apiClient } from './api-client.fixture.ts';
import { EnvironmentListener } from './environment-listener.ts';

test('who asks before anybody serves is answered once somebody does', async (t) => {
  const listener = await EnvironmentListener.open();
  t.after(() => listener.close());
  const client = apiClient(listener.address);
  t.after(() => client.close());
  const early = client.ask('POST', '/early', { body: 'x' });
  // One that is answered at once was read after the early one.
  const page = await client.ask('GET', '/', { headers: { Origin: 'http://page.example' } });
  assert.equal(page.status, 403);
  listener.serve(({ url = '' }, response) => answerText(response, 200, url));
  const { status, text } = await early;
  assert.deepEqual([status, text], [200, '/early']);
});

test('to close it ends connections in every state', async () => {
  const listener = await EnvironmentListener.open();
  const [host, port] = listener.address.split(':');
  const sockets = ['', 'GET / HTTP/1.1\r\nHost: x\r\n\r\n', 'POST / HTTP/1.1\r\n', '\0\r\n\r\n'].map(
    (sent) => {
      const socket = connect({ host, port: Number(port), allowHalfOpen: true }).resume();
      socket.on('error', () => undefined);
      socket.write(sent);
      return socket;
    },
  );
  const ended = sockets.map((socket) => Promise.race([once(socket, 'end'), once(socket, 'close')]));
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  // Read after what they sent.
  const client = apiClient(listener.address);
  await client.ask('GET', '/', { headers: { Origin: 'http://page.example' } });
  listener.close();
  await Promise.all(ended);
  for (const socket of sockets) socket.destroy();
  client.close();
});
