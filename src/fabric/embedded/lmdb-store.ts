import { join } from 'node:path';
import { open, type RootDatabase } from 'lmdb';
import { callListener } from '../call-listener.ts';
import { FabricClosed, FabricLimit, FabricUnavailable } from '../contracts.ts';
import { type Draft, type Row, runOperation, type Store } from '../store/store.ts';
import { syncFolder } from './durable-file.ts';
import { commitOperationsMax, stateMapBytes, waitingOperationsMax } from './limits.ts';

const databaseOptions = {
  encoding: 'binary',
  mapSize: stateMapBytes,
  // Commits then sync before they become visible and before their promise resolves; noSync stays off.
  overlappingSync: false,
  // This store makes its own batches; LMDB's would add a promise that nobody could catch.
  eventTurnBatching: false,
} as const;

/** A write that waits for its turn: `run` makes its changes over the batch so far, `settle` or `fail` answers its caller. */
type Operation = {
  run(batch: Batch): void;
  /** Undefined once `run` has answered the caller itself. */
  settle: (() => void) | undefined;
  fail(error: unknown): void;
};

/** What one commit changes. */
type Batch = Map<string, Buffer | undefined>;

/** The row of the last number that `Draft.next` gave; written with every commit that used one. */
const sequenceRow = 'sequence';

/**
 * A store in one LMDB file. Writes that wait are made durable together, one commit after the other: each is answered when LMDB has
 * synced its commit, and none when the sync fails.
 */
export class LmdbStore implements Store {
  readonly #database: RootDatabase<Buffer, string>;
  #waiting: Operation[] = [];
  #committing: Promise<void> | undefined;
  #sequence: number;
  /** No more writes are taken. */
  #closed = false;
  /** The last write is done and the file is closed. */
  #ended = false;

  private constructor(database: RootDatabase<Buffer, string>) {
    this.#database = database;
    this.#sequence = Number(database.getBinary(sequenceRow)?.toString() ?? 0);
  }

  static async open(folder: string): Promise<LmdbStore> {
    const database = open<Buffer, string>({ path: join(folder, 'state.mdb'), ...databaseOptions });
    await syncFolder(folder);
    return new LmdbStore(database);
  }

  get(key: string): Buffer | undefined {
    return this.#read(() => this.#database.getBinary(key));
  }

  range(start: string, end: string, limit: number): Row[] {
    return this.#read(() => [...this.#database.getRange({ start, end, limit })]);
  }

  count(start: string, end: string): number {
    return this.#read(() => this.#database.getKeysCount({ start, end }));
  }

  write<Result>(operation: (draft: Draft) => Result, committed?: (result: Result) => void): Promise<Result> {
    if (this.#closed) return Promise.reject(new FabricClosed('the fabric is closed'));
    if (this.#waiting.length >= waitingOperationsMax) {
      return Promise.reject(new FabricLimit(`more than ${waitingOperationsMax} writes wait for the disk`));
    }
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    const waiting: Operation = {
      settle: undefined,
      fail: reject,
      run: (batch) => {
        const before = (key: string) => (batch.has(key) ? batch.get(key) : this.get(key));
        const { result, changes } = runOperation(operation, before, () => ++this.#sequence);
        for (const [key, value] of changes) batch.set(key, value);
        waiting.settle = () => {
          if (committed) callListener(() => committed(result));
          resolve(result);
        };
      },
    };
    this.#waiting.push(waiting);
    this.#committing ??= this.#commitAll();
    return promise;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#committing;
    this.#ended = true;
    await this.#database.close();
  }

  #read<Result>(read: () => Result): Result {
    if (this.#ended) throw new FabricClosed('the fabric is closed');
    try {
      return read();
    } catch (error) {
      throw new FabricUnavailable('the state could not be read', { cause: error });
    }
  }

  async #commitAll(): Promise<void> {
    // What else is written in this turn joins the first commit.
    await Promise.resolve();
    while (this.#waiting.length > 0) await this.#commit(this.#waiting.splice(0, commitOperationsMax));
    this.#committing = undefined;
  }

  async #commit(operations: readonly Operation[]): Promise<void> {
    try {
      await this.#persist(this.#run(operations));
      for (const operation of operations) operation.settle?.();
    } catch (error) {
      const unavailable = new FabricUnavailable('the state could not be written', {
        cause: await causeOf(error),
      });
      for (const operation of operations) operation.fail(unavailable);
    }
  }

  #run(operations: readonly Operation[]): Batch {
    // After an error that LMDB cannot recover from, this read throws, while a write would wait for ever.
    this.#database.resetReadTxn();
    this.#database.getBinary(sequenceRow);
    const batch: Batch = new Map();
    const sequence = this.#sequence;
    for (const operation of operations) {
      try {
        operation.run(batch);
      } catch (error) {
        operation.fail(error);
      }
    }
    if (this.#sequence !== sequence) batch.set(sequenceRow, Buffer.from(String(this.#sequence)));
    return batch;
  }

  async #persist(batch: Batch): Promise<void> {
    if (batch.size === 0) return;
    await this.#database.batch(() => {
      for (const [key, value] of batch) {
        // Each promise is part of the batch's own: they settle together.
        if (value === undefined) void this.#database.remove(key);
        else void this.#database.put(key, value);
      }
    });
  }
}

/** lmdb rejects with an error that carries a promise, itself rejected with the reason. */
async function causeOf(error: unknown): Promise<unknown> {
  if (!(error instanceof Error && 'commitError' in error)) return error;
  return await Promise.resolve(error.commitError).catch((reason: unknown) => reason);
}
