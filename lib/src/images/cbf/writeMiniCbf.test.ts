import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runDials } from "../../../../test/support/dials.js";
import { needs } from "../../../../test/support/needs.js";
import { shared } from "../../../../test/support/paths.js";
import { BytesSource } from "../../bytes/byteSource.js";
import "../../node/main.js";
import { Pcg32 } from "../../array/random.js";
import { Detector } from "../../models/detector.js";
import type { PanelData } from "../../models/panel.js";
import { Scan } from "../../models/scan.js";
import { moduleGaps, pilatusModules } from "../modules.js";
import { openImage } from "../openImage.js";
import { attenuationOf } from "../sensorMaterial.js";
import { simpleBeam, simpleDetector, singleAxisGoniometer } from "../simpleModels.js";
import { replaceCbfData } from "./replaceCbfData.js";
import { type MiniCbfImage, writeMiniCbf } from "./writeMiniCbf.js";

const { next } = new Pcg32(11);
const counts = (n: number) =>
  Int32Array.from({ length: n }, () =>
    next() < 0.01 ? Math.round(next() * 1e6) : next() < 0.02 ? -1 : Math.floor(12 * next()),
  );

function example(nx: number, ny: number, change: Partial<MiniCbfImage> = {}): MiniCbfImage {
  const detector = simpleDetector(151.37, [nx * 0.08, ny * 0.087], {
    type: "SENSOR_PAD",
    pixelSize: [0.172, 0.172],
    imageSize: [nx, ny],
    trustedRange: [0, 1048500],
    mask: moduleGaps(nx, ny, pilatusModules),
    sensor: { material: "Si", thickness: 0.32, mu: attenuationOf("Si", 0.9763), parallax: true },
  });
  const scan = new Scan({
    image_range: [3, 12],
    batch_offset: 0,
    oscillation: [12.3, 0.15],
    exposure_time: [0.04],
    epochs: Array.from({ length: 10 }, (_, i) => 1700000000.25 + 0.04 * i),
    valid_image_ranges: {},
  });
  return {
    beam: simpleBeam(0.9763),
    detector,
    goniometer: singleAxisGoniometer(),
    scan,
    index: 4,
    data: counts(nx * ny),
    name: "sim_0007",
    ...change,
  };
}

const read = (bytes: Uint8Array, checksums: "check" | "ignore" = "check") =>
  openImage(new BytesSource(bytes, "sim_0007.cbf"), { checksums });

describe("writeMiniCbf", () => {
  it("is read back: pixels, geometry, image 7 of the scan", () => {
    for (const [nx, ny] of [
      [64, 48],
      [487, 619],
    ] as const) {
      const image = example(nx, ny);
      const back = read(writeMiniCbf(image));
      expect(back.format).toBe(nx === 487 ? "FormatCBFMiniPilatus" : "FormatCBFMini");
      const [raw] = back.getRawData();
      expect(raw!.shape).toEqual([ny, nx]);
      expect(raw!.values).toEqual(image.data);
      expect(back.getScan()!.getImageRange()).toEqual([7, 7]);
      expect(back.getScan()!.getOscillation()[0]).toBeCloseTo(12.9, 12);
      expect(back.getScan()!.getEpochs()[0]).toBeCloseTo(1700000000.41, 6);
    }
  });

  it("holds every value of 32 bits, and fills memory again when asked", () => {
    const data = Int32Array.from([0, 2 ** 31 - 1, -(2 ** 31), 2 ** 31 - 1, -1, 32768, -32768, 128]);
    const back = read(writeMiniCbf(example(4, 2, { data })));
    expect(back.getRawData()[0]!.values).toEqual(data);
    const memory = () => back.getRawData(0, { volatile: true })[0]!.values;
    expect(memory()).toEqual(data);
    expect(memory().buffer).toBe(memory().buffer);
    expect(back.getRawData()[0]!.values.buffer).not.toBe(back.getRawData()[0]!.values.buffer);
  });

  it("refuses what its header cannot say", () => {
    const tilted = (panel: Partial<PanelData>) => {
      const { detector } = example(64, 48);
      const data = structuredClone(detector.data) as { panels: PanelData[] };
      Object.assign(data.panels[0]!, panel);
      return { detector: new Detector(data) };
    };
    const wanted: [Partial<MiniCbfImage>, RegExp][] = [
      [{ goniometer: singleAxisGoniometer([0, 1, 0]) }, /axis \(0, 1, 0\) of the goniometer: .* \(1, 0, 0\)/],
      [tilted({ fast_axis: [0.8, 0, 0.6] }), /fast axis \(0.8, 0, 0.6\) of the panel/],
      [tilted({ gain: 1.3 }), /gain 1.3 of the panel/],
      [tilted({ mask: [[1, 2, 3, 4]] }), /mask \(1,2,3,4\)/],
      [{ data: new Int32Array(7) }, /7 pixels were given for a panel of 64 × 48 \(3072\)/],
      [{ comments: ["Größe"] }, /"# Größe" cannot stand in a CBF header/],
    ];
    for (const [change, message] of wanted)
      expect(() => writeMiniCbf(example(64, 48, change))).toThrow(message);
    expect(writeMiniCbf(example(64, 48, { ...tilted({ gain: 1.3 }), lossy: true })).length).toBeGreaterThan(
      3072,
    );
    // A serial number that both programs know gives another axis.
    const vertical = {
      goniometer: singleAxisGoniometer([0, 1, 0]),
      detectorName: "PILATUS 300K, S/N 60-0119",
    };
    expect(writeMiniCbf(example(487, 619, vertical)).length).toBeGreaterThan(301453);
  });
});

describe("errors of damaged miniCBF files", () => {
  const good = writeMiniCbf(example(64, 48));
  const text = Buffer.from(good).toString("latin1");
  const changed = (from: string | RegExp, to: string | ((found: string, group: string) => string)) =>
    Buffer.from(text.replace(from, to as string), "latin1");
  const raw = (bytes: Uint8Array, checksums?: "check") => () =>
    read(bytes, checksums ?? "ignore").getRawData();

  it("names what is wrong and where", () => {
    const data = text.indexOf("\x0c\x1a\x04\xd5") + 4;
    expect(raw(good.subarray(0, data + 1000))).toThrow(
      /sim_0007\.cbf: at byte \d+, the binary section has \d+ bytes, but the file ends after 1000; it was cut short/,
    );
    expect(raw(changed(/X-Binary-Size: \d+/, "X-Binary-Size: 3000"))).toThrow(
      /has 3072 elements, more than 3000 bytes/,
    );
    expect(raw(changed(/X-Binary-Size: (\d+)/, "X-Binary-Size: 3100"))).toThrow(
      /byte-offset data end at pixel \d+ of 3072 \(row \d+\)/,
    );
    expect(raw(changed(/X-Binary-Size: (\d+)/, (_, n) => `X-Binary-Size: ${Number(n) + 9}`))).toThrow(
      /byte-offset data of 3072 pixels end after \d+ of \d+ bytes/,
    );
    expect(raw(changed("Elements: 3072", "Elements: 3073"))).toThrow(
      /3073 elements, but dimensions 64 × 48 × 1 \(3072 elements\)/,
    );
    expect(
      raw(
        changed(
          /X-Binary-Number-of-Elements: 3072[\s\S]*?Second-Dimension: 48/,
          "X-Binary-Size-Fastest-Dimension: 640000\r\nX-Binary-Size-Second-Dimension: 480000",
        ),
      ),
    ).toThrow(/307200000000 elements, more than 1073741824/);
    expect(raw(changed("X-Binary-Size-Second-Dimension: 48", "X-Binary-Size-Second-Dimension: -4"))).toThrow(
      /"-4", no count/,
    );
    expect(raw(changed("x-CBF_BYTE_OFFSET", "x-CBF_CANONICAL"))).toThrow(/compressed by x-CBF_CANONICAL;/);
    expect(raw(changed("\x0c\x1a\x04\xd5", "\x0c\x1a\x04\xd6"))).toThrow(/the mark 0C 1A 04 D5/);
    for (const key of ["Wavelength", "Detector_distance", "Pixel_size", "Beam_xy", "Count_cutoff"])
      expect(() => read(changed(`# ${key}`, `# No_${key}`)).getDetector()).toThrow(
        `sim_0007.cbf has no ${key} in its header`,
      );
    expect(() => read(changed("Wavelength 0.9763", "Wavelength short")).getBeam()).toThrow(
      /"short A" as its Wavelength/,
    );
    expect(() => openImage(new BytesSource(Buffer.from("###CBF: VERSION 1\n"), "x.cbf"))).toThrow(
      /x\.cbf is a CBF file with neither/,
    );
  });

  it("notices by the checksum what the decoder cannot, when asked to", () => {
    const damaged = Uint8Array.from(good);
    const data = text.indexOf("\x0c\x1a\x04\xd5") + 4;
    const at = data + [...good.subarray(data)].findIndex((byte, i, all) => byte < 5 && all[i + 1]! < 5);
    damaged[at]! ^= 1;
    expect(raw(damaged)).not.toThrow();
    expect(raw(damaged, "check")).toThrow(
      /have the MD5 checksum [\w+/]{22}==, but the header says [\w+/]{22}==; they are damaged/,
    );
    expect(raw(good, "check")).not.toThrow();
  });
});

needs.all(needs.dials(), needs.sharedData("data", "l_cysteine_images")).describe("beside dxtbx", () => {
  const folder = mkdtempSync(join(tmpdir(), "ewald-cbf-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  interface Theirs {
    format: string;
    wavelength: number;
    origin: number[];
    mu: number;
    mask: number[][];
    scan: { image_range: number[]; oscillation: number[]; exposure_time: number[]; epochs: number[] };
    data: number[];
  }
  let theirs: Theirs[];
  const images = [example(64, 48), example(487, 619)];
  const lcys = shared("data", "l_cysteine_images", "l-cyst_01_00001.cbf.gz");
  const other = counts(1475 * 1679);
  beforeAll(async () => {
    const paths = images.map((image, i) => {
      const path = join(folder, `a${i}_0007.cbf`);
      writeFileSync(path, writeMiniCbf(image));
      return path;
    });
    const merged = join(folder, "l-cyst_01_00001.cbf");
    writeFileSync(merged, replaceCbfData(readFileSync(lcys), other));
    theirs = await runDials<Theirs[]>(
      `
import warnings
warnings.simplefilter("ignore")
import dxtbx
def one(path):
    f = dxtbx.load(path)
    p = f.get_detector()[0]
    return {"format": f.__class__.__name__, "wavelength": f.get_beam().get_wavelength(), "origin": p.get_origin(),
      "mu": p.get_mu(), "mask": p.to_dict()["mask"], "scan": f.get_scan().to_dict(), "data": list(f.get_raw_data())}
output([one(p) for p in input])`,
      [...paths, merged],
    );
  }, 120_000);

  it("dxtbx reads what we write: the same pixels and models", () => {
    images.forEach((image, i) => {
      const got = theirs[i]!;
      const panel = image.detector.panel(0);
      expect(got.format).toBe(["FormatCBFMini", "FormatCBFMiniPilatus"][i]);
      expect(got.wavelength).toBe(0.9763);
      got.origin.forEach((value, k) => {
        expect(value).toBeCloseTo(panel.getOrigin()[k]!, 10);
      });
      expect(got.mu).toBeCloseTo(panel.getMu(), 12);
      expect(got.mask).toEqual(panel.getMask());
      expect(got.scan.image_range).toEqual([7, 7]);
      expect(got.scan.oscillation[0]).toBeCloseTo(12.9, 12);
      expect(got.scan.oscillation[1]).toBeCloseTo(0.15, 12);
      expect(got.scan.exposure_time).toEqual([0.04]);
      expect(got.scan.epochs[0]).toBeCloseTo(1700000000.41, 6);
      expect(
        Buffer.compare(Buffer.from(Int32Array.from(got.data).buffer), Buffer.from(image.data.buffer)),
      ).toBe(0);
    });
  });

  it("reads other data under an old header, which is kept to the byte", () => {
    const got = theirs[2]!;
    expect(got.format).toBe("FormatCBFFullPilatus");
    expect(Buffer.compare(Buffer.from(Int32Array.from(got.data).buffer), Buffer.from(other.buffer))).toBe(0);
    const before = gunzipSync(readFileSync(lcys));
    const after = readFileSync(join(folder, "l-cyst_01_00001.cbf"));
    const start = before.indexOf("--CIF-BINARY-FORMAT-SECTION--");
    expect(after.subarray(0, start).equals(before.subarray(0, start))).toBe(true);
  });
});
