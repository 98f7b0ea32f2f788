// `node lib/dist/node/simulateTutorial.js <folder> [--seed n]`: writes the tutorials' data, unless it is there.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { EwaldError } from "../error.js";
import { imageFiles } from "../programs/simulate/imageFiles.js";
import { truthTable } from "../simulate/truthTable.js";
import { simulateTutorial, tutorialVersion } from "../simulate/tutorial.js";
import { tutorialImages, tutorialTemplate } from "../simulate/tutorialImages.js";
import "./main.js";

/** Named in the folder it belongs to; holds what the files were made from. */
const stampName = "simulated.json";

/**
 * Writes strong.refl, indexed.refl, integrated.refl, imported.expt, indexed.expt and integrated.expt into a folder, and ten
 * images with truth.refl and truth.expt into its folder images, all or none: they are made in a folder beside it, which then takes its name. A folder that holds this version and
 * seed already is left alone; one that holds anything else but an older simulation is refused. Gives one line a file.
 */
export function writeTutorial(folder: string, seed = 1): string[] {
  const target = resolve(folder);
  const stamp = `${JSON.stringify({ simulation: "tutorial", version: tutorialVersion, seed })}\n`;
  if (existsSync(target)) {
    const there = stampOf(target);
    if (there === stamp)
      return [`${folder}: the simulated tutorial data are there (version ${tutorialVersion}).`];
    if (!there.includes('"simulation":"tutorial"'))
      throw new EwaldError(
        "bad-argument",
        `${folder} exists and holds no simulated tutorial data (no ${stampName}), so nothing was written; name a new folder.`,
      );
  }
  const started = performance.now();
  const data = simulateTutorial(seed);
  const beside = join(dirname(target), `.${basename(target)}.${process.pid}.part`);
  rmSync(beside, { recursive: true, force: true });
  mkdirSync(beside, { recursive: true });
  const lines: string[] = [];
  try {
    for (const stage of ["imported", "indexed", "integrated"] as const) {
      writeFileSync(join(beside, `${stage}.expt`), data.experiments[stage]);
      lines.push(`${stage}.expt: ${data.truth.options.transmissions.length} experiments`);
    }
    for (const stage of ["strong", "indexed", "integrated"] as const) {
      const path = join(beside, `${stage}.refl`);
      data[stage].toFile(path);
      lines.push(`${stage}.refl: ${data[stage].nrows} rows, ${(statSync(path).size / 1e6).toFixed(1)} MB`);
    }
    lines.push(...writeImages(join(beside, "images"), seed));
    writeFileSync(join(beside, stampName), stamp);
    rmSync(target, { recursive: true, force: true });
    renameSync(beside, target);
  } catch (error) {
    rmSync(beside, { recursive: true, force: true });
    throw error;
  }
  lines.push(`Simulated in ${((performance.now() - started) / 1000).toFixed(1)} s (seed ${seed}).`);
  return lines;
}

function writeImages(folder: string, seed: number): string[] {
  mkdirSync(folder);
  const simulation = tutorialImages(seed);
  let bytes = 0;
  const output = { format: "cbf", template: tutorialTemplate, nxmx: "", compression: "none" } as const;
  for (const { path, content } of imageFiles(simulation, output)) {
    const image = content as Uint8Array;
    writeFileSync(join(folder, path), image);
    bytes += image.length;
  }
  const truth = truthTable(simulation);
  truth.toFile(join(folder, "truth.refl"));
  simulation.options.experiments.toFile(join(folder, "truth.expt"));
  return [
    `images/${tutorialTemplate}: ${simulation.images.length} images, ${(bytes / 1e6).toFixed(1)} MB`,
    `images/truth.refl: ${truth.nrows} rows; images/truth.expt`,
  ];
}

function stampOf(folder: string): string {
  const path = join(folder, stampName);
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}

function main(args: readonly string[]): void {
  const [folder, option, value] = args;
  const seed = option === undefined ? 1 : Number(value);
  if (
    folder === undefined ||
    (option !== undefined && (option !== "--seed" || !Number.isSafeInteger(seed) || seed < 0))
  )
    throw new EwaldError("bad-argument", "Usage: simulateTutorial <folder> [--seed <whole number>].");
  for (const line of writeTutorial(folder, seed)) console.log(line);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(resolve(process.argv[1])).href) {
  try {
    main(process.argv.slice(2));
  } catch (error) {
    console.error(error instanceof EwaldError ? error.message : error);
    process.exitCode = 1;
  }
}
