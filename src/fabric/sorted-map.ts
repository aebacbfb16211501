/** A map whose keys are kept in the order of their UTF-16 units, for ordered ranges in memory. */
export class SortedMap<Value> {
  readonly #values = new Map<string, Value>();
  readonly #keys: string[] = [];

  get size(): number {
    return this.#keys.length;
  }

  get(key: string): Value | undefined {
    return this.#values.get(key);
  }

  set(key: string, value: Value): void {
    if (!this.#values.has(key)) this.#keys.splice(this.#position(key), 0, key);
    this.#values.set(key, value);
  }

  delete(key: string): boolean {
    if (!this.#values.delete(key)) return false;
    this.#keys.splice(this.#position(key), 1);
    return true;
  }

  first(): readonly [string, Value] | undefined {
    return this.#at(0);
  }

  last(): readonly [string, Value] | undefined {
    return this.#at(this.#keys.length - 1);
  }

  /** Keys and values from `start` on, `start` included. The map must not change meanwhile. */
  *from(start: string): Generator<readonly [string, Value]> {
    for (let at = this.#position(start); at < this.#keys.length; at++) {
      const entry = this.#at(at);
      if (entry) yield entry;
    }
  }

  #at(index: number): readonly [string, Value] | undefined {
    const key = this.#keys[index];
    return key === undefined ? undefined : [key, this.#values.get(key) as Value];
  }

  /** The index of the first key that is not before `key`. */
  #position(key: string): number {
    let low = 0;
    let high = this.#keys.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#keys[middle] as string) < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
