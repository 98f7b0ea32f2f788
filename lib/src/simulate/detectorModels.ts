import { moduleGaps, type Rectangle } from "../images/modules.js";

/** A kind of detector: one plane of modules with gaps between them. */
export interface DetectorModel {
  /** As the header of its images names it. */
  readonly name: string;
  /** Modules in a row and in a column. */
  readonly modules: readonly [fast: number, slow: number];
  /** px. */
  readonly moduleSize: readonly [fast: number, slow: number];
  readonly gap: readonly [fast: number, slow: number];
  /** mm. */
  readonly pixelSize: number;
  readonly thickness: number;
  readonly material: "Si" | "CdTe";
  /** Counts beyond which a pixel is overloaded. */
  readonly saturation: number;
}

const pilatus = {
  moduleSize: [487, 195],
  gap: [7, 17],
  pixelSize: 0.172,
  thickness: 0.32,
  material: "Si",
  saturation: 1_048_500,
} as const;
const eiger2 = {
  moduleSize: [1028, 512],
  gap: [12, 38],
  pixelSize: 0.075,
  thickness: 0.45,
  material: "Si",
  saturation: 126_634,
} as const;
const jungfrau = {
  moduleSize: [1030, 514],
  gap: [8, 36],
  pixelSize: 0.075,
  thickness: 0.32,
  material: "Si",
  saturation: 10_100,
} as const;

/** Kinds of detectors by name, as parameters have them. */
export const detectorModels = {
  pilatus_300k: { name: "PILATUS 300K", modules: [1, 3], ...pilatus },
  pilatus_1m: { name: "PILATUS 1M", modules: [2, 5], ...pilatus },
  pilatus_2m: { name: "PILATUS 2M", modules: [3, 8], ...pilatus },
  pilatus_6m: { name: "PILATUS 6M", modules: [5, 12], ...pilatus },
  eiger2_1m: { name: "EIGER2 1M", modules: [1, 2], ...eiger2 },
  eiger2_4m: { name: "EIGER2 4M", modules: [2, 4], ...eiger2 },
  eiger2_9m: { name: "EIGER2 9M", modules: [3, 6], ...eiger2 },
  eiger2_16m: { name: "EIGER2 16M", modules: [4, 8], ...eiger2 },
  jungfrau_1m: { name: "JUNGFRAU 1M", modules: [1, 2], ...jungfrau },
  jungfrau_4m: { name: "JUNGFRAU 4M", modules: [2, 4], ...jungfrau },
} as const satisfies Record<string, DetectorModel>;

export type DetectorModelName = keyof typeof detectorModels;

/** [fast, slow], px, of all modules and the gaps between them. */
export function imageSizeOf({ modules, moduleSize, gap }: DetectorModel): [number, number] {
  const along = (i: 0 | 1) => modules[i] * moduleSize[i] + (modules[i] - 1) * gap[i];
  return [along(0), along(1)];
}

/** The gaps as rectangles [f0, s0, f1, s1], px, half-open. */
export function gapsOf(model: DetectorModel): Rectangle[] {
  const [fast, slow] = model.moduleSize;
  const [gapFast, gapSlow] = model.gap;
  return moduleGaps(...imageSizeOf(model), { fast, slow, gapFast, gapSlow });
}
