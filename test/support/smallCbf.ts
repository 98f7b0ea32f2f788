// Small CBF files of each kind, for tests that read them thousands of times.
import { Scan, writeMiniCbf } from "ewald";
import { attenuationOf } from "../../lib/src/images/sensorMaterial.js";
import { simpleBeam, simpleDetector, singleAxisGoniometer } from "../../lib/src/images/simpleModels.js";

/** 64 × 64 pixels, or as many as asked for, with differences of every width. */
export function smallMiniCbf(
  detectorName = "GENERIC, S/N 60-0000",
  imageSize: readonly [number, number] = [64, 64],
): Uint8Array {
  return writeMiniCbf({
    beam: simpleBeam(0.98),
    detector: simpleDetector(120, [5.5, 5.4], {
      type: "SENSOR_PAD",
      pixelSize: [0.172, 0.172],
      imageSize,
      trustedRange: [0, 1e6],
      sensor: { material: "Si", thickness: 0.32, mu: attenuationOf("Si", 0.98), parallax: true },
    }),
    goniometer: singleAxisGoniometer(),
    scan: new Scan({ image_range: [1, 1], oscillation: [0, 0.1], exposure_time: [0.1], epochs: [1.5e9] }),
    data: Int32Array.from(
      { length: imageSize[0] * imageSize[1] },
      (_, i) => (i % 257 === 0 ? 1e9 : i % 63 === 0 ? 300 : (i * 7) % 23) - 1,
    ),
    detectorName,
    lossy: true,
  });
}

/** A still of 3 × 2 pixels, 0.1 × 0.2 mm, on a detector turned by 90° about x and 100 mm away: the text before the data. */
export const smallImgCif = `###CBF: VERSION 1.5
data_small
_diffrn.id A
_diffrn_source.source xfel
_diffrn_radiation.wavelength_id W
_diffrn_radiation_wavelength.id W
_diffrn_radiation_wavelength.wavelength 1.25
loop_
_diffrn_scan_frame_axis.axis_id _diffrn_scan_frame_axis.angle _diffrn_scan_frame_axis.displacement
Z . 100
TURN 90 .
loop_
_array_structure_list.array_id _array_structure_list.index _array_structure_list.dimension
_array_structure_list.precedence _array_structure_list.direction _array_structure_list.axis_set_id
IMAGE 1 3 1 increasing FAST
IMAGE 2 2 2 increasing SLOW
loop_
_array_structure_list_axis.axis_set_id _array_structure_list_axis.axis_id
_array_structure_list_axis.displacement _array_structure_list_axis.displacement_increment
FAST FAST 0.5 0.1
SLOW SLOW 0 0.2
loop_
_axis.id _axis.type _axis.equipment _axis.depends_on
_axis.vector[1] _axis.vector[2] _axis.vector[3] _axis.offset[1] _axis.offset[2] _axis.offset[3]
SOURCE general source . 0 0 2 . . .
Z translation detector . 0 0 -1 . . .
TURN rotation detector Z 1 0 0 . . .
SLOW translation detector TURN 0 -1 0 -7 8 9
FAST translation detector SLOW 1 0 0 0 0 0
_array_intensities.array_id IMAGE
_array_intensities.gain 1.5
_array_intensities.overload 5000
_array_intensities.undefined_value -2
_array_data.array_id IMAGE
_array_data.data
;
`;

/** One array of two sections of 3 × 2 pixels, each a panel in a group of its own on an arm; packed. */
export const smallTiles = `###CBF: VERSION 1.5
data_tiles
_diffrn.id A
_diffrn_source.source xfel
_diffrn_radiation_wavelength.wavelength 1.25
_diffrn_scan_frame_axis.axis_id ARM _diffrn_scan_frame_axis.displacement -80
loop_
_array_structure_list.array_id _array_structure_list.array_section_id _array_structure_list.index
_array_structure_list.dimension _array_structure_list.precedence _array_structure_list.direction
_array_structure_list.axis_set_id
Q . 1 3 1 increasing .
Q . 2 2 2 increasing .
Q . 3 2 3 increasing .
Q A0 1 3 1 increasing F0
Q A0 2 2 2 increasing S0
Q A1 1 3 1 increasing F1
Q A1 2 2 2 increasing S1
loop_
_array_structure_list_section.array_id _array_structure_list_section.id _array_structure_list_section.index
_array_structure_list_section.start _array_structure_list_section.end
Q A0 1 1 3
Q A0 2 1 2
Q A0 3 1 1
Q A1 1 1 3
Q A1 2 1 2
Q A1 3 2 2
loop_
_array_structure_list_axis.axis_set_id _array_structure_list_axis.axis_id
_array_structure_list_axis.displacement _array_structure_list_axis.displacement_increment
F0 F0 0 0.1
S0 S0 0 0.1
F1 F1 0 0.1
S1 S1 0 0.1
loop_
_axis.id _axis.type _axis.equipment _axis.depends_on _axis.vector[1] _axis.vector[2] _axis.vector[3]
_axis.offset[1] _axis.offset[2] _axis.offset[3] _axis.equipment_component
ARM translation detector . 0 0 1 0 0 0 arm
T0 rotation detector ARM 0 0 1 1 2 3 sensor
S0 translation detector T0 0 -1 0 -1 1 0 asic
F0 translation detector S0 1 0 0 0 0 0 asic
T1 rotation detector ARM 0 0 1 4 5 6 sensor
S1 translation detector T1 0 -1 0 -1 1 0 asic
F1 translation detector S1 1 0 0 0 0 0 asic
_array_data.array_id Q
_array_data.data
;
`;

const bytesOf = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

/** The text and, after it, its data. */
export const withData = (text: string, section: Uint8Array): Uint8Array =>
  Uint8Array.from([...bytesOf(text.replaceAll("\n", "\r\n")), ...section]);

/** A binary section packed simply: each pixel a chunk of its own, 16 bits, its difference to the one before. */
export function packedSection(
  values: readonly number[],
  dimensions: readonly [number, number, number],
): Uint8Array {
  const bits: number[] = [];
  const put = (value: number, width: number) => {
    for (let bit = 0; bit < width; bit++) bits.push((value >> bit) & 1);
  };
  values.forEach((value, i) => {
    put(0, 3);
    put(6, 3);
    put(value - (values[i - 1] ?? 0), 16);
  });
  const packed = new Uint8Array(32 + Math.ceil(bits.length / 8));
  new DataView(packed.buffer).setUint32(0, values.length, true);
  bits.forEach((bit, i) => {
    packed[32 + (i >> 3)]! |= bit << (i & 7);
  });
  const [fast, second, third] = dimensions;
  const head = [
    "--CIF-BINARY-FORMAT-SECTION--",
    'Content-Type: application/octet-stream; conversions="x-CBF_PACKED"; "flat"',
    `X-Binary-Size: ${packed.length}`,
    `X-Binary-Number-of-Elements: ${values.length}`,
    `X-Binary-Size-Fastest-Dimension: ${fast}`,
    `X-Binary-Size-Second-Dimension: ${second}`,
    `X-Binary-Size-Third-Dimension: ${third}`,
    "",
    "\x0c\x1a\x04\xd5",
  ];
  return Uint8Array.from([
    ...bytesOf(head.join("\r\n")),
    ...packed,
    ...bytesOf("\r\n--CIF-BINARY-FORMAT-SECTION----\r\n;\r\n"),
  ]);
}
