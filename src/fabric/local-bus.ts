import type { Clock } from '#ambient';
import { callListener } from './call-listener.ts';
import { type Bus, NoAnswer } from './contracts.ts';

type Answer = (body: Uint8Array) => Promise<Uint8Array>;

/** The bus of a cluster of one: everything stays in this process. */
export function localBus(clock: Clock): Bus {
  const listeners = new Map<string, Set<(body: Uint8Array) => void>>();
  const responders = new Map<string, Set<Answer>>();

  return {
    publish(subject, body) {
      const copy = Buffer.from(body);
      for (const listener of listeners.get(subject) ?? []) callListener(() => listener(copy));
      return Promise.resolve();
    },
    subscribe: (subject, listener) => add(listeners, subject, listener),
    async request(subject, body, timeoutMs) {
      const [answer] = responders.get(subject) ?? [];
      if (answer === undefined) throw new NoAnswer(`nobody answers '${subject}'`);
      return await within(clock, timeoutMs, subject, () => answer(Buffer.from(body)));
    },
    respond: (subject, answer) => add(responders, subject, answer),
  };
}

function add<Member>(bySubject: Map<string, Set<Member>>, subject: string, member: Member): () => void {
  const members = bySubject.get(subject) ?? new Set();
  bySubject.set(subject, members.add(member));
  return () => {
    members.delete(member);
    if (members.size === 0 && bySubject.get(subject) === members) bySubject.delete(subject);
  };
}

async function within(
  clock: Clock,
  timeoutMs: number,
  subject: string,
  answer: () => Promise<Uint8Array>,
): Promise<Uint8Array> {
  const timeout = Promise.withResolvers<never>();
  const timer = clock.after(timeoutMs, () =>
    timeout.reject(new NoAnswer(`nobody answered '${subject}' within ${timeoutMs} ms`)),
  );
  try {
    return await Promise.race([answer(), timeout.promise]);
  } catch (error) {
    if (error instanceof NoAnswer) throw error;
    throw new NoAnswer(`the answer to '${subject}' failed`, { cause: error });
  } finally {
    timer.cancel();
  }
}
