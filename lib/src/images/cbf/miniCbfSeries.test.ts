// Headers read one after another, most of each known from the one before, against each header read for itself.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { needs } from "../../../../test/support/needs.js";
import { shared } from "../../../../test/support/paths.js";
import { BytesSource } from "../../bytes/byteSource.js";
import { unpacked } from "../../bytes/compression.js";
import "../../node/main.js";
import { EwaldError } from "../../error.js";
import type { HeaderSeries, ImageFile } from "../imageFormat.js";
import { openImage } from "../openImage.js";
import { cbfLayout } from "./binarySections.js";
import { latin1 } from "./byteOffsetSection.js";
import { MiniCbfLines } from "./miniCbfLines.js";

/** What a test changes of a header. */
interface Header {
  readonly lines: readonly string[];
  readonly mime: readonly string[];
  readonly end: string;
}

const mimeOf = ([nx, ny]: readonly [number, number], size: number) => [
  "Content-Type: application/octet-stream;",
  '     conversions="x-CBF_BYTE_OFFSET"',
  "Content-Transfer-Encoding: BINARY",
  `X-Binary-Size: ${size}`,
  'X-Binary-Element-Type: "signed 32-bit integer"',
  "Content-MD5: 1B2M2Y8AsgTpgAmY7PhCfg==",
  `X-Binary-Number-of-Elements: ${nx * ny}`,
  `X-Binary-Size-Fastest-Dimension: ${nx}`,
  `X-Binary-Size-Second-Dimension: ${ny}`,
  "",
];

function fileOf({ lines, mime, end }: Header, name: string): BytesSource {
  const text = [...lines, "_array_data.data", ";", "--CIF-BINARY-FORMAT-SECTION--", ...mime].join(end);
  const bytes = latin1(`${text}${end}\x0c\x1a\x04\xd5`);
  const whole = new Uint8Array(bytes.length + 100);
  whole.set(bytes);
  return new BytesSource(whole, name);
}

function headerOf(detector: string, size: readonly [number, number]): Header {
  const lines = [
    "###CBF: VERSION 1.5, CBFlib v0.7.8 - PILATUS detectors",
    "",
    "data_image_1_0001",
    "",
    '_array_data.header_convention "PILATUS_1.2"',
    "_array_data.header_contents",
    ";",
    `# Detector: ${detector}`,
    "# 2019-09-11T13:20:28.989",
    "# Pixel_size 172e-6 m x 172e-6 m",
    "# Silicon sensor, thickness 0.000450 m",
    "# Exposure_time 0.0190000 s",
    "# Exposure_period 0.0200000 s",
    "# Tau = 0 s",
    "# Count_cutoff 115897 counts",
    "# Threshold_setting: 6400 eV",
    "# Image_path: /a:b:c/",
    "# Wavelength 0.96859 A",
    "# Detector_distance 0.35100 m",
    "# Beam_xy (1261.61, 1306.96) pixels",
    "# Flux 1.396021",
    "# Start_angle 89.9997 deg.",
    "# Angle_increment 0.1000 deg.",
    "# Kappa 10.0000 deg.",
    "# Phi 3.0000 deg.",
    "# Chi 2.0000 deg.",
    "# Omega 89.9997 deg.",
    "# Oscillation_axis OMEGA",
    ";",
  ];
  return { lines, mime: mimeOf(size, 50), end: "\r\n" };
}

const detectors: readonly (readonly [string, readonly [number, number]])[] = [
  ["PILATUS3 6M, S/N 60-0119", [487, 195]],
  ["PILATUS 6M, S/N 60-0100 Diamond", [487, 195]],
  ["PILATUS 2M, S/N 24-0107", [1475, 1679]],
  ["PILATUS 12M, S/N 120-0100", [7 * 494 - 7, 24 * 212 - 17]],
  ["PILATUS 6M, S/N 60-0106, Soleil", [487, 195]],
  ["EIGER 16M, S/N 160-0001", [1030, 514]],
  ["Dectris Eiger 16M, S/N E-32-0107", [1030, 514]],
  ["Dectris EIGER Quadro", [512, 512]],
  ["ADSC HF-4M", [2290, 2100]],
];

const mimeChange = fc.constantFrom<(mime: readonly string[]) => string[]>(
  (mime) => mime.map((line) => line.replace(/Size: 50/, "Size: 60")),
  (mime) => mime.map((line) => line.replace(/Size: 50/, "Size: 6000")),
  (mime) => mime.map((line) => line.replace(/Size: 50/, "Size: many")),
  (mime) => mime.map((line) => line.replace(/1B2M/, "2B2M")),
  (mime) => mime.filter((line) => !/^Content-MD5|^X-Binary-Size:/.test(line)),
  (mime) => mime.filter((line) => !line.startsWith("Content-MD5")),
  (mime) => mime.flatMap((line) => (line.startsWith("Content-MD5") ? [line, "  more"] : [line])),
  (mime) => mime.flatMap((line) => (/^X-Binary-Size:/.test(line) ? [line, "  7"] : [line])),
  (mime) => mime.map((line) => line.replace(/Second-Dimension: \d+/, "Second-Dimension: 10")),
);

const values = fc.constantFrom("0", "1.5", "-3", "nought", "", "2021-06-01T00:00:00", "2021/Jun/01 10:00:00");
const lineChange = fc.oneof(
  // A value, as in the files of a scan.
  fc
    .record({
      key: fc.constantFrom("Start_angle", "Omega", "Flux", "Wavelength", "Exposure_period"),
      value: values,
    })
    .map(
      ({ key, value }) =>
        (lines: readonly string[]) =>
          lines.map((line) => (line.startsWith(`# ${key} `) ? `# ${key} ${value} deg.` : line)),
    ),
  fc
    .constantFrom("2019-09-11T13:20:29.000", "2011-Nov-01T17:59:04.7", "12:00:00", "2014-01-01T00:00:00.0")
    .map(
      (time) => (lines: readonly string[]) => lines.map((line) => (/^# \d/.test(line) ? `# ${time}` : line)),
    ),
  // Anything, anywhere.
  fc.record({ at: fc.nat(28), digit: fc.nat(9) }).map(
    ({ at, digit }) =>
      (lines: readonly string[]) =>
        lines.map((line, i) => (i === at ? line.replace(/\d/, String(digit)) : line)),
  ),
  fc.nat(28).map((at) => (lines: readonly string[]) => lines.filter((_, i) => i !== at)),
  fc.record({ at: fc.nat(28), from: fc.nat(28) }).map(
    ({ at, from }) =>
      (lines: readonly string[]) =>
        lines.map((line, i) => (i === at ? (lines[from] ?? line) : line)),
  ),
  fc
    .record({
      at: fc.nat(28),
      added: fc.constantFrom(
        "# Omega 5",
        "#",
        "# a:b:c",
        "# Detector: EIGER",
        "_diffrn.id x",
        "# HF-4M ADSC",
        "data_x",
        "\r",
      ),
    })
    .map(
      ({ at, added }) =>
        (lines: readonly string[]) =>
          lines.flatMap((line, i) => (i === at ? [line, added] : [line])),
    ),
);

const series = fc
  .record({
    detector: fc.constantFrom(...detectors),
    steps: fc.array(
      fc.record({
        lines: fc.array(lineChange, { maxLength: 3 }),
        mime: fc.option(mimeChange, { nil: undefined, freq: 4 }),
        end: fc.constantFrom("\r\n", "\r\n", "\r\n", "\n"),
        /** Whether it follows the one before or the first. */
        goesOn: fc.boolean(),
      }),
      { minLength: 1, maxLength: 8 },
    ),
  })
  .map(({ detector: [name, size], steps }) => {
    const first = headerOf(name, size);
    const all = [first];
    for (const { lines, mime, end, goesOn } of steps) {
      const before = goesOn ? all.at(-1)! : first;
      all.push({
        lines: lines.reduce<readonly string[]>((changed, change) => change(changed), before.lines),
        mime: mime ? mime(before.mime) : before.mime,
        end,
      });
    }
    return all.map((header, i) => fileOf(header, `image_1_000${i + 1}.cbf`));
  });

interface Outcome {
  readonly said: unknown;
  readonly models: unknown;
}

function outcome(read: () => unknown): Outcome {
  try {
    const model = read();
    return { said: (model as { data?: unknown } | undefined)?.data ?? model, models: model };
  } catch (error) {
    if (!(error instanceof EwaldError)) throw error;
    return { said: error.message, models: undefined };
  }
}

/** Each model, or why there is none; why the file cannot be opened. */
function read(source: BytesSource, memory: HeaderSeries | undefined): Record<string, Outcome> {
  let file: ImageFile | undefined;
  const opened = outcome(() => {
    file = openImage(source, memory ? { series: memory } : {});
    return file.format;
  });
  if (!file) return { opened };
  const image = file;
  return {
    opened,
    beam: outcome(() => image.getBeam()),
    detector: outcome(() => image.getDetector()),
    goniometer: outcome(() => image.getGoniometer()),
    scan: outcome(() => image.getScan()),
  };
}

const said = (outcomes: Record<string, Outcome>) =>
  Object.fromEntries(Object.entries(outcomes).map(([name, each]) => [name, each.said]));

const unrelated = fileOf({ ...headerOf("PILATUS", [7, 11]), end: "\n" }, "other_1.cbf");

/** The array's lengths and size as the text of the file has them. */
function arrayOf(source: BytesSource): number[] {
  const text = new TextDecoder("latin1").decode(source.read(0, source.size));
  const number = (name: string) => Number(new RegExp(`^${name}: (\\d+)\\r?$`, "m").exec(text)?.[1]);
  return [
    number("X-Binary-Size-Fastest-Dimension"),
    number("X-Binary-Size-Second-Dimension"),
    number("X-Binary-Size"),
  ];
}

/** What is remembered without a series, of the MIME header, is of another file then. */
function readAlone(source: BytesSource): Record<string, Outcome> {
  openImage(unrelated);
  return read(source, undefined);
}

it("says of each header of a series what it says of the header alone", () => {
  fc.assert(
    fc.property(series, (files) => {
      const memory: HeaderSeries = new Map();
      let before: Record<string, Outcome> = {};
      const eachAlone = files.map(readAlone);
      for (const [i, file] of files.entries()) {
        const alone = eachAlone[i]!;
        if (alone.beam) {
          const { dimensions, size } = cbfLayout(file, "first").sections[0]!;
          expect([dimensions[0], dimensions[1], size]).toEqual(arrayOf(file));
        }
        const among = read(file, memory);
        expect(said(among)).toEqual(said(alone));
        // A model is shared with the file before at most; what both say of it is the same then, as its data are.
        for (const [name, { models }] of Object.entries(among))
          if (models !== undefined && models === before[name]?.models)
            expect(among[name]!.said).toEqual(alone[name]!.said);
        before = among;
      }
    }),
    { numRuns: 600, seed: 4 },
  );
});

it("shares models of consecutive headers that say the same, and never others", () => {
  const [name, size] = detectors[0]!;
  const first = headerOf(name, size);
  const next = (key: string, value: string): Header => ({
    ...first,
    lines: first.lines.map((line) => (line.startsWith(`# ${key} `) ? `# ${key} ${value}` : line)),
  });
  const memory: HeaderSeries = new Map();
  const open = (header: Header) => openImage(fileOf(header, "image_0001.cbf"), { series: memory });
  const [a, b, c, d] = [first, next("Start_angle", "91 deg."), next("Wavelength", "1.1 A"), first].map(open);
  const models = [a!, b!, c!, d!].map((file) => [file.getBeam(), file.getDetector(), file.getGoniometer()]);
  for (const which of [0, 1, 2]) expect(models[1]![which]).toBe(models[0]![which]);
  // The attenuation of the sensor follows the wavelength.
  expect(models[2]![0]).not.toBe(models[1]![0]);
  expect(models[2]![1]).not.toBe(models[1]![1]);
  expect(models[2]![2]).toBe(models[1]![2]);
  // Two sweeps with another between them are not of one beam.
  expect(models[3]![0]).not.toBe(models[0]![0]);
  expect(models[3]![0]!.data).toEqual(models[0]![0]!.data);
  const alone = openImage(fileOf(first, "image_0001.cbf"));
  expect(alone.getBeam()).not.toBe(alone.getBeam());
});

it("tells lines that differ in a value from other headers", () => {
  const lines = new MiniCbfLines(
    "###CBF\r\ndata_a_1\r\n# Omega 1 deg.\r\n# 2019-09-11T13:20:28\r\n# Tau = 0 s\r\n",
  );
  const changes = (text: string) => lines.changes(text) && [...lines.changes(text)!];
  expect(changes(lines.text)).toEqual([]);
  expect(changes(lines.text.replaceAll("\r", ""))).toEqual([]);
  expect(changes(lines.text.replace("a_1", "a_2").replace("1 deg", "2.5 deg"))).toEqual([
    ["Omega", "2.5 deg."],
  ]);
  expect(changes(lines.text.replace(":28", ":29"))?.[0]?.[1]).toBe("2019-09-11T13:20:29");
  for (const other of [
    lines.text.replace("Omega", "Phi"),
    lines.text.replace("# Tau", "Tau"),
    `${lines.text}# Tau 1\r\n`,
    lines.text.trimEnd(),
    lines.text.replace("# Tau = 0 s", "# Detector: EIGER"),
    "",
  ])
    expect(changes(other)).toBeUndefined();
});

needs.sharedData("data", "thaumatin_grid").it("says the same of real series", () => {
  for (const folder of ["thaumatin_grid", "centroid_test_data", "l_cysteine_images"]) {
    const path = shared("data", folder);
    const memory: HeaderSeries = new Map();
    const names = readdirSync(path).filter((name) => /\.cbf(\.gz|\.bz2)?$/.test(name));
    for (const name of names.sort().slice(0, folder === "thaumatin_grid" ? 2 : 9)) {
      const source = new BytesSource(unpacked(readFileSync(join(path, name)), name), name);
      expect(said(read(source, memory))).toEqual(said(readAlone(source)));
    }
  }
});
