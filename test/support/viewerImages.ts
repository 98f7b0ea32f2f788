// Images for the viewer's tests: a scan of small miniCBF files, every pixel known.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Beam, Detector, Scan, writeMiniCbf } from "ewald";

export const size = [240, 180] as const;
export const images = 6;
/** Of image n (from 1): a background, a strong pixel, a gap. */
export const countsOf = (n: number, fast: number, slow: number): number =>
  fast % 60 === 59 ? -1 : fast === 100 + n && slow === 80 ? 60_000 : (n * 13 + 7 * fast + 3 * slow) % 23;

/** Writes them; their template. */
export function writeViewerImages(folder: string): string {
  const scan = new Scan({
    image_range: [1, images],
    batch_offset: 0,
    oscillation: [10, 0.5],
    exposure_time: [0.1],
    epochs: Array.from({ length: images }, (_, i) => 1_700_000_000 + i),
    valid_image_ranges: {},
  });
  const detector = new Detector([
    {
      name: "Panel",
      type: "SENSOR_PAD",
      fast_axis: [1, 0, 0],
      slow_axis: [0, -1, 0],
      origin: [-15, 12, -60],
      raw_image_offset: [0, 0],
      image_size: [...size],
      pixel_size: [0.172, 0.172],
      trusted_range: [0, 1_000_000],
      thickness: 0.45,
      material: "Si",
      mu: 3.96,
      identifier: "",
      mask: [],
      gain: 1,
      pedestal: 0,
      px_mm_strategy: { type: "ParallaxCorrectedPxMmStrategy" },
    },
  ]);
  for (let n = 1; n <= images; n++) {
    const path = join(folder, `view_${String(n).padStart(4, "0")}.cbf`);
    const data = Int32Array.from({ length: size[0] * size[1] }, (_, i) =>
      countsOf(n, i % size[0], Math.floor(i / size[0])),
    );
    const beam = new Beam({ direction: [0, 0, 1], wavelength: 0.9763 });
    writeFileSync(path, writeMiniCbf({ beam, detector, scan, index: n - 1, data, lossy: true }));
  }
  return join(folder, "view_####.cbf");
}
