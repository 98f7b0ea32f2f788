// SMV files beside live dxtbx: models value by value, pixels by checksum. Where current dxtbx differs from the installed
// 3.11.2 (trusted ranges, the probe, Saturn's goniometer) the value expected is current dxtbx', stated here.
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { alike, type DxtbxImage, dxtbxImages } from "../../../../test/support/dxtbxImages.js";
import { needs } from "../../../../test/support/needs.js";
import { shared } from "../../../../test/support/paths.js";
import { smvImage } from "../../../../test/support/smv.js";
import { BytesSource } from "../../bytes/byteSource.js";
import type { JsonObject } from "../../models/json.js";
import "../../node/main.js";
import { openImage } from "../openImage.js";

/** [theirs, ours] trusted ranges where the two differ. */
interface Expected {
  trusted: [older: [number, number], current: [number, number]];
  probe?: string;
  format?: string;
  multiAxis?: boolean;
}

function compare(path: string, theirs: DxtbxImage, expected: Expected): void {
  const file = openImage(new BytesSource(readFileSync(path), path));
  expect(file.format, path).toBe(expected.format ?? theirs.format);
  const beam = { ...file.getBeam().data };
  expect(beam.probe, path).toBe(expected.probe);
  delete beam.probe;
  alike(beam, theirs.beam, `${path} beam`);
  const detector = structuredClone(file.getDetector().data) as unknown as DxtbxImage["detector"];
  const [older, current] = expected.trusted;
  detector.panels.forEach((panel, i) => {
    expect(panel.trusted_range, path).toEqual(current);
    expect(theirs.detector.panels[i]!.trusted_range, path).toEqual(older);
    panel.trusted_range = [...older];
  });
  alike(detector as unknown as JsonObject, theirs.detector as unknown as JsonObject, `${path} detector`);
  const goniometer = file.getGoniometer()!;
  if (expected.multiAxis)
    alike([...goniometer.getRotationAxis()], theirs.goniometer.rotation_axis, `${path} rotation axis`);
  else alike(goniometer.data, theirs.goniometer, `${path} goniometer`);
  alike(file.getScan()!.data, theirs.scan, `${path} scan`);
  const md5 = file.getRawData().map(({ values }) => createHash("md5").update(values).digest("hex"));
  expect(md5, path).toEqual(theirs.md5);
}

needs.all(needs.dials(), needs.sharedData("data")).it("real SMV files equal dxtbx", async () => {
  const files: Record<string, Expected> = {
    "image_examples/TIMEPIX_SU_512-stdgoni_0001.img": {
      trusted: [
        [-1, 65535],
        [0, 65535],
      ],
      probe: "electron",
    },
    "image_examples/TIMEPIX_SU_516-stdgoni_0001.img": {
      trusted: [
        [-1, 65535],
        [0, 65535],
      ],
      probe: "electron",
    },
    "image_examples/simtbx_FormatSMVJHSim_001.img": {
      trusted: [
        [-1, 65535],
        [0, 65535],
      ],
    },
    "smv_mar/adsc_001.img.bz2": {
      trusted: [
        [-1, 65535],
        [1, 65534],
      ],
    },
  };
  const paths = Object.keys(files).map((name) => shared("data", name));
  const theirs = await dxtbxImages(paths);
  Object.values(files).forEach((expected, i) => {
    compare(paths[i]!, theirs[i]!, expected);
  });
});

/** A header of d*TREK: a detector on a swung arm, distance 60 mm, with rows along −y. */
const dtrek = {
  DETECTOR_NUMBER: 1,
  DETECTOR_NAMES: "CCD_",
  Data_type: "unsigned short int",
  CCD_DETECTOR_DIMENSIONS: "8 6",
  CCD_DETECTOR_SIZE: "0.8 0.6",
  CCD_DETECTOR_VECTORS: "1 0 0 0 1 0",
  CCD_GONIO_NUM_VALUES: 6,
  CCD_GONIO_UNITS: "deg deg deg mm mm mm",
  CCD_GONIO_NAMES: "RotZ RotX/Swing RotY TransX TransY TransZ/Dist",
  CCD_GONIO_VALUES: "0.3 -25.1 1.2 0.11 -0.07 -60",
  CCD_GONIO_VECTORS: "0 0 1 1 0 0 0 1 0 1 0 0 0 1 0 0 0 1",
  CCD_SPATIAL_DISTORTION_INFO: "4.1 3.2 0.1 0.11",
  CCD_SPATIAL_BEAM_POSITION: "4.1 3.2",
  CCD_SPATIAL_DISTORTION_VECTORS: "0 -1 -1 0",
  CRYSTAL_GONIO_NUM_VALUES: 3,
  CRYSTAL_GONIO_NAMES: "Omega Chi Phi",
  CRYSTAL_GONIO_UNITS: "deg deg deg",
  CRYSTAL_GONIO_VALUES: "30 -45 12",
  CRYSTAL_GONIO_VECTORS: "1 0 0 0 0 1 1 0 0",
  ROTATION: "3.5 4 0.5 12 0 0 0 0 180 0",
  ROTATION_AXIS_NAME: "Omega",
  ROTATION_VECTOR: "1 0 0",
  SOURCE_VECTORS: "0 0 1 0 1 0",
  SOURCE_WAVELENGTH: "1 1.5418",
  SCAN_WAVELENGTH: 1.5418,
  SOURCE_POLARZ: "0.5 1 0 0",
  SATURATED_VALUE: "60000.0",
};
const saturn = { ...dtrek, CCD_DETECTOR_DESCRIPTION: "Saturn 92", DTREK_DATE_TIME: "14-Mar-2008 10:11:12" };
const adscOf = (serial: number, more = {}) => ({ DETECTOR_SN: serial, BIN: "2x2", BIN_TYPE: "HW", ...more });

/** What ADSC's trusted range was, by pedestal, and is. */
const adscRange = (pedestal = 0): Expected["trusted"] => [
  [-1 - pedestal, 65535 - pedestal],
  [1, 65534],
];

const made: Record<
  string,
  { header: object; expected: Expected; bigEndian?: boolean; bytesPerPixel?: 2 | 4; size?: [number, number] }
> = {
  plain: { header: {}, expected: { trusted: adscRange() } },
  bigEndian: { header: { IMAGE_PEDESTAL: 40 }, bigEndian: true, expected: { trusted: adscRange(40) } },
  backwards: { header: { OSC_RANGE: -0.5 }, expected: { trusted: adscRange() } },
  q210r: { header: adscOf(457), expected: { trusted: adscRange() } },
  q315r: { header: adscOf(917, { BIN: "none" }), expected: { trusted: adscRange() } },
  q270: { header: adscOf(471), expected: { trusted: adscRange() } },
  als501: { header: adscOf(442, { DATE: "Mon Dec 14 10:17:53 2009" }), expected: { trusted: adscRange(40) } },
  als831: {
    header: adscOf(442, { DATE: "Sat Dec 14 10:17:53 PST 2002", DENZO_X_BEAM: 0.21, DENZO_Y_BEAM: 0.33 }),
    expected: { trusted: adscRange(40) },
  },
  als821: {
    header: adscOf(445, { DENZO_XBEAM: 0.21, DENZO_YBEAM: 0.33 }),
    expected: { trusted: adscRange(40) },
  },
  als822: {
    header: adscOf(905, { DENZO_BEAM_CENTER_X: 0.21, DENZO_BEAM_CENTER_Y: 0.33 }),
    expected: { trusted: adscRange(40) },
  },
  swung: {
    header: adscOf(926, { TWOTHETA: 12.5, IMAGE_PEDESTAL: 10 }),
    expected: { trusted: adscRange(10) },
  },
  aps19: {
    header: adscOf(914, { CCD_SPATIAL_BEAM_POSITION: "3.1 4.2" }),
    expected: { trusted: adscRange() },
  },
  springEight: { header: adscOf(915), expected: { trusted: adscRange() } },
  noDate: { header: { DATE: "yesterday" }, expected: { trusted: adscRange() } },
  gain: { header: { GAIN: 3.3 }, expected: { trusted: adscRange() } },
  fake: {
    header: { BEAMLINE: "fake", ADC_OFFSET: 40 },
    expected: {
      trusted: [
        [-1, 65495],
        [0, 65495],
      ],
    },
  },
  fakePilatus: {
    header: { BEAMLINE: "fake", PIXEL_SIZE: 0.172, WAVELENGTH: 0.02 },
    expected: {
      trusted: [
        [-1, 65534],
        [0, 65534],
      ],
    },
  },
  saturn: {
    header: saturn,
    expected: {
      trusted: [
        [0, 60000],
        [0, 60000],
      ],
      multiAxis: true,
    },
  },
  a200: {
    header: { ...dtrek, CCD_DETECTOR_DESCRIPTION: "A200" },
    bigEndian: true,
    expected: {
      trusted: [
        [0, 60000],
        [0, 60000],
      ],
    },
  },
  rigakuPilatus: {
    header: {
      ...saturn,
      CCD_DETECTOR_DESCRIPTION: "Pilatus",
      DETECTOR_TYPE: "Pilatus 200K",
      Data_type: "long int",
    },
    bytesPerPixel: 4,
    expected: {
      trusted: [
        [0, 60000],
        [0, 60000],
      ],
    },
  },
  rigakuEiger: {
    header: { ...saturn, CCD_DETECTOR_DESCRIPTION: "Eiger 4M", Data_type: "long int" },
    bytesPerPixel: 4,
    expected: {
      trusted: [
        [-1, 60000],
        [0, 60000],
      ],
    },
  },
};

needs.dials().it("SMV headers of every kind equal dxtbx", async () => {
  const folder = mkdtempSync(join(tmpdir(), "ewald-smv-"));
  try {
    const paths = Object.entries(made).map(([name, { header, bigEndian, bytesPerPixel }], i) => {
      const path = join(folder, `${name}_0${10 + i}.img`);
      const rigaku = "DETECTOR_NAMES" in header;
      const pixels = (f: number, s: number) => f * 7001 + s * 13 + (f === 3 ? 30000 : 0);
      writeFileSync(
        path,
        smvImage(pixels, {
          header: header as Record<string, string | number>,
          without: rigaku ? ["BEAM_CENTER_X"] : [],
          bigEndian: bigEndian ?? false,
          bytesPerPixel: bytesPerPixel ?? 2,
        }),
      );
      return path;
    });
    const theirs = await dxtbxImages(paths);
    Object.values(made).forEach(({ expected }, i) => {
      compare(paths[i]!, theirs[i]!, expected);
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
