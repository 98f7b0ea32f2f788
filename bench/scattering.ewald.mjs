// Ewald's side of scattering.bench.mjs: one run for each line on stdin, answered with [seconds, peak memory in MiB, a sum].
import { createInterface } from "node:readline";
import { FlexDouble, FlexVec3Double, formFactor, geometry, henke, sasaki } from "../lib/dist/node/main.js";

const [command, given] = process.argv.slice(2);
const rows = Number(given);
const few = Math.floor(rows / 100);
const column = (length, of) => new FlexDouble(Float64Array.from({ length }, (_, i) => of(i)));
const dStarSq = column(rows, (i) => (i / rows) * 4);
const wavelengths = column(few, (i) => 0.5 + i / few);
const count = command === "kapton2019" ? Math.floor(rows / 10) : rows;
const rays = new Float64Array(3 * count);
for (let i = 0; i < count; i++) rays.set([((i * 0.37) % 1.9) - 0.95, ((i * 0.61) % 1.7) - 0.85, -1], 3 * i);
const s1 = new FlexVec3Double(rays);
const anomalous = ({ fp, fdp }) => fp.add(fdp);
const runs = {
  f0: () => formFactor("Fe3+", { table: "it1992" }).atDStarSq(dStarSq),
  sasaki: () => anomalous(sasaki.table("Se").atAngstrom(wavelengths)),
  henke: () => anomalous(henke.table("Se").atAngstrom(wavelengths)),
  kapton: () => geometry.kaptonAbsorption({ wavelengthAng: 1.3 }).absCorrection(s1),
  kapton2019: () => geometry.kaptonAbsorption({ wavelengthAng: 1.3, model: "kapton_2019" }).absCorrection(s1),
};

for await (const line of createInterface({ input: process.stdin })) {
  if (line.trim() === "quit") break;
  const start = performance.now();
  const { data } = runs[command]();
  const seconds = (performance.now() - start) / 1000;
  let sum = 0;
  for (let i = 0; i < data.length; i += 7) sum += data[i];
  console.log(JSON.stringify([seconds, process.resourceUsage().maxRSS / 1024, sum]));
}
