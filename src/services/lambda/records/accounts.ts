import type { Mirror } from '#fabric';
import type { FunctionRecord } from './function.ts';
import type { FunctionId } from './functions.ts';

/** An account in one region, as limits see it. */
export type Account = { readonly account: string; readonly region: string };

export type AccountUsage = {
  readonly functions: number;
  readonly codeBytes: number;
  readonly reservedConcurrency: number;
};

/** What the functions of each account use together: counted as they change, so that no request has to look at all of them. */
export type Accounts = {
  /** What is stored, and what is held besides. */
  usage(account: Account): AccountUsage;
  /**
   * Counts a function as it is about to be written, or as it is where that is more, until the returned function is called. Of two
   * writes that would together pass a limit only one thus finds room.
   */
  hold(next: FunctionRecord): () => void;
};

type Counted = { stored: AccountUsage; readonly held: Set<AccountUsage> };

const nothing: AccountUsage = { functions: 0, codeBytes: 0, reservedConcurrency: 0 };

/** Counts what the mirror has, and follows it. */
export function countAccounts(mirror: Pick<Mirror<FunctionRecord>, 'list' | 'onChange'>): Accounts {
  /** Only accounts that use anything: others may be asked about, and are not kept. */
  const accounts = new Map<string, AccountUsage>();
  const functions = new Map<string, Counted>();

  const recount = (id: FunctionId, change: (counted: Counted) => void): void => {
    const [accountKey, key] = [keyOf(id), `${keyOf(id)} ${id.name}`];
    const counted = functions.get(key) ?? { stored: nothing, held: new Set() };
    const before = most(counted);
    change(counted);
    if (counted.stored === nothing && counted.held.size === 0) functions.delete(key);
    else functions.set(key, counted);
    const usage = combine(accounts.get(accountKey) ?? nothing, difference(most(counted), before), plus);
    if (Object.values(usage).every((count) => count === 0)) accounts.delete(accountKey);
    else accounts.set(accountKey, usage);
  };
  const store = (id: FunctionId, record: FunctionRecord | undefined): void =>
    recount(id, (counted) => {
      counted.stored = record === undefined ? nothing : usageOf(record);
    });

  for (const { value } of mirror.list([])) store(value, value);
  mirror.onChange(([account = '', region = '', name = ''], record) =>
    store({ account, region, name }, record),
  );

  return {
    usage: (account) => accounts.get(keyOf(account)) ?? nothing,
    hold(next) {
      const held = usageOf(next);
      recount(next, (counted) => counted.held.add(held));
      return () => recount(next, (counted) => counted.held.delete(held));
    },
  };
}

function keyOf({ account, region }: Account): string {
  return `${account} ${region}`;
}

/** Every published version counts, also where it shares its package. Source: recordings of GetAccountSettings, 2025-11. */
function usageOf({ latest, versions = [], reservedConcurrency = 0 }: FunctionRecord): AccountUsage {
  const codeBytes = versions.reduce((sum, version) => sum + version.codeBytes, latest.codeBytes);
  return { functions: 1, codeBytes, reservedConcurrency };
}

function most({ stored, held }: Counted): AccountUsage {
  let usage = stored;
  for (const each of held) usage = combine(usage, each, Math.max);
  return usage;
}

const plus = (left: number, right: number): number => left + right;

function difference(after: AccountUsage, before: AccountUsage): AccountUsage {
  return combine(after, before, (left, right) => left - right);
}

function combine(
  left: AccountUsage,
  right: AccountUsage,
  by: (left: number, right: number) => number,
): AccountUsage {
  return {
    functions: by(left.functions, right.functions),
    codeBytes: by(left.codeBytes, right.codeBytes),
    reservedConcurrency: by(left.reservedConcurrency, right.reservedConcurrency),
  };
}
