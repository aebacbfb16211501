/** Whom functions in networks of their own ask for names. The host's loopback is not theirs. */
import { readFile } from 'node:fs/promises';

const RESOLV_CONF = '/etc/resolv.conf';
/** systemd-resolved takes questions from the host's loopback interface alone; this names the servers behind it. */
const STUB = '127.0.0.53';
const BEHIND_STUB = '/run/systemd/resolve/resolv.conf';
/** Docker's answers the container alone that it is in. */
const DOCKERS = '127.0.0.11';

export type NameServers = {
  /** The host's own file. */
  readonly path: string;
  /** A resolver on the host's loopback, to which questions to the host's end of a network have to be led. */
  readonly loopback: string | undefined;
  /** Why nobody answers. */
  readonly unanswered: string | undefined;
  /** That, and what to do about it; empty where somebody answers. */
  described(): Record<string, string>;
  /** What a network has instead of the host's file, whose end of it has that address. Undefined: the file does. */
  textFor(outer: string): string | undefined;
};

/** Throws where the host has no `/etc/resolv.conf`. */
export async function readNameServers(): Promise<NameServers> {
  const text = await readFile(RESOLV_CONF, 'utf8').catch(() => {
    throw new Error(`this host has no ${RESOLV_CONF}`);
  });
  if (!serversIn(text).includes(STUB)) return nameServersOf(RESOLV_CONF, text);
  const behind = await readFile(BEHIND_STUB, 'utf8').catch(() => undefined);
  return behind === undefined ? nameServersOf(RESOLV_CONF, text) : nameServersOf(BEHIND_STUB, behind);
}

/** Pure. `text` is what the file at `path` says. */
export function nameServersOf(path: string, text: string): NameServers {
  const named = serversIn(text);
  // resolv.conf(5): without any it is the machine's own.
  const servers = named.length === 0 ? ['127.0.0.1'] : named;
  const loopback = servers.find((server) => server.startsWith('127.') && ![STUB, DOCKERS].includes(server));
  const isLeft = (server: string): boolean => !server.startsWith('127.') && server !== '::1';
  const isAnswered =
    loopback !== undefined || servers.some((server) => isLeft(server) && !server.includes(':'));
  const unanswered = isAnswered
    ? undefined
    : `${path} names ${servers.join(' and ')}, which functions in networks of their own do not reach`;
  return {
    path,
    loopback,
    unanswered,
    described() {
      if (unanswered === undefined) return {};
      const namesRemedy = `name a resolver in ${path} that other machines could ask as well`;
      return { names: unanswered, namesRemedy };
    },
    textFor(outer) {
      if (servers.every(isLeft)) return undefined;
      const lines = text.split('\n').filter((line) => serversIn(line).length === 0);
      const reached = servers.flatMap((server) =>
        server === loopback ? [outer] : isLeft(server) ? [server] : [],
      );
      return [...reached.map((server) => `nameserver ${server}`), ...lines].join('\n');
    },
  };
}

function serversIn(text: string): string[] {
  return [...text.matchAll(/^nameserver[ \t]+(\S+)/gm)].map(([, server = '']) => server);
}
