/** Milliseconds in which what comes back may be late news. */
const late = 300;

/**
 * Values that a person sets faster than the kernel echoes them: an echo of one set before may come after the next was set, and would
 * take that back.
 */
export class Recent<Value> {
  readonly #now: () => number;
  #set: { readonly value: Value; readonly at: number }[] = [];

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Notes what the person set. */
  note(value: Value): void {
    const at = this.#now();
    this.#set = [...this.#set.filter((each) => at - each.at < late), { value, at }];
  }

  /** What comes next is news, whatever was set before. */
  clear(): void {
    this.#set = [];
  }

  /** The value that was set last, if `value` is one that was set shortly before it; else undefined: it is news. */
  superseding(value: Value): Value | undefined {
    const at = this.#now();
    const recent = this.#set.filter((each) => at - each.at < late);
    const last = recent.at(-1);
    if (!last || last.value === value) return undefined;
    return recent.some((each) => each.value === value) ? last.value : undefined;
  }
}
