/**
 * A value derived from numbers of a record. Records may be changed by anyone at any time, so it is kept together with a
 * copy of the numbers it came from and made anew as soon as one of them differs.
 */
export class Derived<Value> {
  #from: Float64Array | undefined;
  #value!: Value;

  /** The value for these lists of numbers; an absent list counts as an empty one. */
  of(inputs: readonly (ArrayLike<number> | null | undefined)[], make: () => Value): Value {
    if (this.#from && same(this.#from, inputs)) return this.#value;
    this.#value = make();
    this.#from = Float64Array.from(inputs.flatMap((list) => [list?.length ?? 0, ...Array.from(list ?? [])]));
    return this.#value;
  }
}

function same(kept: Float64Array, inputs: readonly (ArrayLike<number> | null | undefined)[]): boolean {
  let k = 0;
  for (const list of inputs) {
    const length = list?.length ?? 0;
    if (kept[k++] !== length) return false;
    for (let i = 0; i < length; i++) if (!Object.is(kept[k++], list![i])) return false;
  }
  return k === kept.length;
}
