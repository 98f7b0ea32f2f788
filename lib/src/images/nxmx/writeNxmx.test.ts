import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { runDials } from "../../../../test/support/dials.js";
import { needs } from "../../../../test/support/needs.js";
import { type DxtbxModels, makeNxmxFiles } from "../../../../test/support/nxmxFiles.js";
import { multiply, rotationAbout } from "../../array/mat3.js";
import { BytesSource } from "../../bytes/byteSource.js";
import { Detector } from "../../models/detector.js";
import { Goniometer } from "../../models/goniometer.js";
import { Scan } from "../../models/scan.js";
import "../../node/main.js";
import { writeNxmx } from "../../node/nxmxFile.js";
import { openImage } from "../openImage.js";
import { attenuationOf } from "../sensorMaterial.js";
import {
  multiAxisGoniometer,
  panelData,
  simpleBeam,
  simpleDetector,
  singleAxisGoniometer,
} from "../simpleModels.js";
import { createNxmx, type NxmxDescription } from "./writeNxmx.js";

const folder = mkdtempSync(join(tmpdir(), "ewald-write-nxmx-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const wavelength = 0.9763;
const sensor = { material: "Si", thickness: 0.45, mu: attenuationOf("Si", wavelength), parallax: true };
const panel = {
  pixelSize: [0.075, 0.075],
  imageSize: [53, 41],
  trustedRange: [0, 65533],
  type: "SENSOR_PAD",
  sensor,
} as const;
const scan = (images: number, start = 12.5, width = 0.1) =>
  new Scan({
    image_range: [1, images],
    oscillation: [start, width],
    exposure_time: Array.from({ length: images }, () => 0.04),
    epochs: Array.from({ length: images }, (_, i) => 0.04 * i),
  });
const tilted = rotationAbout([0.6, 0, 0.8], 0.3);
const axisOf = (i: 0 | 1): [number, number, number] => [tilted[i]!, tilted[i + 3]!, tilted[i + 6]!];

const descriptions: Record<string, NxmxDescription> = {
  plain: {
    beam: simpleBeam(wavelength),
    detector: simpleDetector(211.3, [1.9, 1.7], panel),
    goniometer: singleAxisGoniometer(),
    scan: scan(4),
  },
  wide: {
    beam: simpleBeam(wavelength),
    detector: simpleDetector(100, [1.9, 1.7], { ...panel, trustedRange: [0, 1e6], mask: [[10, 0, 13, 41]] }),
    goniometer: singleAxisGoniometer([0, 0.6, 0.8]),
    scan: scan(3, -30, -0.5),
    dtype: "uint32",
  },
  panels: {
    beam: simpleBeam(wavelength),
    detector: new Detector({
      panels: [
        { ...panel, fast: [1, 0, 0], slow: [0, -1, 0], origin: [-1.5, 2.25, -150] } as const,
        { ...panel, imageSize: [31, 20], fast: axisOf(0), slow: axisOf(1), origin: [3, 2, -140] } as const,
      ].map(panelData),
    }),
    goniometer: singleAxisGoniometer([1, 0, 0], [...rotationAbout([0, 1, 0], 0.2)]),
    scan: scan(2),
    dtype: "int32",
  },
  kappa: {
    beam: simpleBeam(wavelength),
    detector: simpleDetector(211.3, [1.9, 1.7], panel),
    goniometer: multiAxisGoniometer(
      [
        ["phi", [1, 0, 0], 10],
        ["kappa", [0.914, 0.279, -0.297], -35],
        ["omega", [1, 0, 0], 12.5],
      ],
      2,
    ),
    scan: scan(3),
    dtype: "int16",
  },
  still: {
    beam: simpleBeam(wavelength),
    detector: simpleDetector(211.3, [1.9, 1.7], panel),
    dtype: "float32",
  },
};

/** Pixels without a pattern, some of them gaps and bad. */
function image(description: NxmxDescription, seed: number): Int32Array[] {
  let state = seed * 2654435761;
  return description.detector.panels.map((each) => {
    const [nx, ny] = each.getImageSize();
    return Int32Array.from({ length: nx * ny }, () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      const draw = state >>> 16;
      return draw % 50 === 0 ? -1 : draw % 51 === 0 ? -2 : draw % 7 === 0 ? draw % 30000 : draw % 9;
    });
  });
}

const imagesOf = (description: NxmxDescription) =>
  Array.from({ length: description.scan?.getNumImages() ?? 3 }, (_, i) => image(description, i + 1));

describe("createNxmx", () => {
  it.each(Object.entries(descriptions))("writes what openImage reads: %s", (_name, description) => {
    const writer = createNxmx(description);
    const images = imagesOf(description);
    for (const each of images) writer.addFrame(each);
    const bytes = writer.finish();
    const read = openImage(new BytesSource(bytes));
    expect(read.numImages).toBe(images.length);
    images.forEach((panels, index) => {
      const raw = read.getRawData(index);
      panels.forEach((values, i) => {
        expect(Int32Array.from(raw[i]!.values)).toEqual(values);
      });
    });
    const [first] = description.detector.panels;
    expect(read.getDetector().panel(0).getTrustedRange()).toEqual(first!.getTrustedRange());
    if (description.goniometer) {
      // The same crystal orientation at the start and the end of the scan, whichever way the axis is written.
      for (const z of [0, images.length]) {
        const at = (goniometer: Goniometer, given: Scan) =>
          multiply(goniometer.getRotationMatrix(given.getAngleFromArrayIndex(z)));
        const mine = at(read.getGoniometer()!, read.getScan()!);
        const theirs = at(description.goniometer, description.scan!);
        for (const [i, x] of mine.entries()) expect(x).toBeCloseTo(theirs[i]!, 12);
      }
      expect(read.getScan()!.getOscillation()[1]).toBeGreaterThan(0);
    }
    if (first!.getMask().length > 0)
      expect(read.getStaticMask!()![0]!.values.data).toEqual(first!.getUntrustedRectangleMask());
    read.close();
  });

  it("says what it cannot write", () => {
    const { beam, detector, goniometer } = descriptions.plain!;
    const oblique = simpleBeam(1);
    oblique.setDirection([0.1, 0, 1]);
    expect(() => createNxmx({ beam: oblique, detector })).toThrow(/beam comes from/);
    expect(() => createNxmx({ beam, detector, scan: scan(2) })).toThrow(/scan without a goniometer/);
    const writer = createNxmx({ beam, detector, goniometer, scan: scan(2) });
    expect(() => writer.addFrame(new Uint16Array(5))).toThrow(/panel 0 of image 1 has 5 pixels, not 53 × 41/);
    const pixels = new Int32Array(53 * 41);
    pixels[7] = 65534;
    expect(() => writer.addFrame(pixels)).toThrow(/pixel 7: 65534 cannot be written as uint16/);
    pixels[7] = 65533;
    writer.addFrame(pixels);
    expect(() => writer.finish()).toThrow(/1 of the scan's 2 images/);
  });

  it("leaves no file when the images break off", () => {
    const images = function* () {
      yield image(descriptions.plain!, 1);
      throw new Error("enough");
    };
    expect(() => writeNxmx(join(folder, "broken.h5"), descriptions.plain!, images())).toThrow("enough");
    expect(readdirSync(folder).filter((name) => name.includes("broken"))).toEqual([]);
  });
});

const script = `${makeNxmxFiles}
output({name: models(path, pixels) for name, (path, pixels) in input.items()})
`;

needs.dials().it("createNxmx writes what dxtbx reads, models and pixels", async () => {
  // Without its plugins, HDF5 of the oracle reads gzip only.
  for (const [name, description] of Object.entries(descriptions)) {
    const [path, packed] = [join(folder, `${name}.h5`), join(folder, `${name}-bslz4.h5`)];
    writeNxmx(path, description, imagesOf(description), { packing: "gzip" });
    writeNxmx(packed, description, imagesOf(description));
  }
  const paths = Object.keys(descriptions).flatMap((name) => [
    [name, [join(folder, `${name}.h5`), true]],
    [`${name}-bslz4`, [join(folder, `${name}-bslz4.h5`), false]],
  ]);
  const read = await runDials<Record<string, DxtbxModels>>(script, Object.fromEntries(paths));
  for (const [name, theirs] of Object.entries(read)) {
    const description = descriptions[name.replace("-bslz4", "")]!;
    const images = imagesOf(description);
    expect(theirs.images, name).toBe(images.length);
    const near = (a: readonly number[], b: readonly number[], what: string) => {
      expect(a.length).toBe(b.length);
      for (const [i, x] of a.entries()) expect(Math.abs(x - b[i]!), `${name} ${what}`).toBeLessThan(1e-10);
    };
    near([theirs.beam.wavelength as number], [wavelength], "wavelength");
    description.detector.panels.forEach((each, i) => {
      const [fast, slow, origin] = theirs.frames[i]!;
      near(fast, each.getFastAxis(), "fast");
      near(slow, each.getSlowAxis(), "slow");
      near(origin, each.getOrigin(), "origin");
      const data = (theirs.detector.panels as Record<string, number & number[]>[])[i]!;
      near([data.mu!, data.thickness!], [each.getMu(), each.getThickness()], "sensor");
      near(data.pixel_size!, each.getPixelSize(), "pixel size");
      expect(data.image_size).toEqual(each.getImageSize());
      const [low, high] = each.getTrustedRange();
      // The oracle's range excludes its lower end.
      expect(data.trusted_range).toEqual([low - 1, high]);
    });
    if (description.goniometer) {
      const goniometer = new Goniometer(theirs.goniometer as never);
      // A scan whose angles fall is written about the opposite axis.
      const sign = Math.sign(description.scan!.getOscillation()[1]);
      const turned = (numbers: readonly number[]) => numbers.map((x) => sign * x);
      near(goniometer.getRotationAxisDatum(), turned(description.goniometer.getRotationAxisDatum()), "axis");
      near(goniometer.getFixedRotation(), description.goniometer.getFixedRotation(), "fixed rotation");
      near(goniometer.getSettingRotation(), description.goniometer.getSettingRotation(), "setting rotation");
      const theirScan = theirs.scan as { oscillation: number[]; exposure_time: number[]; epochs: number[] };
      near(theirScan.oscillation, turned(description.scan!.getOscillation()), "oscillation");
      near(theirScan.exposure_time, [...description.scan!.getExposureTimes()], "exposure");
      near(theirScan.epochs, [...description.scan!.getEpochs()], "epochs");
    } else expect([theirs.goniometer, theirs.scan]).toEqual([null, null]);
    for (const [index, panels] of theirs.data.entries())
      for (const [i, [, values]] of panels.entries()) {
        const doubles = new Float64Array(new Uint8Array(Buffer.from(values, "base64")).buffer);
        expect(doubles, `${name} image ${index}`).toEqual(Float64Array.from(images[index]![i]!));
      }
  }
});
