import { FORWARDING_LOCK_TIMEOUT_S } from '../limits.ts';
import { prefixesOf } from './firewall.ts';
import { runOrThrow } from './run-program.ts';

/** Programs with which Lambents of one host take turns, as found. */
export type ForwardingPrograms = { readonly nft: string; readonly flock: string };

/** Its holder's death opens it. */
const LOCK = '/run/lambent-forwarding.lock';

/** A table of this name: the host did not forward before there was a Lambent. */
const MARK = 'lambent_host_does_not_forward';

const SWITCH = '/proc/sys/net/ipv4/ip_forward';

/** `$1`: nft, `$2`: the table of who asks. Says 1 where the host forwards for others. */
const START = `"$1" add table inet "$2" || exit
if "$1" list table inet ${MARK} >/dev/null 2>&1; then before=0; else before=$(cat ${SWITCH}) || exit; fi
if [ "$before" = 0 ]; then "$1" add table inet ${MARK} && echo 1 >${SWITCH} || exit; fi
echo "$before"`;

/** The same arguments. The last Lambent leaves the host as the first one found it. */
const END = `"$1" delete table inet "$2" 2>/dev/null
if "$1" list tables inet | grep -Eqx 'table inet lambent_[0-9a-f]{6}'; then exit 0; fi
if "$1" list table inet ${MARK} >/dev/null 2>&1; then echo 0 >${SWITCH} && "$1" delete table inet ${MARK}; fi`;

/**
 * The host forwards from now on, and the table of rules of `tag` exists, empty where it was not there. Says whether the host forwarded
 * before there was any Lambent, thus for others.
 */
export async function startForwarding(programs: ForwardingPrograms, tag: string): Promise<boolean> {
  return (await inTurn(programs, START, tag)).trim() !== '0';
}

/** Removes the table of rules of `tag`. The host forwards on if it did before, or while there is another Lambent. */
export async function endForwarding(programs: ForwardingPrograms, tag: string): Promise<void> {
  await inTurn(programs, END, tag);
}

function inTurn({ nft, flock }: ForwardingPrograms, script: string, tag: string): Promise<string> {
  const { table } = prefixesOf(tag);
  const options = ['--timeout', String(FORWARDING_LOCK_TIMEOUT_S), LOCK];
  return runOrThrow(flock, [...options, '/bin/sh', '-c', script, 'sh', nft, table]);
}
