import type { Mirror } from '#fabric';
import type { FunctionRecord } from './function.ts';
import type { FunctionId } from './functions.ts';
import type { LayerRecord } from './layer.ts';

/** An account in one region, as limits see it. */
export type Account = { readonly account: string; readonly region: string };

export type AccountUsage = {
  readonly functions: number;
  readonly codeBytes: number;
  readonly reservedConcurrency: number;
};

/** What counts against an account's limits. */
export type Countable = FunctionRecord | LayerRecord;

/** What the functions and layers of each account use together: counted as they change, so that no request has to look at all of them. */
export type Accounts = {
  /** What is stored, and what is held besides. */
  usage(account: Account): AccountUsage;
  /**
   * Counts a record as it is about to be written, or as it is where that is more, until the returned function is called. Of two
   * writes that would together pass a limit only one thus finds room.
   */
  hold(next: Countable): () => void;
};

/** A function and a layer may have the same name. */
type Kind = 'function' | 'layer';

type Counted = { stored: AccountUsage; readonly held: Set<AccountUsage> };

const nothing: AccountUsage = { functions: 0, codeBytes: 0, reservedConcurrency: 0 };

type Followed<T> = Pick<Mirror<T>, 'list' | 'onChange'>;

/** Counts what the mirrors have, and follows them. */
export function countAccounts(functions: Followed<FunctionRecord>, layers: Followed<LayerRecord>): Accounts {
  /** Only accounts that use anything: others may be asked about, and are not kept. */
  const accounts = new Map<string, AccountUsage>();
  const records = new Map<string, Counted>();

  const recount = (kind: Kind, id: FunctionId, change: (counted: Counted) => void): void => {
    const [accountKey, key] = [keyOf(id), `${keyOf(id)} ${kind} ${id.name}`];
    const counted = records.get(key) ?? { stored: nothing, held: new Set() };
    const before = most(counted);
    change(counted);
    if (counted.stored === nothing && counted.held.size === 0) records.delete(key);
    else records.set(key, counted);
    const usage = combine(accounts.get(accountKey) ?? nothing, difference(most(counted), before), plus);
    if (Object.values(usage).every((count) => count === 0)) accounts.delete(accountKey);
    else accounts.set(accountKey, usage);
  };
  const store = (kind: Kind, id: FunctionId, record: Countable | undefined): void =>
    recount(kind, id, (counted) => {
      counted.stored = record === undefined ? nothing : usageOf(record);
    });

  const follow = (kind: Kind, mirror: Followed<FunctionRecord> | Followed<LayerRecord>): void => {
    for (const { value } of mirror.list([])) store(kind, value, value);
    mirror.onChange(([account = '', region = '', name = ''], record: Countable | undefined) =>
      store(kind, { account, region, name }, record),
    );
  };
  follow('function', functions);
  follow('layer', layers);

  return {
    usage: (account) => accounts.get(keyOf(account)) ?? nothing,
    hold(next) {
      const held = usageOf(next);
      const kind: Kind = 'latest' in next ? 'function' : 'layer';
      recount(kind, next, (counted) => counted.held.add(held));
      return () => recount(kind, next, (counted) => counted.held.delete(held));
    },
  };
}

function keyOf({ account, region }: Account): string {
  return `${account} ${region}`;
}

/** Every published version counts, also where it shares its package. Source: recordings of GetAccountSettings, 2025-11. */
function usageOf(record: Countable): AccountUsage {
  if (!('latest' in record)) {
    const codeBytes = record.versions.reduce((sum, version) => sum + version.codeBytes, 0);
    return { ...nothing, codeBytes };
  }
  const { latest, versions = [], reservedConcurrency = 0 } = record;
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
