import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { flex } from "ewald";
import { describe, expect, it } from "vitest";
import { bars } from "./bars.js";
import type { Figure, FigureBundle } from "./figure.js";
import { heatmap } from "./heatmap.js";
import { histogram } from "./histogram.js";
import { scatter } from "./scatter.js";
import { sideBySide } from "./sideBySide.js";
import type { DensitySeries, GridSeries, PointSeries, StepSeries } from "./spec.js";
import { decode } from "./typed-array.test-support.js";

/** Numbers in (0, 1) that are the same in every run. */
function uniform(seed: number): () => number {
  let state = seed;
  return () => ((state = (Math.imul(state, 1664525) + 1013904223) >>> 0) + 0.5) / 2 ** 32;
}
const filled = (n: number, f: (i: number) => number) => Float64Array.from({ length: n }, (_, i) => f(i));
const steps = (figure: Figure) => figure.spec.series as StepSeries[];
const points = (figure: Figure) => figure.spec.series as PointSeries[];

const random = uniform(1);
const wilson = (n: number) => filled(n, () => -1000 * Math.log(random()));
const figures: Record<string, () => Figure> = {
  "few bins": () => histogram([1, 2, 2, 3], { title: "<b>a & b</b>", xTitle: "x", xUnit: "Å⁻¹" }),
  "12,000 bins": () => histogram(wilson(1e6), { min: 0, max: 12_000, bins: 12_000, log: "y" }),
  overlaid: () =>
    histogram({ "<i>a</i>": wilson(1000), b: wilson(1000) }, { min: 0, max: 5000, bins: 50, log: "y" }),
  "100,000 points": () => scatter({ x: filled(1e5, (i) => i / 30), y: wilson(1e5), log: "y" }),
  "points by colour": () =>
    scatter({ x: wilson(5000), y: wilson(5000), color: wilson(5000), colorTitle: "I" }),
  "800 points by vectors": () => scatter({ x: wilson(800), y: wilson(800), color: wilson(800), size: 5 }),
  "many scans": () =>
    scatter({
      series: [1, 2, 3, 4, 5].map((k) => ({ name: `scan ${k}`, x: wilson(2e4), y: wilson(2e4) })),
      log: "xy",
    }),
  density: () => scatter({ x: wilson(150_000), y: wilson(150_000), equal: true }),
  densities: () =>
    scatter({ series: [1, 2].map(() => ({ x: wilson(80_000), y: wilson(80_000) })), log: "xy" }),
  bars: () => bars({ x: ["a", "<b>"], series: [{ y: [1, 2], name: "s & t" }, { y: [3, 0] }], log: true }),
  "a map": () =>
    heatmap(
      { shape: [500, 487], data: filled(500 * 487, (i) => (i % 487 < 7 ? -1 : i)) },
      {
        log: true,
        title: "<b>map</b>",
        colorTitle: "d",
        colorUnit: "Å",
        overlay: [{ x: [5], y: [7], name: "<s>" }],
      },
    ),
  "a small map": () => heatmap({ shape: [2, 3], values: [1, 2, 3, 4, 5, Number.NaN] }, { rowsDown: false }),
  nothing: () => scatter({ x: [], y: [] }),
  "no values": () => histogram([], {}),
};

describe.each(Object.entries(figures))("the bundle of a figure of %s", (_, make) => {
  const figure = make();
  const display = Symbol.for("Jupyter.display");
  const bundle = (figure as unknown as Record<symbol, () => FigureBundle>)[display]!.call(figure);
  const { "application/vnd.plotly.v1+json": plotly, "image/svg+xml": svg, "text/plain": text } = bundle;

  it("has an SVG that is well-formed XML, under 300 kB, white, without scripts or outside resources", () => {
    // Python's expat is the judge of well-formedness; it reads from a pipe.
    execFileSync("python3", ["-c", "import sys, xml.dom.minidom as m; m.parse(sys.stdin.buffer)"], {
      input: svg,
    });
    expect(svg.length).toBeLessThan(300_000);
    expect(svg).not.toMatch(/<script|\son\w+=|NaN|undefined|Infinity/);
    expect(svg.match(/(?:href|src)="(?!data:image\/png;base64,)/g)).toBeNull();
    expect(svg).toMatch(/<rect width="\d+" height="\d+" fill="#ffffff"/);
  });

  it("has Plotly data that JSON keeps, and one line of text", () => {
    const json = JSON.stringify(plotly);
    expect(JSON.parse(json)).toEqual(plotly);
    expect(json.length).toBeLessThan(2e6);
    expect(text).not.toContain("\n");
    expect(text.length).toBeGreaterThan(5);
  });
});

describe("histogram", () => {
  it("takes arrays, flex columns, iterables and made histograms alike", () => {
    const values = [1, 2, 2, 7.5, 11];
    const options = { min: 0, max: 10, bins: 10 };
    const expected = [0, 1, 2, 0, 0, 0, 0, 1, 0, 0];
    for (const source of [
      values,
      Float32Array.from(values),
      flex.double(values),
      new Set([1, 2, 2.5, 7.5, 11]),
    ]) {
      expect(Array.from(steps(histogram(source, options))[0]!.counts)).toEqual(expected);
    }
    const made = flex.histogram(flex.double(values), { dataMin: 0, dataMax: 10, nSlots: 10 });
    const figure = histogram(made);
    expect(Array.from(steps(figure)[0]!.counts)).toEqual(expected);
    expect(figure.spec.x.range).toEqual([0, 10]);
    expect(figure.spec.notes).toEqual(["Left out: 1 outside 0 to 10"]);
  });

  it("refuses a column of vectors, and says what to do", () => {
    expect(() => histogram({ data: new Float64Array(9), length: 3 })).toThrow("3 numbers per row");
    expect(() => histogram(["a"] as unknown as number[])).toThrow("expected numbers");
    expect(() => histogram([1], { bins: 0 })).toThrow("0 is not a number of bins");
    expect(() => histogram([1], { min: 5, max: 5 })).toThrow("no range to bin");
  });

  it("says how many values it left out, in the figure and in the text", () => {
    const figure = histogram([-1, 5, 20, 30, Number.NaN], { min: 0, max: 10, bins: 5 });
    const note = "Left out: 1 below 0, 2 at or above 10, 1 not a number";
    expect(figure.spec.notes).toEqual([note]);
    expect(figure.toSVG()).toContain(note);
    expect(String(figure)).toContain(note);
    expect(JSON.stringify(figure.toPlotly().layout)).toContain(note);
  });

  it("chooses round edges that hold all values, whole for whole numbers", () => {
    const figure = histogram([3, 4, 4, 9]);
    expect(Array.from(steps(figure)[0]!.counts)).toEqual([1, 2, 0, 0, 0, 0, 1]);
    expect([steps(figure)[0]!.min, steps(figure)[0]!.max]).toEqual([3, 10]);
  });

  it("sends Plotly the counts, a zero bin at each end, and no values", () => {
    const [trace] = histogram([0.5, 1.5, 1.6], { min: 0, max: 2, bins: 2 }).toPlotly().data;
    expect(decode(trace!.y as never)).toEqual([0, 1, 2, 0]);
    expect([trace!.x0, trace!.dx]).toEqual([-0.5, 1]);
  });
});

describe("scatter", () => {
  it("leaves out what a log axis cannot show, keeps the rest in order, and says so", () => {
    const figure = scatter({ x: [1, 2, 3, 4], y: [10, 0, -5, 20], color: [1, 2, 3, 4], log: "y" });
    expect(Array.from(points(figure)[0]!.x)).toEqual([1, 4]);
    expect(Array.from(points(figure)[0]!.values!)).toEqual([1, 4]);
    expect(figure.spec.notes).toEqual(["Left out: 2 not positive (log axis)"]);
    const [trace] = figure.toPlotly().data;
    expect(decode(trace!.x as never)).toEqual([1, 4]);
  });

  it("keeps a stray value from stretching a log axis, and says so", () => {
    const y = Float64Array.from({ length: 2000 }, (_, i) => 10 + i);
    y[7] = 1e-15;
    const figure = scatter({ x: y.map((_, i) => i), y, log: "y" });
    expect(Math.min(...figure.spec.y.range)).toBeGreaterThan(1);
    expect(figure.spec.notes).toEqual(["Left out: 1 below the axis"]);
    // Few values are all shown: none of them is known to be stray.
    expect(Math.min(...scatter({ x: [1, 2, 3], y: [1e-15, 1, 2], log: "y" }).spec.y.range)).toBeLessThan(
      1e-15,
    );
  });

  it("turns to a density above 100,000 points that counts every one, and says so", () => {
    const n = 100_001;
    const figure = scatter({ x: filled(n, random), y: filled(n, random) });
    const [density] = figure.spec.series as DensitySeries[];
    expect(density!.counts.reduce((a, b) => a + b, 0)).toBe(n);
    expect(figure.spec.notes[0]).toBe("100,001 points, drawn as a density");
    expect(scatter({ x: filled(n - 1, random), y: filled(n - 1, random) }).spec.kind).toBe("scatter");
  });

  it("gives equal axes the same length per unit in the static and the interactive figure", () => {
    const figure = scatter({ x: [0, 100], y: [0, 10], equal: true });
    const { layout } = figure.toPlotly() as unknown as {
      layout: Record<"xaxis" | "yaxis", { range: number[]; scaleanchor?: string }> & {
        width: number;
        height: number;
        margin: Record<"l" | "r" | "t" | "b", number>;
      };
    };
    const width = layout.width - layout.margin.l - layout.margin.r;
    const height = layout.height - layout.margin.t - layout.margin.b;
    const perX = (layout.xaxis.range[1]! - layout.xaxis.range[0]!) / width;
    const perY = (layout.yaxis.range[1]! - layout.yaxis.range[0]!) / height;
    expect(perX).toBeCloseTo(perY, 10);
    expect(layout.yaxis.scaleanchor).toBe("x");
  });

  it("refuses lists of different length, unknown colours, and log with equal", () => {
    expect(() => scatter({ x: [1, 2], y: [1] })).toThrow("x has 2 values but y has 1");
    expect(() => scatter({ x: [1], y: [1], color: "no such" })).toThrow('"no such" is not a CSS colour');
    expect(() => scatter({ x: [1], y: [1], log: "x", equal: true })).toThrow(
      "equal axes cannot be logarithmic",
    );
  });
});

describe("bars", () => {
  it("sets series side by side, and counts what a log axis cannot show", () => {
    const figure = bars({ x: ["a", "b"], series: [{ y: [1, 2] }, { y: [3, 0] }], log: true });
    const [first, second] = figure.spec.series;
    expect(first).toMatchObject({ mark: "bars", name: "series 1", width: 0.39, offset: -0.195 });
    expect(second).toMatchObject({ offset: 0.195 });
    expect(figure.spec.notes[0]).toMatch("1 bar not positive");
    expect(() => bars({ x: [2, 1], y: [1, 1] })).toThrow("x[1] is 1");
  });
});

describe("heatmap", () => {
  it("shows every pixel once: means of cells as a plain loop makes them, what is left out counted", () => {
    const rows = 725;
    const columns = 11;
    const data = filled(rows * columns, (i) => (i % 97 === 0 ? Number.NaN : random() - 0.1));
    const mask = data.map((_, i) => (i % 13 === 0 ? 0 : 1));
    const figure = heatmap({ shape: [rows, columns], data }, { mask, log: true });
    const [grid] = figure.spec.series as GridSeries[];
    expect([grid!.nx, grid!.ny, grid!.xExtent, grid!.yExtent]).toEqual([4, 242, [0, 12], [0, 726]]);
    for (const [row, column] of [
      [0, 0],
      [100, 2],
      [241, 3],
    ] as const) {
      const kept: number[] = [];
      for (let j = 3 * row; j < Math.min(rows, 3 * row + 3); j++)
        for (let i = 3 * column; i < Math.min(columns, 3 * column + 3); i++) {
          const k = j * columns + i;
          if (mask[k] && data[k]! >= 0) kept.push(data[k]!);
        }
      const mean = kept.reduce((a, b) => a + b, 0) / kept.length;
      expect(grid!.values[row * 4 + column]).toBeCloseTo(mean, 6);
    }
    const masked = mask.filter((m) => !m).length;
    const notNumbers = data.filter((v, k) => mask[k] && Number.isNaN(v)).length;
    const negative = data.filter((v, k) => mask[k] && v < 0).length;
    expect(figure.spec.notes).toEqual([
      "A cell is the mean of 3 × 3 values",
      `Left blank: ${masked.toLocaleString("en-US")} masked, ${notNumbers} not finite, ${negative} negative (log scale)`,
    ]);
  });

  it("keeps a single peak in sight where it is asked for", () => {
    const data = new Int32Array(1000 * 1000);
    data[123_456] = 1000;
    const figure = heatmap({ shape: [1000, 1000], values: data }, { reduce: "max" });
    expect((figure.spec.series as GridSeries[])[0]!.values.filter((v) => v === 1000)).toHaveLength(1);
  });

  it("puts row 0 on top, or at the bottom, in both forms", () => {
    const map = { shape: [2, 3] as const, data: [1, 2, 3, 4, 5, 6] };
    expect(heatmap(map).spec.y.range).toEqual([2, 0]);
    const up = heatmap(map, { rowsDown: false });
    expect(up.spec.y.range).toEqual([0, 2]);
    expect(heatmap(map).toSVG()).toMatch(/translate\(0.000,0.000\) scale\(1,1\)/);
    expect(up.toSVG()).toMatch(/scale\(1,-1\)/);
    const [trace] = up.toPlotly().data;
    expect(decode(trace!.z as never)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(decode(trace!.y as never)).toEqual([0.5, 1.5]);
  });

  it("counts the pixels of a part of a panel from where it lies, and leaves the colour scale out when told", () => {
    const part = { shape: [2, 3] as const, origin: [600, 340] as const, values: [1, 2, 3, 4, 5, 6] };
    const figure = heatmap(part, { colorBar: false, width: 300, height: 300 });
    expect([figure.spec.x.range, figure.spec.y.range]).toEqual([
      [600, 603],
      [342, 340],
    ]);
    const [trace] = figure.toPlotly().data;
    expect(decode(trace!.x as never)).toEqual([600.5, 601.5, 602.5]);
    expect(decode(trace!.y as never)).toEqual([340.5, 341.5]);
    expect(trace!.showscale).toBe(false);
    const shown = heatmap(part, { width: 300, height: 300 });
    expect(shown.toPlotly().data[0]!.showscale).toBe(true);
    expect(figure.toSVG().length).toBeLessThan(shown.toSVG().length);
  });

  it("refuses values and masks that do not fill the shape", () => {
    expect(() => heatmap({ shape: [2, 2], data: [1, 2, 3] })).toThrow("3 values do not fill 2 rows of 2");
    expect(() => heatmap({ shape: [1, 2], data: [1, 2] }, { mask: [1] })).toThrow("the mask has 1 pixels");
    expect(() => heatmap({ shape: [1, 2], data: [1, 2] }, { range: [0, 1], log: true })).toThrow("positive");
  });
});

describe("sideBySide", () => {
  const map = (width: number, height: number) =>
    heatmap({ shape: [1, 2], values: [width, height] }, { width, height });

  it("lays figures out in rows and columns, each whole", () => {
    const figures = [map(200, 150), map(250, 180), map(210, 190)];
    const sheet = sideBySide(figures, { columns: 2 });
    const svg = sheet.toSVG();
    const places = [...svg.matchAll(/<svg (?:x="(\d+)" y="(\d+)")/g)].map(([, x, y]) => [
      Number(x),
      Number(y),
    ]);
    expect(places).toEqual([
      [0, 0],
      [210, 0],
      [0, 180],
    ]);
    expect(svg).toContain('width="460" height="370" viewBox="0 0 460 370"');
    expect(svg.match(/<\/svg>/g)).toHaveLength(4);
    // Ids are unique in one document.
    const ids = [...svg.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const display = (sheet as unknown as Record<symbol, () => Record<string, string>>)[
      Symbol.for("Jupyter.display")
    ]!;
    expect(display.call(sheet)).toEqual({
      "image/svg+xml": svg,
      "text/plain": figures.map(String).join("\n"),
    });
  });

  it("refuses nothing, and rows of nothing", () => {
    expect(() => sideBySide([])).toThrow("0 figures in rows of 4 cannot be drawn");
    expect(() => sideBySide([map(200, 200)], { columns: 0 })).toThrow("rows of 0");
  });
});

describe("Figure", () => {
  it("shows texts as they are, in SVG and in Plotly's small HTML", () => {
    const figure = figures["few bins"]!();
    expect(figure.toSVG()).toContain("&lt;b&gt;a &amp; b&lt;/b&gt;");
    expect(JSON.stringify(figure.toPlotly().layout)).toContain("&lt;b&gt;a &amp; b&lt;/b&gt;");
  });

  it("raises exponents in units and log ticks", () => {
    expect(figures["few bins"]!().toSVG()).toMatch(
      /x \(Å<tspan dy="-0.5em" font-size="72%">−1<\/tspan><tspan dy="0.36em">\)/,
    );
  });

  it("gives the ids of each document a prefix of its own", () => {
    const ids = (svg: string) => new Set(Array.from(svg.matchAll(/ id="([^"]+)"/g), (m) => m[1]));
    const a = ids(figures.bars!().toSVG());
    const b = ids(figures["few bins"]!().toSVG());
    expect(a.size).toBeGreaterThan(0);
    expect([...a].filter((id) => b.has(id))).toEqual([]);
  });

  it("saves an SVG file whole, and refuses other kinds", async () => {
    const folder = mkdtempSync(join(tmpdir(), "ewald-figure-"));
    try {
      const figure = figures.bars!();
      await figure.save(join(folder, "a.svg"));
      expect(readFileSync(join(folder, "a.svg"), "utf8")).toBe(figure.toSVG());
      await expect(figure.save(join(folder, "a.gif"))).rejects.toThrow("ends in .svg");
      await expect(figure.save(join(folder, "none/a.svg"))).rejects.toThrow("Cannot write");
      expect(readdirSync(folder)).toEqual(["a.svg"]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
