// Images of a detector of 6 million pixels: background that falls off with the angle, rings, spots, gaps between modules.
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Beam, Detector, Scan, writeMiniCbf } from "ewald";

export const [fast, slow] = [2463, 2527];

/** A generator of numbers in 0 … 1 (mulberry32). */
function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function pixelsOf(n) {
  const next = random(n + 1);
  const values = new Int32Array(fast * slow);
  for (let y = 0, i = 0; y < slow; y++)
    for (let x = 0; x < fast; x++, i++) {
      if (x % 494 >= 487 || y % 212 >= 195) {
        values[i] = -1;
        continue;
      }
      const r = Math.hypot(x - 1231.5, y - 1263.5);
      const mean = 0.8 * Math.exp(-r / 900) + 0.5 * Math.exp(-(((r - 520) / 60) ** 2));
      // A Poisson number by multiplying numbers until they fall below e^-mean (Knuth).
      const floor = Math.exp(-mean);
      let product = next();
      let count = 0;
      while (product > floor) {
        product *= next();
        count++;
      }
      values[i] = count;
    }
  for (let spot = 0; spot < 600; spot++) {
    const [x, y, height] = [20 + next() * (fast - 40), 20 + next() * (slow - 40), 20 + 3000 * next() ** 4];
    for (let dy = -4; dy <= 4; dy++)
      for (let dx = -4; dx <= 4; dx++) {
        const i = Math.round(y + dy) * fast + Math.round(x + dx);
        if (values[i] >= 0) values[i] += Math.round(height * Math.exp(-(dx * dx + dy * dy) / 3));
      }
  }
  return values;
}

/** 200 mm away, the beam in the middle. */
const models = (count) => ({
  beam: new Beam({ direction: [0, 0, 1], wavelength: 0.9763 }),
  detector: new Detector([
    {
      name: "Panel",
      type: "SENSOR_PAD",
      fast_axis: [1, 0, 0],
      slow_axis: [0, -1, 0],
      origin: [-211.818, 217.322, -200],
      raw_image_offset: [0, 0],
      image_size: [fast, slow],
      pixel_size: [0.172, 0.172],
      trusted_range: [0, 1048500],
      thickness: 0.32,
      material: "Si",
      mu: 3.6,
      identifier: "",
      mask: [],
      gain: 1,
      pedestal: 0,
      px_mm_strategy: { type: "ParallaxCorrectedPxMmStrategy" },
    },
  ]),
  scan: new Scan({
    image_range: [1, count],
    batch_offset: 0,
    oscillation: [0, 0.1],
    exposure_time: [0.1],
    epochs: Array.from({ length: count }, (_, i) => 1700000000 + i),
    valid_image_ranges: {},
  }),
});

/** Writes `count` of them; the folder and its template. */
export function writeFrames(count) {
  const folder = mkdtempSync(join(tmpdir(), "ewald-bench-viewer-"));
  const about = models(count);
  for (let n = 0; n < count; n++)
    writeFileSync(
      join(folder, `f_${String(n + 1).padStart(4, "0")}.cbf`),
      writeMiniCbf({ ...about, index: n, data: pixelsOf(n), lossy: true }),
    );
  return { folder, template: join(folder, "f_####.cbf") };
}
