// Ewald's side of crystal.bench.mjs: one run for each line on stdin, answered with [seconds, peak memory in MiB, a sum].
import { createInterface } from "node:readline";
import { groupOfHallSymbol } from "../lib/dist/crystal/hall.js";
import {
  FlexMillerIndex,
  metricSubgroups,
  SpaceGroup,
  spaceGroupSettings,
  UnitCell,
} from "../lib/dist/node/main.js";

const [command, rows] = process.argv.slice(2);
const n = Number(rows);
const data = new Int32Array(3 * n);
for (let i = 0; i < n; i++) {
  data[3 * i] = ((i * 7) % 61) - 30;
  data[3 * i + 1] = ((i * 13) % 53) - 26;
  data[3 * i + 2] = ((i * 29) % 71) - 35;
}
const hkl = new FlexMillerIndex(data);
const group = SpaceGroup.of("P 43 3 2");
const cell = new UnitCell([57, 68, 79, 81, 95, 103]);
const thousand = Array.from(
  { length: 1000 },
  (_, k) =>
    new UnitCell([20 + (k % 17), 30 + (k % 13), 25 + (k % 29), 70 + (k % 37), 75 + (k % 31), 80 + (k % 23)]),
);
const lattices = Array.from(
  { length: 20 },
  (_, k) => new UnitCell([40, 40 + 0.1 * (k % 5), 40 + 0.2 * (k % 3), 90, 90 + 0.3 * (k % 4), 90]),
);

const sum = (values) => values.reduce((a, b) => a + b, 0);
const weighted = ({ indices }) => {
  let total = 0;
  for (let i = 0; i < indices.data.length; i += 3 * 997)
    total += indices.data[i] + 100 * indices.data[i + 1] + 10000 * indices.data[i + 2];
  return total;
};
const runs = {
  asu: [() => group.mapToAsu(hkl), weighted],
  anomalous: [() => group.mapToAsu(hkl, { anomalous: true }), weighted],
  absent: [() => group.isSysAbsent(hkl), (flags) => sum([...flags.data])],
  d: [
    () => cell.d(hkl),
    (d) => {
      let total = 0;
      for (let i = 1; i < n; i += 997) if (Number.isFinite(d.data[i])) total += d.data[i];
      return total;
    },
  ],
  settings: [
    () =>
      spaceGroupSettings().map(({ hall }) => {
        const { representatives, centring } = groupOfHallSymbol(hall);
        return representatives.length * centring.length;
      }),
    sum,
  ],
  niggli: [() => thousand.map((one) => one.niggliCell().parameters[0]), sum],
  lattice: [() => lattices.map((one) => metricSubgroups(one, { maxDelta: 5 }).length), sum],
};

const [run, total] = runs[command];
for await (const line of createInterface({ input: process.stdin })) {
  if (line.trim() === "quit") break;
  const start = performance.now();
  const answer = run();
  const seconds = (performance.now() - start) / 1000;
  console.log(JSON.stringify([seconds, process.resourceUsage().maxRSS / 1024, total(answer)]));
}
