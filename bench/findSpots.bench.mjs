// dials.find_spots and ewald find_spots, whole programs, on the same files: real images of four sweeps (.cbf.gz, where they are),
// simulated 6 Mpx Pilatus images (.cbf) and a simulated NXmx scan, for dispersion_extended and dispersion, with one and two
// processors; and how Ewald's time and memory grow with the length of a scan of small frames. Runs alternate; the best of each
// counts. The numbers of spots must agree.
//   node bench/findSpots.bench.mjs [--assert] [--images N] [--frames N] [--repeats N] [--only NAME]     (after `npm run build`)
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, linkSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { ExperimentList, ReflectionTable } from "ewald";
import { dialsPython } from "./support.mjs";

const { values: given } = parseArgs({
  options: {
    assert: { type: "boolean", default: false },
    images: { type: "string", default: "30" },
    frames: { type: "string", default: "3600" },
    repeats: { type: "string", default: "3" },
    only: { type: "string" },
  },
});
const dials = ["/usr/bin/dials.find_spots"].find(existsSync);
if (!dialsPython() || !dials || !existsSync("/usr/bin/time")) {
  console.log("find_spots: skipped, no dials.find_spots, or no /usr/bin/time to measure with");
  process.exit(0);
}
const ewald = fileURLToPath(new URL("../lib/bin/ewald.js", import.meta.url));
const shared = process.env.EWALD_SHARED ?? fileURLToPath(new URL("../../shared", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "ewald-bench-spots-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
const repeats = Number(given.repeats);

/** Wall and processor time (s) and peak memory (MiB, of the largest process) of one run, and the number of spots. */
function run(program, args) {
  rmSync(join(folder, "strong.refl"), { force: true });
  const timed = spawnSync("/usr/bin/time", ["-f", "%e %U %S %M", "-o", "time", program, ...args], {
    cwd: folder,
  });
  if (timed.status !== 0) throw new Error(`${program} ${args.join(" ")} failed: ${timed.stderr}`);
  const [wall, user, system, kilobytes] = readFileSync(join(folder, "time"), "utf8")
    .trim()
    .split(" ")
    .map(Number);
  const spots = ReflectionTable.fromFile(join(folder, "strong.refl")).nrows;
  return { wall, processor: user + system, memory: kilobytes / 1024, spots };
}
const ofEwald = (...args) => run(process.execPath, [ewald, "find_spots", ...args]);
const ofDials = (...args) => run(dials, args);
const make = (...args) => {
  const { status, stderr } = spawnSync(process.execPath, [ewald, ...args], { cwd: folder });
  if (status !== 0) throw new Error(`ewald ${args[0]} failed: ${stderr}`);
};
/** Experiments of images, whose trusted ranges this DIALS takes as Ewald does. */
const imported = (name, images) => {
  make("import", ...images, "output.trusted_range=exclusive", `output.experiments=${name}.expt`);
  return `${name}.expt`;
};

const best = (runs) => ({
  wall: Math.min(...runs.map(({ wall }) => wall)),
  processor: Math.min(...runs.map(({ processor }) => processor)),
  memory: Math.min(...runs.map(({ memory }) => memory)),
});
const text = ({ wall, processor, memory }) =>
  `${wall.toFixed(2)} s (processor ${processor.toFixed(2)} s, ${memory.toFixed(0)} MiB)`;
let missed = false;
const judge = (reached) => {
  if (!reached) missed = true;
  return reached ? "reached" : "MISSED";
};

function compare(what, experiments) {
  console.log(`find_spots: ${what}`);
  for (const algorithm of ["dispersion_extended", "dispersion"]) {
    const walls = [];
    for (const nproc of [1, 2]) {
      const args = [experiments, `nproc=${nproc}`, `threshold.algorithm=${algorithm}`];
      const theirs = [];
      const ours = [];
      for (let i = 0; i < repeats; i++) {
        theirs.push(ofDials(...args));
        ours.push(ofEwald(...args));
        if (theirs[i].spots !== ours[i].spots)
          throw new Error(`DIALS finds ${theirs[i].spots} spots, Ewald ${ours[i].spots}.`);
      }
      const [a, b] = [best(theirs), best(ours)];
      walls.push(b.wall);
      const ratio = a.wall / b.wall;
      console.log(
        `  ${algorithm}, nproc=${nproc}: DIALS ${text(a)}, Ewald ${text(b)}, ${ratio.toFixed(1)} × faster ` +
          `(processor time ${(a.processor / b.processor).toFixed(1)} ×; bar 4 ×: ${judge(ratio >= 4)}); ${ours[0].spots} spots`,
      );
    }
    console.log(`    two processors: ${(walls[0] / walls[1]).toFixed(2)} × one`);
  }
}

/** Images of one template, the same file again and again under the next numbers: no disk holds them twice. */
function longScan(source, count) {
  const list = ExperimentList.fromFile(join(folder, source));
  const { imageset, scan } = list[0];
  const [first] = imageset.open().paths();
  const image = join(folder, "long_00001.cbf");
  copyFileSync(first, image);
  for (let n = 2; n <= count; n++) linkSync(image, join(folder, `long_${String(n).padStart(5, "0")}.cbf`));
  imageset.data.template = join(folder, "long_#####.cbf");
  Object.assign(scan.data, {
    image_range: [1, count],
    exposure_time: new Array(count).fill(0.1),
    epochs: Array.from({ length: count }, (_, i) => i / 10),
    properties: undefined,
  });
  list.toFile(join(folder, "long.expt"));
}

const wanted = (name) => given.only === undefined || given.only === name;
const real = join(shared, "data", "l_cysteine_images");
if (wanted("real") && existsSync(real))
  compare(
    "60 real images of 2.5 Mpx, .cbf.gz",
    imported(
      "real",
      readdirSync(real).map((name) => join(real, name)),
    ),
  );
if (wanted("pilatus")) {
  make("simulate", "detector.model=pilatus_6m", `scan.images=${given.images}`, "output.template=p6_####.cbf");
  const images = readdirSync(folder).filter((name) => name.startsWith("p6_"));
  compare(`${given.images} simulated images of 6 Mpx, .cbf`, imported("p6", images));
}
if (wanted("nxmx")) {
  const nxmx = ["output.format=nxmx", "output.compression=*none"];
  make("simulate", "detector.model=eiger2_4m", `scan.images=${given.images}`, ...nxmx);
  compare(
    `${given.images} simulated images of 4.5 Mpx, NXmx as this DIALS can read it`,
    imported("nxmx", ["simulated.nxs"]),
  );
}
if (wanted("long")) {
  const count = Number(given.frames);
  make("simulate", "detector.model=pilatus_300k", "scan.images=2", "output.template=p3_####.cbf");
  imported("p3", ["p3_0001.cbf", "p3_0002.cbf"]);
  longScan("p3.expt", count);
  console.log(`find_spots: parts of a scan of ${count} frames of 0.3 Mpx, nproc=2`);
  const measured = [4, 2, 1].map((part) => {
    const images = Math.round(count / part);
    const args = ["long.expt", "nproc=2", `scan_range=1,${images}`, "max_separation=None"];
    const ours = best(Array.from({ length: repeats }, () => ofEwald(...args)));
    console.log(
      `  ${images} frames: Ewald ${text(ours)}, ${((1000 * ours.wall) / images).toFixed(2)} ms a frame`,
    );
    return ours;
  });
  const theirs = ofDials("long.expt", "nproc=2", "max_separation=None");
  const [, half, whole] = measured;
  console.log(
    `  ${count} frames: DIALS ${text(theirs)}, Ewald ${(theirs.wall / whole.wall).toFixed(1)} × faster (bar 4 ×: ${judge(theirs.wall / whole.wall >= 4)})`,
  );
  const growth = whole.processor / half.processor;
  console.log(
    `  twice as many frames: ${growth.toFixed(2)} × the processor time (bar 2.2: ${judge(growth < 2.2)}), ${(whole.memory - half.memory).toFixed(0)} MiB more`,
  );
}
if (given.assert && missed) process.exitCode = 1;
