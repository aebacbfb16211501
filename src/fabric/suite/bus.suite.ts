import assert from 'node:assert/strict';
import { NoAnswer } from '../contracts.ts';
import type { SuiteCases } from './fabric.suite.ts';

export const busCases: SuiteCases = {
  'bus: every subscriber of a subject hears a message until it stops': async ({ bus }) => {
    const heard: string[] = [];
    const { promise: both, resolve } = Promise.withResolvers<void>();
    const stop = bus.subscribe('news', (body) => heard.push(`1 ${Buffer.from(body)}`));
    bus.subscribe('news', (body) => {
      heard.push(`2 ${Buffer.from(body)}`);
      resolve();
    });
    bus.subscribe('other', () => heard.push('other'));
    await bus.publish('news', Buffer.from('hello'));
    await both;
    assert.deepEqual(heard.sort(), ['1 hello', '2 hello']);
    stop();
    await bus.publish('news', Buffer.from('again'));
    assert.deepEqual(heard.sort(), ['1 hello', '2 again', '2 hello']);
  },

  'bus: a message that nobody hears is lost without an error': async ({ bus }) => {
    await bus.publish('void', Buffer.from('x'));
  },

  'bus: a request is answered by one responder': async ({ bus }) => {
    let answers = 0;
    const answer = async (body: Uint8Array): Promise<Uint8Array> => {
      answers++;
      return Buffer.from(`${Buffer.from(body)}!`);
    };
    const stops = [bus.respond('ask', answer), bus.respond('ask', answer)];
    assert.equal(Buffer.from(await bus.request('ask', Buffer.from('hey'), 1_000)).toString(), 'hey!');
    assert.equal(answers, 1);
    for (const stop of stops) stop();
    await assert.rejects(bus.request('ask', Buffer.from('hey'), 0), NoAnswer);
  },

  'bus: a request without an answer in time is rejected': async ({ bus }, clock) => {
    bus.respond('slow', () => new Promise(() => undefined));
    const asked = assert.rejects(bus.request('slow', Buffer.from('hey'), 500), NoAnswer);
    await clock.advance(500);
    await asked;
    assert.equal(clock.pending, 0);
  },

  'bus: a responder that fails is no answer': async ({ bus }, clock) => {
    bus.respond('broken', () => Promise.reject(new Error('broken')));
    const asked = assert.rejects(bus.request('broken', Buffer.from('hey'), 500), NoAnswer);
    await clock.advance(500);
    await asked;
  },
};
