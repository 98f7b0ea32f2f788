import { shellPixelsWasm } from "./generated/shellPixels.wasm.js";
import { instantiate, once, type WasmNumber } from "./wasm.js";

/** Pixels, each in a shell. */
export interface ShellPixels {
  readonly values: Int32Array | Float64Array;
  /** Pixels of mask 0 are passed over. */
  readonly mask: Uint8Array;
  readonly shells: Uint16Array | Uint32Array;
}

/** Slots of histograms, `size` to a shell: slot i begins at starts[shell] + i / perUnit[shell], the outer ones take what is beyond. */
export interface ShellSlots {
  readonly size: number;
  readonly starts: Float64Array;
  readonly perUnit: Float64Array;
}

/** What lies in each slot, shell by shell. */
export interface ShellHistogram {
  readonly counts: Uint32Array;
  /** Value of its first pixel. */
  readonly firsts: Float64Array;
  /** 1 when there are pixels of another value. */
  readonly mixed: Uint8Array;
}

/** Passes over pixels in shells. */
export interface ShellPasses {
  /** 1 where the mask is not 0 and the value within, both ends included; into `good`, 0 elsewhere. */
  judge(
    pixels: Omit<ShellPixels, "shells">,
    within: readonly [lowest: number, highest: number],
    good: Uint8Array,
  ): void;
  histogram(pixels: ShellPixels, slots: ShellSlots): ShellHistogram;
  /** Values of the pixels in those slots whose byte in `wanted` is 1 into `pool`, those of a slot from next[slot] on, which is raised. */
  collect(
    pixels: ShellPixels,
    slots: ShellSlots,
    wanted: Uint8Array,
    next: Uint32Array,
    pool: Float64Array,
  ): void;
  /** Places, ascending, of pixels above the threshold of their shell. */
  above(pixels: ShellPixels, thresholds: Float64Array): Uint32Array;
}

/** Slot of a value among those of all shells. */
function slotOf(value: number, shell: number, { size, starts, perUnit }: ShellSlots): number {
  const slot = (value - starts[shell]!) * perUnit[shell]!;
  return shell * size + (slot < 0 ? 0 : slot > size - 1 ? size - 1 : Math.trunc(slot) || 0);
}

/** The reference: one pixel after another. */
export const shellPassesPlain: ShellPasses = {
  judge({ values, mask }, [lowest, highest], good) {
    for (let i = 0; i < values.length; i++)
      good[i] = Number(mask[i] !== 0 && values[i]! >= lowest && values[i]! <= highest);
  },
  histogram({ values, mask, shells }, slots) {
    const n = slots.starts.length * slots.size;
    const [counts, firsts, mixed] = [new Uint32Array(n), new Float64Array(n), new Uint8Array(n)];
    for (let i = 0; i < values.length; i++) {
      if (mask[i] === 0) continue;
      const slot = slotOf(values[i]!, shells[i]!, slots);
      if (counts[slot]!++ === 0) firsts[slot] = values[i]!;
      else if (firsts[slot] !== values[i]) mixed[slot] = 1;
    }
    return { counts, firsts, mixed };
  },
  collect({ values, mask, shells }, slots, wanted, next, pool) {
    for (let i = 0; i < values.length; i++) {
      if (mask[i] === 0) continue;
      const slot = slotOf(values[i]!, shells[i]!, slots);
      if (wanted[slot] === 1) pool[next[slot]!++] = values[i]!;
    }
  },
  above({ values, mask, shells }, thresholds) {
    const places = new Places();
    for (let i = 0; i < values.length; i++)
      if (values[i]! > thresholds[shells[i]!]! && mask[i] !== 0) places.push(i);
    return places.all();
  },
};

/** Numbers that become more. */
class Places {
  #held = new Uint32Array(1024);
  #n = 0;

  push(place: number): void {
    this.#need(1);
    this.#held[this.#n++] = place;
  }

  append(places: Uint32Array): void {
    this.#need(places.length);
    this.#held.set(places, this.#n);
    this.#n += places.length;
  }

  all(): Uint32Array {
    return this.#held.slice(0, this.#n);
  }

  #need(more: number): void {
    if (this.#n + more <= this.#held.length) return;
    const larger = new Uint32Array(2 * (this.#n + more));
    larger.set(this.#held);
    this.#held = larger;
  }
}

interface ShellPixelsExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly capacity: WasmNumber;
  readonly maxShells: WasmNumber;
  readonly maxSlots: WasmNumber;
  readonly values: WasmNumber;
  readonly mask: WasmNumber;
  readonly shells: WasmNumber;
  readonly table: WasmNumber;
  readonly counts: WasmNumber;
  readonly firsts: WasmNumber;
  readonly mixed: WasmNumber;
  readonly wanted: WasmNumber;
  readonly places: WasmNumber;
  readonly found: WasmNumber;
  judge(n: number, whole: boolean, lowest: number, highest: number): void;
  count(n: number, whole: boolean, size: number): void;
  find(n: number, whole: boolean, size: number): number;
  above(n: number, whole: boolean, first: number): number;
}

/** The same in WebAssembly; undefined where there is none. More shells or slots than it holds: the plain way. */
export const shellPassesWasm = once((): ShellPasses | undefined => {
  const wasm = instantiate<ShellPixelsExports>(shellPixelsWasm);
  if (!wasm) return undefined;
  const { buffer } = wasm.memory;
  const [capacity, maxShells, maxSlots] = [wasm.capacity.value, wasm.maxShells.value, wasm.maxSlots.value];
  const realIn = new Float64Array(buffer, wasm.values.value, capacity);
  const wholeIn = new Int32Array(buffer, wasm.values.value, capacity);
  const maskIn = new Uint8Array(buffer, wasm.mask.value, capacity);
  const shellsIn = new Uint16Array(buffer, wasm.shells.value, capacity);
  const table = new Float64Array(buffer, wasm.table.value, 3 * maxShells);
  const counts = new Uint32Array(buffer, wasm.counts.value, maxSlots);
  const firsts = new Float64Array(buffer, wasm.firsts.value, maxSlots);
  const mixed = new Uint8Array(buffer, wasm.mixed.value, maxSlots);
  const wantedIn = new Uint8Array(buffer, wasm.wanted.value, maxSlots);
  const places = new Uint32Array(buffer, wasm.places.value, capacity);
  const found = new Float64Array(buffer, wasm.found.value, capacity);

  const setTable = (column: 0 | 1 | 2, numbers: Float64Array) => {
    for (let shell = 0; shell < numbers.length; shell++) table[3 * shell + column] = numbers[shell]!;
  };
  /** Hands the pixels to `run`, a stretch at a time. */
  const each = (
    { values, mask, shells }: Omit<ShellPixels, "shells"> & Partial<ShellPixels>,
    run: (n: number, whole: boolean, first: number) => void,
  ) => {
    const whole = values instanceof Int32Array;
    for (let first = 0; first < values.length; first += capacity) {
      const end = Math.min(values.length, first + capacity);
      if (whole) wholeIn.set(values.subarray(first, end));
      else realIn.set(values.subarray(first, end));
      maskIn.set(mask.subarray(first, end));
      if (shells) shellsIn.set(shells.subarray(first, end));
      run(end - first, whole, first);
    }
  };
  const fits = (shells: number, size: number) => shells <= maxShells && shells * size <= maxSlots;

  return {
    judge(pixels, [lowest, highest], good) {
      each(pixels, (n, whole, first) => {
        wasm.judge(n, whole, lowest, highest);
        good.set(maskIn.subarray(0, n), first);
      });
    },
    histogram(pixels, slots) {
      const { size, starts, perUnit } = slots;
      if (!fits(starts.length, size)) return shellPassesPlain.histogram(pixels, slots);
      setTable(0, starts);
      setTable(1, perUnit);
      const n = starts.length * size;
      for (const used of [counts, firsts, mixed]) used.fill(0, 0, n);
      each(pixels, (pixelsOfStretch, whole) => wasm.count(pixelsOfStretch, whole, size));
      return { counts: counts.slice(0, n), firsts: firsts.slice(0, n), mixed: mixed.slice(0, n) };
    },
    collect(pixels, slots, wanted, next, pool) {
      const { size, starts, perUnit } = slots;
      if (!fits(starts.length, size)) return shellPassesPlain.collect(pixels, slots, wanted, next, pool);
      setTable(0, starts);
      setTable(1, perUnit);
      wantedIn.set(wanted);
      each(pixels, (n, whole) => {
        const kept = wasm.find(n, whole, size);
        for (let k = 0; k < kept; k++) pool[next[places[k]!]!++] = found[k]!;
      });
    },
    above(pixels, thresholds) {
      if (!fits(thresholds.length, 1)) return shellPassesPlain.above(pixels, thresholds);
      setTable(2, thresholds);
      const strong = new Places();
      each(pixels, (n, whole, first) => strong.append(places.subarray(0, wasm.above(n, whole, first))));
      return strong.all();
    },
  };
});

/** {@link shellPassesWasm} where it can run, else {@link shellPassesPlain}. */
export const shellPasses = (): ShellPasses => shellPassesWasm() ?? shellPassesPlain;
