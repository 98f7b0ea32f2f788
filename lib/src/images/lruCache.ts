/**
 * Keeps what was used last, up to a total cost; what drops out may be let go of. The newest entry stays whatever it costs,
 * so that the same thing asked for twice is made once.
 */
export class LruCache<Value> {
  // A Map iterates in order of insertion: the first key is the one not used for longest.
  readonly #entries = new Map<string, { value: Value; cost: number }>();
  readonly #cost: (value: Value) => number;
  readonly #letGo: (value: Value) => void;
  #limit: number;
  #total = 0;

  constructor(limit: number, cost: (value: Value) => number, letGo: (value: Value) => void = () => {}) {
    this.#limit = limit;
    this.#cost = cost;
    this.#letGo = letGo;
  }

  /** What the entries cost together. */
  get total(): number {
    return this.#total;
  }

  get limit(): number {
    return this.#limit;
  }

  set limit(limit: number) {
    this.#limit = limit;
    this.#shrink();
  }

  get(key: string): Value | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  /** Whether there is an entry; does not count as use. */
  has(key: string): boolean {
    return this.#entries.has(key);
  }

  set(key: string, value: Value): void {
    this.delete(key);
    const cost = this.#cost(value);
    this.#entries.set(key, { value, cost });
    this.#total += cost;
    this.#shrink();
  }

  delete(key: string): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    this.#entries.delete(key);
    this.#total -= entry.cost;
    this.#letGo(entry.value);
  }

  clear(): void {
    for (const key of [...this.#entries.keys()]) this.delete(key);
  }

  #shrink(): void {
    for (const key of this.#entries.keys()) {
      if (this.#total <= this.#limit || this.#entries.size <= 1) return;
      this.delete(key);
    }
  }
}
