import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { runDials } from "../../../../test/support/dials.js";
import { needs } from "../../../../test/support/needs.js";
import { shared } from "../../../../test/support/paths.js";
import { smallImgCif, withData } from "../../../../test/support/smallCbf.js";
import { BytesSource } from "../../bytes/byteSource.js";
import "../../node/main.js";
import type { ImageFile } from "../imageFormat.js";
import { openImage } from "../openImage.js";
import { byteOffsetSection } from "./byteOffsetSection.js";

const file = (text = smallImgCif) =>
  withData(text, byteOffsetSection(Int32Array.of(1, 2, 3, 4, 500, 70000), [3, 2]));
const open = (text?: string): ImageFile => openImage(new BytesSource(file(text), "small_0001.cbf"));

describe("imgCIF", () => {
  it("places a panel by its axes, by hand", () => {
    const image = open();
    expect(image.format).toBe("FormatCBFFullStill");
    expect(image.getScan()).toBeUndefined();
    expect(image.getGoniometer()).toBeUndefined();
    expect(image.getBeam().getWavelength()).toBe(1.25);
    expect(image.getBeam().getSampleToSourceDirection()).toEqual([0, 0, 1]);
    const panel = image.getDetector().panel(0);
    // Turned by 90° about x, y goes to z and z to −y: (−7, 8, 9) to (−7, −9, 8), and then 100 mm along −z.
    const near = (vector: readonly number[], wanted: readonly number[]) =>
      vector.forEach((value, i) => {
        expect(value).toBeCloseTo(wanted[i]!, 12);
      });
    near(panel.getFastAxis(), [1, 0, 0]);
    near(panel.getSlowAxis(), [0, 0, -1]);
    near(panel.getOrigin(), [-6.5, -9, -92]);
    expect(panel.getPixelSize()).toEqual([0.1, 0.2]);
    expect(panel.getImageSize()).toEqual([3, 2]);
    expect(panel.getTrustedRange()).toEqual([-1, 4999]);
    expect(panel.getGain()).toBe(1.5);
    const [raw] = image.getRawData();
    expect(raw!.shape).toEqual([2, 3]);
    expect([...raw!.values]).toEqual([1, 2, 3, 4, 500, 70000]);
  });

  it("says what is wrong, and where", () => {
    const wrong: [string | RegExp, string, RegExp][] = [
      ["TURN rotation detector Z", "TURN rotation detector Q", /has no axis "Q" in its _axis category/],
      ["Z translation detector .", "Z translation detector FAST", /depend on each other: FAST on itself/],
      [
        "TURN rotation detector Z 1 0 0",
        "TURN rotation detector Z 0 0 0",
        /the axis TURN without a direction/,
      ],
      ["TURN rotation", "TURN screw", /axis TURN of type "screw"/],
      ["FAST translation detector SLOW", "FAST translation detector TURN", /FAST and SLOW do not depend/],
      [
        "FAST FAST 0.5 0.1",
        "FAST FAST 0.5 .",
        /no positive .*displacement_increment along the translation FAST/,
      ],
      ["IMAGE 1 3 1 increasing", "IMAGE 1 3 1 decreasing", /index 1 of IMAGE downwards/],
      ["wavelength 1.25", "wavelength short", /"short" as its _diffrn_radiation_wavelength\.wavelength/],
      ["wavelength 1.25", "wavelength ?", /no _diffrn_radiation_wavelength\.wavelength/],
      ["_array_data.array_id IMAGE", "_array_data.array_id OTHER", /no data of the array "IMAGE"/],
      ["SLOW SLOW 0 0.2", "SLOW SLOW 0", /loop of 4 columns .* has 7 values, which are no whole rows/],
      ["data_small", "data_small 'open", /in line 2 of its header, a quoted value is not closed/],
      ["_diffrn.id A", "_diffrn.id A B", /the value "B" has no name/],
    ];
    for (const [from, to, message] of wrong)
      expect(() => {
        const image = open(smallImgCif.replace(from, to));
        image.getBeam();
        image.getDetector();
      }).toThrow(message);
  });
});

const lcys = shared("data", "l_cysteine_images", "l-cyst_01_00001.cbf.gz");
const needed = needs.all(needs.dials(), needs.sharedData("data", "l_cysteine_images"));

needed.describe("imgCIF headers changed, beside dxtbx", () => {
  const folder = mkdtempSync(join(tmpdir(), "ewald-imgcif-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const text = () => gunzipSync(readFileSync(lcys)).toString("latin1");
  const still = ["SCAN1 GON_OMEGA  -145.0000 0.1000 0.1000", "SCAN1 GON_OMEGA  -145.0000 0.0 0.0"] as const;
  const changes: Record<string, (readonly [string, string])[]> = {
    "a scan of φ": [
      still,
      ["SCAN1 GON_PHI    0.0000 0.0000 0.0000", "SCAN1 GON_PHI    3.0000 0.2000 0.2000"],
      ["FRAME1 GON_PHI 0.0000", "FRAME1 GON_PHI 3.0000"],
    ],
    "a later frame of a scan, another 2θ": [
      ["FRAME1 GON_OMEGA -145.0000", "FRAME1 GON_OMEGA -144.0000"],
      ["FRAME1 DET_2THETA 30.0000", "FRAME1 DET_2THETA 25.0000"],
    ],
    "no Pilatus, pixels that begin elsewhere": [
      ['"PILATUS_1.2"', '"FOO_1.2"'],
      ["ELEMENT_X ELEMENT_X 0.0 0.1720", "ELEMENT_X ELEMENT_X 1.5 0.1720"],
      ["ELEMENT_Y ELEMENT_Y 0.0 0.1720", "ELEMENT_Y ELEMENT_Y 0.086 0.172"],
      ["FRAME1 DET_Y 0.0 0.0", "FRAME1 DET_Y 0.0 2.0"],
    ],
    "no overload": [["_array_intensities.overload", "_array_intensities.overlord"]],
    "an axis where the frame says, not the scan": [
      ["FRAME1 DET_X 0.0 0.0", "FRAME1 DET_X 0.0 5.0"],
      ["SCAN1 DET_X      0.0 0.0 0.0 0.0", "SCAN1 DET_X      0.0 0.0 0.0 7.0"],
    ],
  };
  const changed = (list: (readonly [string, string])[]) => {
    let out = text();
    for (const [from, to] of list) {
      expect(out).toContain(from);
      out = out.replace(from, to);
    }
    return Buffer.from(out, "latin1");
  };
  interface Theirs {
    format: string;
    fraction: number;
    goniometer: { axes: number[][]; angles: number[]; scan_axis: number };
    oscillation: number[];
    origin: number[];
    fast: number[];
    slow: number[];
    trusted: number[];
  }

  it("gives the same models", async () => {
    const all = Object.entries(changes).map(([name, list]) => ({ name, bytes: changed(list) }));
    const paths = all.map(({ bytes }, i) => {
      const path = join(folder, `c${i}_00001.cbf`);
      writeFileSync(path, bytes);
      return path;
    });
    const theirs = await runDials<Theirs[]>(
      `
import warnings
warnings.simplefilter("ignore")
import dxtbx
def one(path):
    f = dxtbx.load(path)
    p = f.get_detector()[0]
    return {"format": f.__class__.__name__, "fraction": f.get_beam().get_polarization_fraction(),
      "goniometer": f.get_goniometer().to_dict(), "oscillation": f.get_scan().get_oscillation(),
      "origin": p.get_origin(), "fast": p.get_fast_axis(), "slow": p.get_slow_axis(), "trusted": p.get_trusted_range()}
output([one(p) for p in input])`,
      paths,
    );
    all.forEach(({ name, bytes }, i) => {
      const image = openImage(new BytesSource(bytes, `c${i}_00001.cbf`));
      const expected = theirs[i]!;
      const panel = image.getDetector().panel(0);
      expect(image.format, name).toBe(expected.format);
      expect(image.getBeam().getPolarizationFraction()).toBe(expected.fraction);
      expect(image.getGoniometer()!.data.axes).toEqual(expected.goniometer.axes);
      expect(image.getGoniometer()!.data.angles).toEqual(expected.goniometer.angles);
      expect(image.getGoniometer()!.getScanAxis(), name).toBe(expected.goniometer.scan_axis);
      expect(image.getScan()!.getOscillation(), name).toEqual(expected.oscillation);
      const mine = [panel.getOrigin(), panel.getFastAxis(), panel.getSlowAxis()];
      [expected.origin, expected.fast, expected.slow].forEach((vector, k) => {
        vector.forEach((value, c) => {
          expect(Math.abs(mine[k]![c]! - value), `${name} ${k} ${c}`).toBeLessThan(1e-9);
        });
      });
      // The ends themselves are not trusted; without an overload dxtbx gives up both, Ewald only that one.
      const ends = name === "no overload" ? [0, 1e6] : [expected.trusted[0]! + 1, expected.trusted[1]! - 1];
      expect(panel.getTrustedRange(), name).toEqual(ends);
    });
  });

  it("turns backwards as the opposite axis forwards", () => {
    const bytes = changed([[still[0], "SCAN1 GON_OMEGA  -145.0000 -0.100 -0.100"]]);
    const image = openImage(new BytesSource(bytes, "c_00001.cbf"));
    const plain = openImage(new BytesSource(changed([]), "c_00001.cbf"));
    expect(image.getScan()!.getOscillation()).toEqual([145, 0.1]);
    // At the start of the image the crystal stands as it would have; at its end it has turned the other way.
    const at = (file: ImageFile, angle: number) => file.getGoniometer()!.getRotationMatrix(angle);
    at(image, 145).forEach((value, i) => {
      expect(value).toBeCloseTo(at(plain, -145)[i]!, 12);
    });
    at(image, 145.1).forEach((value, i) => {
      expect(value).toBeCloseTo(at(plain, -145.1)[i]!, 12);
    });
  });
});
