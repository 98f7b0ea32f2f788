// The tutorials, cell by cell, through a real Jupyter Server with JupyterLab's own client: the numbers they answer.
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { type JupyterServer, startJupyterServer } from "../support/jupyterServer.js";
import { needs } from "../support/needs.js";
import { root, shared } from "../support/paths.js";
import { type CellRun, type NotebookSession, runNotebook, textOf } from "../support/sessions.js";

const pixels = "02-looking-at-pixels.ipynb";
const spots = "01-spots-and-intensities.ipynb";
const frames = "03-data-frames.ipynb";
const imagesNotebook = "05-images-and-masks.ipynb";
const findSpotsNotebook = "06-find-spots.ipynb";
const geometryNotebook = "04-from-pixel-to-miller-index.ipynb";

/** A value of the notebook's session, through JSON. */
async function value<T>(session: NotebookSession, expression: string): Promise<T> {
  const run = await session.run(`console.log(JSON.stringify(${expression}))`);
  expect(run.status, textOf(run)).toBe("ok");
  return JSON.parse(textOf(run)) as T;
}

const figures = (cells: CellRun[]) =>
  cells.flatMap((cell) =>
    cell.outputs.flatMap((output) =>
      "data" in output && "application/vnd.plotly.v1+json" in output.data ? [output.data] : [],
    ),
  );

/** The first cell, pointed at these files. */
const pointedAt = (indexed: string, integrated: string) => (source: string, index: number) =>
  index > 0
    ? source
    : source
        .replace(/indexedFile = ".*"/, `indexedFile = ${JSON.stringify(indexed)}`)
        .replace(/integratedFile = ".*"/, `integratedFile = ${JSON.stringify(integrated)}`);

needs.jupyter().describe("the tutorial notebooks", () => {
  let server: JupyterServer;
  const sessions: NotebookSession[] = [];
  beforeAll(async () => {
    server = await startJupyterServer(join(root, "notebooks"));
  });
  // Each test has a kernel of its own: a session is found again by its notebook's path.
  afterEach(async () => {
    for (const session of sessions.splice(0)) await session.close();
  });
  afterAll(() => server?.stop());
  const run = async (path: string, change?: (source: string, index: number) => string) => {
    const ran = await runNotebook(server, path, change);
    sessions.push(ran.session);
    return ran;
  };

  needs.all().it(
    "01 answers how big, how strong and where",
    async () => {
      const { session, cells } = await run(spots);
      // Every figure is both interactive and still.
      expect(figures(cells)).toHaveLength(4);
      for (const figure of figures(cells))
        expect(figure["image/svg+xml"]).toMatch(/^<svg[^>]*>[\s\S]*<\/svg>\s*$/);
      // Truth of the simulation: the detector's spots are tens of pixels, the strong ones at low resolution.
      const median = await value<number>(session, "flex.median(sizes)");
      expect(median).toBeGreaterThan(10);
      expect(median).toBeLessThan(100);
      const [dStrong, dAll] = await value<[number, number]>(
        session,
        `[flex.median(strong.column("d")), flex.median(data.column("d"))]`,
      );
      expect(dStrong).toBeGreaterThan(1.1 * dAll);
      // The histogram drawn is the histogram printed.
      const printed = cells
        .map(textOf)
        .join("\n")
        .match(/^5\t(\d+)$/m);
      const counted = await value<number>(session, "sizes.data.filter((n) => n < 10).length");
      expect(Number(printed?.[1])).toBe(counted);
    },
    180_000,
  );

  needs.all().it(
    "02 shows the notch and the pile-up, and recovers the transmissions",
    async () => {
      const { session, cells } = await run(pixels);
      expect(figures(cells)).toHaveLength(5);
      const slots = await value<number[]>(session, "pixels.slots().toArray()");
      expect(slots).toHaveLength(12_000);
      const sum = (from: number, to: number) => slots.slice(from, to).reduce((a, b) => a + b, 0);
      // The notch: fewer pixels where the gain switches than on either side.
      expect(sum(25, 27)).toBeLessThan(0.5 * sum(21, 23));
      expect(sum(25, 27)).toBeLessThan(0.5 * sum(28, 30));
      // The pile-up: a window around 10,000 holds many times what the one below it does.
      expect(sum(9_800, 10_200)).toBeGreaterThan(5 * sum(9_000, 9_400));
      expect(sum(10_500, 12_000)).toBe(0);
      const ratios = await value<number[]>(session, "ratios");
      [0.064, 0.127, 0.253, 0.503, 1].forEach((transmission, i) => {
        expect(ratios[i]! / transmission).toBeGreaterThan(0.99);
        expect(ratios[i]! / transmission).toBeLessThan(1.02);
      });
    },
    180_000,
  );

  needs.all().it(
    "03 gives with data frames what 02 gave with tables",
    async () => {
      const { session, cells } = await run(frames);
      expect(figures(cells).length).toBeGreaterThanOrEqual(4);
      const ratios = await value<number[]>(session, `[...ratios.array("ratio")]`);
      [0.064, 0.127, 0.253, 0.503, 1].forEach((transmission, i) => {
        expect(ratios[i]! / transmission).toBeGreaterThan(0.98);
        expect(ratios[i]! / transmission).toBeLessThan(1.03);
      });
      const [frame, table] = await value<[number, number]>(
        session,
        "[good.numRows(), (() => { const t = integrated.select(integrated.getFlags(Flag.integrated)); return " +
          `t.column("intensity.prf.value").gt(flex.sqrt(t.column("intensity.prf.variance")).mul(3)).count(); })()]`,
      );
      expect(frame).toBe(table);
    },
    180_000,
  );

  needs.all().it(
    "04 goes from a pixel to Miller indices and back, and computes lp and qe as they were integrated",
    async () => {
      const { session, cells } = await run(geometryNotebook);
      expect(figures(cells)).toHaveLength(8);
      // |q| by the law of cosines from the angle between beam and pixel, d by Bragg's law.
      const [length, angle, wavelength] = await value<[number, number, number]>(
        session,
        "[length, panel.getTwoThetaAtPixel(s0, pixel), beam.getWavelength()]",
      );
      expect(length).toBeCloseTo((2 * Math.sin(angle / 2)) / wavelength, 12);
      // Indices at the middle of the scan lead back to the pixel.
      const back = await value<[number, number]>(
        session,
        "(() => { const R = experiment.goniometer!.getRotationMatrix(scan.getAngleFromArrayIndex(z.at(1))); " +
          "const [r] = [...geometry.rlpOfMillerIndices(flex.vec3Double([hkl.at(1)]), crystal.getA())]; " +
          "const lab = [0, 3, 6].map((k) => R[k]! * r![0] + R[k + 1]! * r![1] + R[k + 2]! * r![2]); " +
          "return panel.getRayIntersectionPx(lab.map((v, k) => v + s0[k]!) as [number, number, number]); })()",
      );
      expect(back[0]).toBeCloseTo(1500.5, 2);
      expect(back[1]).toBeCloseTo(700.5, 2);
      const [agreeing, spots] = await value<[number, number]>(session, "[same, spots.nrows]");
      expect(agreeing).toBe(spots);
      expect(spots).toBeGreaterThan(5000);
      // The spots' scatter about the truth: tenths of a per mille of d.
      const off = await value<number>(session, "flex.median(flex.abs(relative))");
      expect(off).toBeGreaterThan(0);
      expect(off).toBeLessThan(0.3);
      const worst = await value<[number, number]>(
        session,
        'Array.from([worst(lpHere, mine.column("lp")), worst(qeHere, mine.column("qe"))])',
      );
      expect(Math.max(...worst)).toBeLessThan(1e-14);
    },
    180_000,
  );

  needs.all().it(
    "05 imports the images, masks them, and finds the truth in their pixels",
    async () => {
      const { session, cells } = await run(imagesNotebook);
      expect(figures(cells)).toHaveLength(6);
      expect(cells.map(textOf).join("\n")).toContain("num images: 10");
      // Gaps of a Pilatus 1M: four rows of 17 and one column of 7 pixels; they are −1 in the image and not good in the mask.
      const gaps = 1043 * 981 - 5 * 195 * 2 * 487;
      expect(await value(session, "[masked, raw!.values.filter((v) => v === -1).length]")).toEqual([
        gaps,
        gaps,
      ]);
      const [within, between, left] = await value<[number, number, number]>(
        session,
        "[within, between, masks.count(usable).good]",
      );
      expect(within).toBeGreaterThan(10 * between);
      // The mask written, read back as that of the imageset.
      expect(cells.map(textOf).join("\n")).toContain(`${left} good pixels, read back`);
      // The photons of the strongest reflection are in its box, with a background of some counts a pixel.
      const [counts, photons, pixels] = await value<[number, number, number]>(
        session,
        "[profile.reduce((a, b) => a + b, 0), intensities.at(strongest), (x1 - x0) * (y1 - y0)]",
      );
      expect(counts).toBeGreaterThan(0.97 * photons);
      expect(counts).toBeLessThan(1.03 * photons + 10 * 10 * pixels);
    },
    180_000,
  );

  needs.all().it(
    "06 finds the spots, shows how, and finds again what the simulation put there",
    async () => {
      const { session, cells } = await run(findSpotsNotebook);
      expect(figures(cells)).toHaveLength(6);
      const sheets = cells.flatMap(({ outputs }) =>
        outputs.flatMap((output) => {
          const data = "data" in output ? output.data : {};
          const svg = data["image/svg+xml"];
          return typeof svg === "string" && !("application/vnd.plotly.v1+json" in data) ? [svg] : [];
        }),
      );
      // A spot on four images, eight threshold images, two thresholds beside the counts: pictures within a picture.
      expect(sheets.map((svg) => (svg.match(/<svg /g)?.length ?? 0) - 1)).toEqual([4, 8, 3]);
      const shown = cells.flatMap(({ outputs }) =>
        outputs.flatMap((output) => ("data" in output ? [String(output.data["text/html"] ?? "")] : [])),
      );
      expect(
        shown.some((html) => html.includes("Spots of each image") && html.includes("ReflectionTable")),
      ).toBe(true);
      // Every spot is on an image, and counted there once.
      const [spots, onImages, images] = await value<[number, number, number]>(
        session,
        "[strong.nrows, found.images.reduce((sum, { spots }) => sum + spots, 0), found.images.length]",
      );
      expect([onImages, images]).toEqual([spots, 10]);
      // Threshold images are of what the spot finder goes by; windows without counts (behind the beamstop) it takes as background, they not.
      const pixels = (algorithm: string) =>
        value<[number, number]>(
          session,
          `[thresholdImages(experiment!.imageset!, 4, { algorithm: "${algorithm}" }).threshold.values.reduce((sum, v) => sum + v, 0), ` +
            `(await dials.findSpots(experiments, { spotfinder: { threshold: { algorithm: "${algorithm}" } } })).images[4]!.strongPixels]`,
        );
      const [dispersion, extended] = [await pixels("dispersion"), await pixels("dispersion_extended")];
      expect(dispersion[0]).toBe(dispersion[1]);
      expect(extended[1] - extended[0]).toBeGreaterThanOrEqual(0);
      expect(extended[1] - extended[0]).toBeLessThan(5);
      const compared = await value<{ name: string; share: number; falseSpots: number }[]>(
        session,
        "curves.map(({ name, share, falseSpots }) => ({ name, share, falseSpots }))",
      );
      expect(compared.map(({ name }) => name)).toEqual([
        "dispersion_extended",
        "dispersion",
        "radial_profile",
      ]);
      for (const { share, falseSpots } of compared) {
        expect(share).toBeGreaterThan(0.97);
        expect(falseSpots).toBeLessThan(0.02 * spots);
      }
      // Fewer spots with a higher bar, and through filters.
      for (const { y } of await value<{ y: number[] }[]>(session, "series"))
        expect(y).toEqual(y.toSorted((a, b) => b - a));
      const numbers = await value<Record<string, number>>(
        session,
        "Object.fromEntries(Object.entries(tables).map(([name, { nrows }]) => [name, nrows]))",
      );
      expect(numbers.dispersion_extended).toBe(spots);
      for (const name of ["d_min 2.5 Å", "no ice rings", "max_separation 1", "6 pixels or more"])
        expect(numbers[name]).toBeLessThan(spots);
      // The simulation ends at 1.6 Å; spots in the corners of the detector say so.
      const limits = await value<number[]>(
        session,
        "counts.images.map(({ estimatedDMin }) => estimatedDMin)",
      );
      for (const limit of limits) {
        expect(limit).toBeGreaterThan(1.55);
        expect(limit).toBeLessThan(1.8);
      }
      expect(cells.map(textOf).join("\n")).toContain(`${spots} spots, read back`);
    },
    180_000,
  );

  // Numbers of DIALS 3.12.1 on the same two files: the tutorials' own Python scripts, run with dials.python.
  const quartz = needs.sharedData("data", "quartz_processed");
  const at = (name: string) => shared("data", "quartz_processed", name);
  quartz.it(
    "01 on real files gives DIALS' numbers",
    async () => {
      const { session } = await run(spots, pointedAt(at("indexed.refl"), at("integrated.refl")));
      expect(await value(session, "[spots.nrows, flex.sum(sizes), data.nrows, strong.nrows]")).toEqual([
        444, 21430, 1587, 211,
      ]);
      expect(await value(session, "slots.slots().toArray().slice(0, 12)")).toEqual([
        0, 173, 73, 39, 30, 18, 17, 21, 9, 7, 14, 7,
      ]);
    },
    180_000,
  );
  quartz.it(
    "02 on real files gives DIALS' numbers",
    async () => {
      const { session } = await run(pixels, pointedAt(at("indexed.refl"), at("integrated.refl")));
      expect(
        await value(
          session,
          "[flex.sum(pixels.slots()), pixels.nOutOfSlotRange(), significant.nrows, ratios]",
        ),
      ).toEqual([53656, 2, 993, [1]]);
      expect(await value(session, "pixels.slots().toArray().slice(41, 50)")).toEqual([
        332, 289, 317, 329, 314, 295, 269, 284, 292,
      ]);
    },
    180_000,
  );
  quartz.it(
    "03 runs on real files",
    async () => {
      const { session } = await run(frames, pointedAt(at("indexed.refl"), at("integrated.refl")));
      expect(await value(session, "[good.numRows(), spots.nrows]")).toEqual([993, 444]);
    },
    180_000,
  );
});
