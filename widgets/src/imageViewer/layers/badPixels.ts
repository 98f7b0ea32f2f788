import type { KernelLayer } from "./index.js";

/** Pixels that are masked: of the file, of the set's mask, of untrusted regions and beyond the trusted range. One buffer for each panel, see {@link runsOf}. */
export const badPixels: KernelLayer = {
  name: "badPixels",
  available: () => true,
  data: (_, { set, index }) => ({
    content: {},
    buffers: set.getMask(index).map(({ values }) => runsOf(values.data)),
  }),
};

/** Beginnings and lengths, one after the other, of the runs of zeros. */
export function runsOf(good: ArrayLike<number>): Uint32Array {
  const runs: number[] = [];
  let begin = -1;
  for (let i = 0; i <= good.length; i++) {
    const bad = i < good.length && !good[i];
    if (bad && begin < 0) begin = i;
    else if (!bad && begin >= 0) {
      runs.push(begin, i - begin);
      begin = -1;
    }
  }
  return Uint32Array.from(runs);
}
