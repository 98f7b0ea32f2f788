import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { runDials } from "../../../../test/support/dials.js";
import { needs } from "../../../../test/support/needs.js";
import { shared } from "../../../../test/support/paths.js";
import { Pcg32 } from "../../array/random.js";
import {
  Detector,
  ExperimentList,
  FlexInt6,
  FlexShoebox,
  FlexSizeT,
  type Int6,
  MaskCode,
  masks,
  ReflectionTable,
  Shoebox,
} from "../../node/main.js";

const folder = mkdtempSync(join(tmpdir(), "ewald-bragg-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const panel = (fast: number, slow: number, x: number) => ({
  fast_axis: [1, 0, 0],
  slow_axis: [0, -1, 0],
  origin: [x, 10, -100],
  image_size: [fast, slow],
  pixel_size: [0.1, 0.1],
});
const detector = new Detector({ panels: [panel(60, 40, 0), panel(31, 50, 10), panel(60, 40, 20)] });

/** Boxes of every shape, some beyond the edges of their panels, with every sum of codes. */
function boxes(n: number): FlexShoebox {
  const { next } = new Pcg32(11);
  const whole = (low: number, high: number) => low + Math.floor((high - low) * next());
  return FlexShoebox.from(
    Array.from({ length: n }, () => {
      const [x, y, z] = [whole(-4, 58), whole(-4, 48), whole(-2, 9)];
      const box: Int6 = [x, x + whole(1, 8), y, y + whole(1, 8), z, z + whole(1, 5)];
      const size = (box[1] - box[0]) * (box[3] - box[2]) * (box[5] - box[4]);
      const codes = Uint8Array.from({ length: size }, () => (next() < 0.9 ? 0 : whole(0, 64)));
      return Shoebox.of(whole(0, 3), box, new Float32Array(size), codes);
    }),
  );
}

const signals = {
  foreground: (code: number) => (code & 5) === 5,
  strong: (code: number) => (code & 9) === 9,
  all_signal: (code: number) => (code & 1) !== 0 && (code & 12) !== 0,
} as const;

/** One pixel after another. */
function naive(
  column: FlexShoebox,
  is: (code: number) => boolean,
  wanted: (z: number) => boolean,
): number[][] {
  const found = detector.panels.map((one) => {
    const [nx, ny] = one.getImageSize();
    return new Array<number>(nx * ny).fill(0);
  });
  for (const { panel: number, bbox, mask } of column) {
    const [x0, x1, y0, y1, z0, z1] = bbox;
    const [nx, ny] = detector.panel(number).getImageSize();
    let i = 0;
    for (let z = z0; z < z1; z++)
      for (let y = y0; y < y1; y++)
        for (let x = x0; x < x1; x++, i++)
          if (x >= 0 && x < nx && y >= 0 && y < ny && wanted(z) && is(mask[i]!))
            found[number]![y * nx + x] = 1;
  }
  return found;
}

const data = (given: readonly { values: { data: Uint8Array } }[]) =>
  given.map(({ values }) => [...values.data]);
const all = () => true;

describe("braggMask", () => {
  const column = boxes(300);

  it("is the naive loop's, for each signal, a code, and some images", () => {
    for (const signal of ["foreground", "strong", "all_signal"] as const) {
      const mask = masks.braggMask(column, detector, { signal });
      expect(data(mask)).toEqual(naive(column, signals[signal], all));
      expect(masks.count(mask).good).toBeGreaterThan(50);
      expect(data(masks.braggMask(column, detector, { signal, images: [2, 5] }))).toEqual(
        naive(column, signals[signal], (z) => z >= 2 && z < 5),
      );
    }
    const used = MaskCode.Background | MaskCode.BackgroundUsed;
    expect(data(masks.braggMask(column, detector, { signal: used }))).toEqual(
      naive(column, (code) => (code & used) === used, all),
    );
  });

  it("image by image: each is its slice's, and together they are the whole", () => {
    let whole = masks.uniform(detector, false);
    let before = -3;
    for (const { z, mask } of masks.braggMasks(column, detector)) {
      expect(z).toBe(++before);
      expect(data(mask)).toEqual(naive(column, signals.foreground, (slice) => slice === z));
      whole = masks.or(whole, mask);
    }
    expect(before).toBeGreaterThan(10);
    expect(data(whole)).toEqual(data(masks.braggMask(column, detector)));
    const some = [...masks.braggMasks(column, detector, { images: [100, 102], signal: "strong" })];
    expect(some.map(({ z, mask }) => [z, masks.count(mask).good])).toEqual([
      [100, 0],
      [101, 0],
    ]);
  });

  it("combines with a mask of pixels", () => {
    const bragg = masks.braggMask(column, detector);
    const pixels = masks.generateMask(detector, undefined, { border: 3 });
    const diffuse = masks.and(pixels, masks.not(bragg));
    expect(masks.count(diffuse).good).toBeLessThan(masks.count(pixels).good);
    diffuse.forEach(({ values }, i) => {
      values.data.forEach((good, k) => {
        expect(good).toBe(pixels[i]!.values.data[k]! & (bragg[i]!.values.data[k]! ^ 1));
      });
    });
  });

  it("reads pools as select, concat and absent arrays leave them", () => {
    const half = column.slice(0, 150);
    const bare = FlexShoebox.unallocated(FlexSizeT.from([1]), FlexInt6.from([[0, 5, 0, 5, 0, 5]]));
    const joined = column.slice(150).concat(half, bare);
    expect(data(masks.braggMask(joined, detector))).toEqual(data(masks.braggMask(column, detector)));
    expect(masks.count(masks.braggMask(column.slice(0, 0), detector)).good).toBe(0);
    expect([...masks.braggMasks(column.slice(0, 0), detector)]).toEqual([]);
    expect(() => masks.braggMask(bare, detector)).toThrow("None of 1 shoeboxes has its pixels");
  });

  it("refuses panels that are not there and signals that are none", () => {
    const one = new Detector({ panels: [panel(60, 40, 0)] });
    expect(() => masks.braggMask(column, one)).toThrow(
      /is on panel [12], but the detector has panels 0 to 0\./,
    );
    // @ts-expect-error the compiler refuses it too
    expect(() => masks.braggMask(column, detector, { signal: "weak" })).toThrow(
      'There is no Bragg signal "weak"',
    );
    expect(() => masks.braggMask(column, detector, { signal: 0 })).toThrow("The mask code 0 cannot be");
  });
});

// The function the diffuse scattering documents give, its three loops over the axes that they mean (z, y, x), and all_signal as
// they describe it: their code asks for (Foreground | Strong) & Valid, which is 0 and holds for every pixel.
const script = `
from dials.array_family import flex
from dials.algorithms.shoebox import MaskCode
from dxtbx.model import Detector
from dxtbx.model.experiment_list import ExperimentListFactory

def bragg_mask(shoeboxes, sizes, mask_type):
    panel_masks = [flex.bool(flex.grid(size[1], size[0]), False) for size in sizes]
    for shoebox in shoeboxes:
        bbox, mask_3d = shoebox.bbox, shoebox.mask
        nz, ny, nx = mask_3d.accessor().all()
        out = panel_masks[shoebox.panel]
        height, width = out.accessor().all()
        for y in range(ny):
            for x in range(nx):
                has_signal = False
                for z in range(nz):
                    value = mask_3d[z, y, x]
                    if mask_type == "all_signal":
                        has_signal = value & MaskCode.Valid and value & (MaskCode.Foreground | MaskCode.Strong)
                    else:
                        target = MaskCode.Valid | (MaskCode.Foreground if mask_type == "foreground" else MaskCode.Strong)
                        has_signal = (value & target) == target
                    if has_signal:
                        break
                if has_signal:
                    panel_y, panel_x = bbox[2] + y, bbox[0] + x
                    if 0 <= panel_x < width and 0 <= panel_y < height:
                        out[panel_y, panel_x] = True
    return panel_masks

answer = []
for path, experiments, sizes in input:
    table = flex.reflection_table.from_file(path)
    if experiments:
        sizes = [p.get_image_size() for p in ExperimentListFactory.from_json_file(experiments, check_format=False)[0].detector]
    answer.append([[list(m.as_1d().iselection()) for m in bragg_mask(table["shoebox"], sizes, kind)]
                   for kind in ("foreground", "strong", "all_signal")])
output(answer)
`;

needs.all(needs.dials(), needs.sharedData("data", "quartz_processed")).it(
  "is what the documents' Python makes with DIALS",
  async () => {
    const made = join(folder, "made.refl");
    new ReflectionTable({ shoebox: boxes(200) }).toFile(made);
    const quartz = shared("data", "quartz_processed");
    const files = [
      [made, null],
      [join(quartz, "strong.refl"), join(quartz, "imported.expt")],
    ] as const;
    const sizes = detector.panels.map((one) => one.getImageSize());
    const answers = await runDials<number[][][][]>(
      script,
      files.map(([path, experiments]) => [path, experiments, sizes]),
    );
    for (const [i, [path, experiments]] of files.entries()) {
      const on = experiments ? ExperimentList.fromFile(experiments)[0]!.detector! : detector;
      const shoeboxes = ReflectionTable.fromFile(path).column("shoebox");
      for (const [k, signal] of (["foreground", "strong", "all_signal"] as const).entries()) {
        const mask = masks.braggMask(shoeboxes, on, { signal });
        expect(
          mask.map(({ values }) => [...values.iselection().data]),
          `${path} ${signal}`,
        ).toEqual(answers[i]![k]);
      }
    }
    expect(answers[1]![0]![0]!.length).toBeGreaterThan(1000);
  },
  120_000,
);
