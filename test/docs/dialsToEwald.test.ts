// Every call in the right-hand column of docs/dials-to-ewald.md compiles, strictly, against the built packages.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { expect, it } from "vitest";
import { root } from "../support/paths.js";

/** What the calls take for granted. */
const context = `
import { asuCoverage, attenuation, averageCrystals, averageOrientations, averageUnitCells, type Beam, BytesSource, centroidPxToMm, ChangeOfBasis, clusterUnitCells, compton, comptonApproximation, comptonOfAtoms, Crystal, type Detector, dials, EwaldError, type Experiment, ExperimentList, Flag, flagSelection, flex, type FlexShoebox, formFactor, g6, geometry, type Goniometer, GoniometerMaskerFactory, henke, iceRingFilter, type ImageSequence, ImageSet, ImageSetFactory, isFlag, latticeSymmetryGroup, loadMask, mapCentroidsToReciprocalSpace, MaskCode, masks, type Mat3, metricSubgroups, ncDist, openImage, type Panel, type PanelMask, powderRingFilter, type RawPanel, readLookup, readMask, ReflectionTable, sasaki, saveMask, type Scan, scatteringFactor, type Shoebox, SpaceGroup, statsForReflectionTable, statsPerImage, thresholdImages, twinLaws, UnitCell, type Vec3, xrayScattering } from "ewald";
import { bars, heatmap, histogram, scatter, sideBySide } from "ewald-widgets";
import { op } from "arquero";
declare const bytes: Uint8Array;
declare const table: ReflectionTable;
declare const other: ReflectionTable;
declare const reference: ReflectionTable;
declare const experiments: ExperimentList;
declare const otherExperiments: ExperimentList;
declare const beam: Beam;
declare const panel: Panel;
declare const a: ReturnType<typeof flex.double>;
declare const b: typeof a;
declare const column: typeof a;
declare const values: typeof a;
declare const mask: ReturnType<typeof flex.bool>;
declare const maskOther: typeof mask;
declare const indices: ReturnType<typeof flex.sizeT>;
declare const xyz: ReturnType<typeof flex.vec3Double>;
declare const x: typeof a;
declare const y: typeof a;
declare const hist: ReturnType<typeof flex.histogram>;
declare const hist2: typeof hist;
declare const boxes: FlexShoebox;
declare const box: Shoebox;
declare const text: string;
declare const experiment: Experiment;
declare const detector: Detector;
declare const goniometer: Goniometer;
declare const scan: Scan;
declare const s0: Vec3;
declare const s1: Vec3;
declare const phi: number;
declare const rotation: Mat3;
declare const pixels: Int32Array;
declare const px: typeof xyz;
declare const panels: typeof indices;
declare const raw: RawPanel[];
declare const mask2d: PanelMask[];
declare const bragg: PanelMask[];
declare const imageset: ImageSequence;
declare const frame: ReturnType<typeof table.toArquero>;
declare const crystal: Crystal;
declare const cell: UnitCell;
declare const group: SpaceGroup;
declare const hkl: ReturnType<typeof flex.millerIndex>;
declare const sites: typeof xyz;
declare const q: typeof xyz;
declare const coverage: ReturnType<typeof asuCoverage>;
`;

function calls(): string[] {
  const rows = readFileSync(join(root, "docs/dials-to-ewald.md"), "utf8")
    .split("\n")
    .filter((line) => line.startsWith("| ") && !line.startsWith("| ---"));
  // The right-hand cell's code spans; a cell of words has none.
  return rows.flatMap((row) =>
    [
      ...row
        .split(" | ")
        .slice(1)
        .join(" | ")
        .matchAll(/`([^`]+)`/g),
    ].map((m) => m[1]!),
  );
}

it("docs/dials-to-ewald.md: every call of ours compiles", () => {
  const found = calls();
  expect(found.length).toBeGreaterThan(150);
  const path = join(root, "test/docs/calls.ts");
  const source = `${context}${found.map((call) => `{ ${call} }`).join("\n")}\n`;
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    types: ["node"],
  };
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (name, language) =>
    name === path ? ts.createSourceFile(name, source, language) : read(name, language);
  const exists = host.fileExists.bind(host);
  host.fileExists = (name) => name === path || exists(name);
  const program = ts.createProgram([path], options, host);
  const lines = source.split("\n");
  const errors = ts.getPreEmitDiagnostics(program).map((found) => {
    const at = found.file?.getLineAndCharacterOfPosition(found.start ?? 0).line ?? -1;
    return `${lines[at]}: ${ts.flattenDiagnosticMessageText(found.messageText, " ")}`;
  });
  expect(errors).toEqual([]);
});
