// Every call in the right-hand column of docs/dials-to-ewald.md compiles, strictly, against the built packages.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { expect, it } from "vitest";
import { root } from "../support/paths.js";

/** What the calls take for granted. */
const context = `
import { ExperimentList, Flag, MaskCode, ReflectionTable, flex, isFlag, readLookup } from "ewald";
import type { FlexShoebox, Shoebox } from "ewald";
import { bars, heatmap, histogram, scatter } from "ewald-widgets";
import { op } from "arquero";
declare const bytes: Uint8Array;
declare const table: ReflectionTable, other: ReflectionTable, reference: ReflectionTable;
declare const experiments: ExperimentList;
declare const a: ReturnType<typeof flex.double>, b: typeof a, column: typeof a, values: typeof a;
declare const mask: ReturnType<typeof flex.bool>, maskOther: typeof mask;
declare const indices: ReturnType<typeof flex.sizeT>;
declare const xyz: ReturnType<typeof flex.vec3Double>;
declare const x: typeof a, y: typeof a;
declare const hist: ReturnType<typeof flex.histogram>, hist2: typeof hist;
declare const boxes: FlexShoebox, box: Shoebox;
declare const frame: ReturnType<typeof table.toArquero>;
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
  expect(found.length).toBeGreaterThan(70);
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
