/** Rectangle of pixels [f0, s0, f1, s1], half-open. */
export type Rectangle = [f0: number, s0: number, f1: number, s1: number];

/** Modules that a detector is put together from, and the dead strips between them, px. */
interface Modules {
  readonly fast: number;
  readonly slow: number;
  readonly gapFast: number;
  readonly gapSlow: number;
}

export const pilatusModules: Modules = { fast: 487, slow: 195, gapFast: 7, gapSlow: 17 };
/** Eiger X, then Eiger2 X. */
export const eigerModules: readonly Modules[] = [
  { fast: 1030, slow: 514, gapFast: 10, gapSlow: 37 },
  { fast: 1028, slow: 512, gapFast: 12, gapSlow: 38 },
];

/** How many modules of one length fit a side exactly; undefined when they do not. */
function count(side: number, length: number, gap: number): number | undefined {
  const n = (side + gap) / (length + gap);
  return Number.isInteger(n) && n > 0 ? n : undefined;
}

/** Modules along both sides of an image of nx × ny pixels; undefined when they do not fill it exactly. */
export function moduleGrid(nx: number, ny: number, of: Modules): [fast: number, slow: number] | undefined {
  const fast = count(nx, of.fast, of.gapFast);
  const slow = count(ny, of.slow, of.gapSlow);
  return fast && slow ? [fast, slow] : undefined;
}

/** The dead strips between modules: columns first, then rows. None when the modules do not fill the image exactly. */
export function moduleGaps(nx: number, ny: number, of: Modules): Rectangle[] {
  const [fast, slow] = moduleGrid(nx, ny, of) ?? [1, 1];
  const gaps: Rectangle[] = [];
  for (let i = 1; i < fast; i++) {
    const end = i * (of.fast + of.gapFast);
    gaps.push([end - of.gapFast, 0, end, ny]);
  }
  for (let i = 1; i < slow; i++) {
    const end = i * (of.slow + of.gapSlow);
    gaps.push([0, end - of.gapSlow, nx, end]);
  }
  return gaps;
}

/** The same for an Eiger or Eiger2, also one turned by 90°. */
export function eigerGaps(nx: number, ny: number): Rectangle[] {
  for (const modules of eigerModules) {
    if (moduleGrid(nx, ny, modules)) return moduleGaps(nx, ny, modules);
    if (moduleGrid(ny, nx, modules))
      return moduleGaps(ny, nx, modules).map(([f0, s0, f1, s1]) => [s0, f0, s1, f1]);
  }
  return [];
}
