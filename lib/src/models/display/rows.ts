import type { Beam } from "../beam.js";
import type { Crystal } from "../crystal.js";
import type { Detector } from "../detector.js";
import type { Goniometer } from "../goniometer.js";
import type { Scan } from "../scan.js";

/** What is said of a model, and how: a record that is damaged is met when its row is made. */
export type Row = readonly [label: string, value: () => string];

/** A number with as many digits as are worth reading. */
export const figure = (value: number, digits = 4): string =>
  Number.isFinite(value) ? String(Number(value.toFixed(digits))).replace(/^-0$/, "0") : String(value);
const figures = (values: readonly number[], digits = 4) =>
  values.map((one) => figure(one, digits)).join(", ");
const count = (n: number, what: string) => `${n} ${what}${n === 1 ? "" : "s"}`;

export const beamRows = (beam: Beam): Row[] => [
  ["Probe", () => beam.getProbe()],
  [
    "Wavelength",
    () =>
      beam.isPolychromatic()
        ? `${figures(beam.getWavelengthRange(), 5)} Å`
        : `${figure(beam.getWavelength(), 5)} Å (${figure(12.398419843320026 / beam.getWavelength(), 3)} keV)`,
  ],
  ["Sample to source", () => figures(beam.getSampleToSourceDirection(), 5)],
  [
    "Polarization",
    () => `${figure(beam.getPolarizationFraction(), 3)}, normal ${figures(beam.getPolarizationNormal(), 3)}`,
  ],
  ["Divergence", () => `${figure(beam.getDivergence(), 4)}°, σ ${figure(beam.getSigmaDivergence(), 4)}°`],
  ...(beam.getNumScanPoints() > 0 ? [["Scan points", () => String(beam.getNumScanPoints())] as const] : []),
];

/** Rows of the detector; of its beam centre and resolution where the beam is known. */
export function detectorRows(detector: Detector, beam?: Beam): Row[] {
  const first = detector.panels[0];
  if (!first) return [["Panels", () => "none"]];
  const same = (value: (panel: typeof first) => string): string => {
    const all = new Set(detector.panels.map(value));
    return all.size === 1 ? value(first) : `${value(first)} … (${all.size} kinds)`;
  };
  return [
    ["Panels", () => `${detector.length}${first.getType() ? `, ${same((panel) => panel.getType())}` : ""}`],
    ["Image size", () => `${same((panel) => panel.getImageSize().join(" × "))} px (fast × slow)`],
    ["Pixel", () => `${same((panel) => figures(panel.getPixelSize(), 5).replace(", ", " × "))} mm`],
    [
      "Sensor",
      () => same((panel) => `${panel.getMaterial() || "unknown"}, ${figure(panel.getThickness(), 4)} mm`),
    ],
    ["Trusted range", () => same((panel) => figures(panel.getTrustedRange(), 2))],
    ["Distance", () => `${same((panel) => figure(panel.getDistance(), 3))} mm`],
    ...(beam
      ? ([
          ["Beam centre", () => beamCentre(detector, beam)],
          ["Resolution", () => `${figure(detector.getMaxResolution(beam.getS0()), 3)} Å at the corners`],
        ] as const)
      : []),
  ];
}

function beamCentre(detector: Detector, beam: Beam): string {
  const s0 = beam.getS0();
  const index = detector.getPanelIntersection(s0);
  const place = index === undefined ? undefined : detector.panel(index).getBeamCentrePx(s0);
  if (place) return `${figures(place, 2)} px (fast, slow)${detector.length > 1 ? ` on panel ${index}` : ""}`;
  const beyond = detector.panels[0]?.getBeamCentrePx(s0);
  return beyond ? `${figures(beyond, 2)} px of panel 0, beside the detector` : "the beam misses all panels";
}

export const goniometerRows = (goniometer: Goniometer): Row[] => [
  ["Rotation axis", () => figures(goniometer.getRotationAxis(), 5)],
  ...(goniometer.isMultiAxis()
    ? ([
        [
          "Axes",
          () =>
            goniometer
              .getNames()
              .map((name, i) => `${name} ${figure(goniometer.getAngles()[i] ?? Number.NaN, 3)}°`)
              .join(", "),
        ],
        [
          "Scan axis",
          () => goniometer.getNames()[goniometer.getScanAxis()] ?? String(goniometer.getScanAxis()),
        ],
      ] as const)
    : []),
  ...(goniometer.getNumScanPoints() > 0
    ? [["Scan points", () => String(goniometer.getNumScanPoints())] as const]
    : []),
];

export const scanRows = (scan: Scan): Row[] => [
  ["Images", () => `${scan.getImageRange().join(" to ")}, ${count(scan.getNumImages(), "image")}`],
  [
    "Oscillation",
    () => {
      if (!scan.hasOscillation()) return "none";
      const [start, end] = scan.getOscillationRange();
      return `${figure(start, 4)}° to ${figure(end, 4)}°, ${figure(scan.getOscillation()[1], 5)}° an image`;
    },
  ],
  [
    "Exposure",
    () => {
      const times = new Set(scan.getExposureTimes());
      return times.size === 1 ? `${figure([...times][0]!, 5)} s` : `${times.size} different times`;
    },
  ],
];

export const crystalRows = (crystal: Crystal): Row[] => [
  ["Space group", () => `${crystal.getSpaceGroup().symbol()} (number ${crystal.getSpaceGroup().number})`],
  [
    "Cell",
    () => {
      const [a, b, c, alpha, beta, gamma] = crystal.getUnitCellParameters();
      return `${figures([a, b, c], 3)} Å; ${figures([alpha, beta, gamma], 3)}°`;
    },
  ],
  ["Volume", () => `${figure(crystal.getVolume(), 1)} Å³`],
  ...(["a", "b", "c"] as const).map(
    (name, i): Row => [`${name} axis`, () => `${figures(crystal.getRealSpaceVectors()[i]!, 3)} Å`],
  ),
  ...(crystal.getMosaicity() === undefined
    ? []
    : [["Mosaicity", () => `${figure(crystal.getMosaicity()!, 4)}°`] as const]),
  ...(crystal.getNumScanPoints() > 0
    ? [["Scan points", () => String(crystal.getNumScanPoints())] as const]
    : []),
];

/** The text of a row; of one that cannot be made, why. */
export function said(value: () => string): string {
  try {
    return value();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
