import { multiply, rotationAbout } from "../../array/mat3.js";
import type { Vec3 } from "../../array/vectors.js";
import { EwaldError } from "../../error.js";
import { Beam } from "../../models/beam.js";
import { Detector, type DetectorData } from "../../models/detector.js";
import type { Goniometer } from "../../models/goniometer.js";
import { multiAxisGoniometer, simpleBeam, singleAxisGoniometer } from "../simpleModels.js";
import type { MiniCbfHeader } from "./miniCbfHeader.js";
import { type ImageSize, type MiniCbfFamily, miniCbfDetector } from "./miniCbfModels.js";
import { pilatus12mDetector, pilatus12mGoniometer } from "./pilatus12m.js";

/** Options of the reader that change models. */
export interface MiniCbfParams {
  readonly multiPanel: boolean;
}

/** What is known of one instrument beyond what its files say. */
export interface Beamline {
  /** DIALS' reader that it stands in for. */
  readonly format: string;
  readonly family: MiniCbfFamily;
  /** Whether a file is of this instrument; `detector` is the header's line about the detector. */
  matches(detector: string, header: MiniCbfHeader, size: ImageSize): boolean;
  beam?(header: MiniCbfHeader): Beam;
  detector?(header: MiniCbfHeader, size: ImageSize, params: MiniCbfParams): Detector;
  goniometer?(header: MiniCbfHeader): Goniometer;
}

const reversed = () => singleAxisGoniometer([-1, 0, 0]);
const vertical = () => singleAxisGoniometer([0, 1, 0]);
const miniKappa: Vec3 = [0.914, 0.279, -0.297];
const degrees = Math.PI / 180;

/** φ, χ, ω of a SmarGon. */
const smargon = (header: MiniCbfHeader, names: readonly [string, string, string], scanAxis: number) =>
  multiAxisGoniometer(
    [
      [names[0], [1, 0, 0], header.numberOr("Phi", 0)],
      [names[1], [0, 0, -1], header.numberOr("Chi", 0)],
      [names[2], [1, 0, 0], header.numberOr("Omega", 0)],
    ],
    scanAxis,
  );

const serial = (text: string) => (detector: string) =>
  detector.includes("PILATUS") && detector.includes(text);

/** The first that matches holds. Facts from dxtbx, as of May 2026. */
export const beamlines: readonly Beamline[] = [
  {
    format: "FormatCBFMiniPilatusDLS12M",
    family: "pilatus",
    matches: serial("S/N 120-0100"),
    detector: (header, _size, { multiPanel }) => pilatus12mDetector(header, multiPanel),
    goniometer: pilatus12mGoniometer,
  },
  {
    // Diamond I04, mini-kappa.
    format: "FormatCBFMiniPilatusDLS6MSN100",
    family: "pilatus",
    matches: serial("S/N 60-0100 Diamond"),
    goniometer: (header) =>
      multiAxisGoniometer(
        [
          ["GON_PHI", [1, 0, 0], header.numberOr("Phi", 0)],
          ["GON_KAPPA", miniKappa, header.numberOr("Kappa", 0)],
          ["GON_OMEGA", [1, 0, 0], header.numberOr("Omega", 0)],
        ],
        2,
      ),
  },
  {
    // Diamond VMXi.
    format: "FormatCBFMiniPilatusDLS6MSN114",
    family: "pilatus",
    matches: (detector, header) => serial("S/N 60-0114")(detector) && (header.year ?? 0) >= 2017,
    goniometer: vertical,
  },
  {
    // Diamond I24: a vertical axis, but in plate mode.
    format: "FormatCBFMiniPilatusDLS6MSN119",
    family: "pilatus",
    matches: (detector, header) => serial("S/N 60-0119")(detector) && (header.year ?? 0) >= 2015,
    goniometer: (header) => (/[+-]FAST/.test(header.get("Oscillation_axis") ?? "") ? reversed() : vertical()),
  },
  {
    // Diamond I03, mini-kappa whose φ and κ do not turn.
    format: "FormatCBFMiniPilatusDLS6MSN126",
    family: "pilatus",
    matches: serial("S/N 60-0126"),
    goniometer: (header) =>
      singleAxisGoniometer(
        [1, 0, 0],
        multiply(
          rotationAbout(miniKappa, header.numberOr("Kappa", 0) * degrees),
          rotationAbout([1, 0, 0], header.numberOr("Phi", 0) * degrees),
        ),
      ),
  },
  {
    // APS 19-ID.
    format: "FormatCBFMiniPilatus3AOS19ID6MSN132",
    family: "pilatus",
    matches: (detector) => detector.includes("PILATUS3") && detector.includes("S/N 60-0132"),
    goniometer: reversed,
  },
  {
    // CHESS F1.
    format: "FormatCBFMiniPilatusCHESS_6MSN127",
    family: "pilatus",
    matches: serial("S/N 60-0127"),
    goniometer: reversed,
  },
  {
    // SPring-8 BL41XU.
    format: "FormatCBFMiniPilatusSPring8_6MSN125",
    family: "pilatus",
    matches: serial("S/N 60-0125"),
    goniometer: reversed,
  },
  {
    // PETRA III P14.
    format: "FormatCBFMiniPilatusDESY6MSN115",
    family: "pilatus",
    matches: (detector) => detector.includes("Detector: PILATUS 6M-F, S/N 60-0115-F"),
    goniometer: vertical,
  },
  {
    // SSRF BL18U1 and BL19U1.
    format: "FormatCBFMiniPilatusReverse",
    family: "pilatus",
    matches: (detector) => serial("S/N XX-XXX")(detector) || serial("S/N 60-0123")(detector),
    goniometer: reversed,
  },
  {
    // SOLEIL PX1: kappa, or a SmarGon.
    format: "FormatCBFMiniPilatusSOLEILPX16MSN106",
    family: "pilatus",
    matches: serial("S/N 60-0106, Soleil"),
    goniometer: soleil,
  },
  {
    // Diamond I03, SmarGon.
    format: "FormatCBFMiniEigerDLS16MSN160",
    family: "eiger",
    matches: (detector) => /eiger/i.test(detector) && detector.includes("S/N 160-0001"),
    goniometer: (header) => smargon(header, ["GON_PHI", "GON_CHI", "GON_OMEGA"], 2),
  },
  {
    // MAX IV BioMAX.
    format: "FormatCBFMiniEigerMaxIVBio",
    family: "eiger",
    matches: (detector) => detector.includes("Detector: Dectris Eiger 16M, S/N E-32-0105"),
    goniometer: vertical,
  },
  {
    // PETRA III P14; the detector was exchanged on 22 May 2021.
    format: "FormatCBFMiniEigerPetraP14",
    family: "eiger",
    matches(detector, header) {
      if (!/eiger/i.test(detector) || !/E-32-01(07|29)/.test(detector)) return false;
      const { epoch } = header;
      const exchanged = Date.UTC(2021, 4, 22) / 1000;
      return detector.includes(epoch !== undefined && epoch < exchanged ? "E-32-0107" : "E-32-0129");
    },
    goniometer: vertical,
  },
  {
    // CHESS ID7B2.
    format: "FormatCBFMiniEigerChessID7B2",
    family: "eiger",
    matches: (detector) => detector.includes("Detector: Dectris EIGER2 Si 16M, S/N E-32-0123"),
    goniometer: reversed,
  },
  {
    // SSRF BL17U1.
    format: "FormatCBFMiniEigerReverse",
    family: "eiger",
    matches: (detector) => detector.includes("Eiger") && detector.includes("S/N E-32-0111"),
    goniometer: reversed,
  },
  {
    // ELDICO ED-1: electrons of 160 keV (0.029 Å) on a Quadro.
    format: "FormatCBFMiniEigerQuadroED1",
    family: "eiger",
    matches: (detector, header, [nx, ny]) =>
      /quadro|eiger/i.test(detector) &&
      nx === 512 &&
      ny === 512 &&
      Math.round(1000 * header.numberOr("Wavelength", 0)) === 29,
    beam: (header) =>
      new Beam({
        ...simpleBeam(header.number("Wavelength")).data,
        polarization_fraction: 0.5,
        probe: "electron",
      }),
    detector: quadro,
    goniometer: vertical,
  },
];

/**
 * `Oscillation_axis` names the axis that turns. (dxtbx takes ω on the kappa goniometer even when the header says PHI.)
 */
function soleil(header: MiniCbfHeader): Goniometer {
  const named = (header.get("Oscillation_axis") ?? "").toUpperCase();
  const axisOf = (names: readonly string[]) => {
    const at = names.indexOf(named);
    if (at >= 0) return at;
    throw new EwaldError(
      "bad-format",
      `${header.file} has the Oscillation_axis ${JSON.stringify(named)} in its header, which is none of ${names.join(", ")}.`,
    );
  };
  if (header.get("Alpha") === undefined || header.get("Kappa") === undefined)
    return smargon(header, ["PHI", "CHI", "OMEGA"], axisOf(["PHI", "CHI", "OMEGA"]));
  const alpha = header.number("Alpha") * degrees;
  return multiAxisGoniometer(
    [
      ["PHI", [1, 0, 0], header.number("Phi")],
      ["KAPPA", [Math.cos(alpha), 0, Math.sin(alpha)], header.number("Kappa")],
      // The header's name for ω here.
      ["OMEGA", [1, 0, 0], header.number("Chi")],
    ],
    axisOf(["PHI", "KAPPA", "OMEGA"]),
  );
}

/** Electrons are absorbed at the face: no parallax, and a μ so large that nothing gets through. */
function quadro(header: MiniCbfHeader, size: ImageSize): Detector {
  const data = miniCbfDetector(header, size, "eiger").data as DetectorData;
  const panel = data.panels[0]!;
  const cutoff = header.numberOr("Count_cutoff", 0) || 1048576;
  const changed = {
    ...panel,
    trusted_range: [0, cutoff],
    mu: 1e10,
    px_mm_strategy: { type: "SimplePxMmStrategy" },
  };
  return new Detector({ ...data, panels: [changed] });
}
