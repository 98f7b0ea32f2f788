// The kernel's bars that are numbers, beside ipykernel, tslab and Deno in the same run, the same client speaking to all, their
// rounds alternating. Without --assert it only tells.
//   npm run bench:kernel, or (after `npm run build`)
//   node bench/kernel.bench.mjs [--assert] [--only ipykernel,tslab,deno] [--measure start,warm,…] [--quick] [--no-fetch]
import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import { startKernel } from "./kernel/client.mjs";
import { findKernels } from "./kernel/kernels.mjs";
import {
  growth,
  interrupts,
  introspection,
  lines,
  outputs,
  percentile,
  starts,
  warm,
} from "./kernel/measures.mjs";
import { median } from "./support.mjs";

const { values: given } = parseArgs({
  options: {
    assert: { type: "boolean", default: false },
    only: { type: "string" },
    measure: { type: "string" },
    quick: { type: "boolean", default: false },
    "no-fetch": { type: "boolean", default: false },
  },
});
const only = given.only?.split(",");
const chosen = given.measure?.split(",");
const { kernels, absent } = findKernels({ only, fetch: !given["no-fetch"] });
const names = kernels.map(({ name }) => name);
const many = (full, quick) => (given.quick ? quick : full);

const rows = [];
/** A line of the table; `fits` says whether ours reaches the bar, given ours and ipykernel's. */
function row(what, values, bar, fits, digits = 1) {
  const [ours, theirs] = [values.ewald, values.ipykernel];
  const verdict = !bar ? "" : (fits(ours, theirs) ?? "not measured");
  rows.push({
    what,
    values,
    digits,
    bar: bar ?? "",
    verdict: verdict === true ? "pass" : verdict === false ? "MISSED" : verdict,
  });
}
const each = (found, value) =>
  Object.fromEntries(Object.entries(found).map(([name, one]) => [name, value(one)]));
const below = (limit) => (ours) => ours <= limit;
const ofTheirs = (ratio) => (ours, theirs) => (theirs === undefined ? undefined : ours <= ratio * theirs);

const notes = [];
/** A measure of each kernel by itself or of all in turn; one that fails is left out of it by name, unless it is ours. */
async function without(what, measure) {
  let kept = kernels;
  for (;;) {
    try {
      return await measure(kept);
    } catch (error) {
      const failed = kept.find(({ name }) => name !== "ewald" && error.kernel === name);
      if (!failed) throw error;
      notes.push(`${what}: without ${failed.name}: ${error.message.split("\n").at(-1)}`);
      kept = kept.filter((kernel) => kernel !== failed);
    }
  }
}

const withSessions = (what, measure) =>
  without(what, async (kept) => {
    const sessions = [];
    try {
      for (const kernel of kept) sessions.push({ ...kernel, client: await startKernel(kernel) });
      return await measure(sessions);
    } finally {
      for (const { client } of sessions) await client.stop();
    }
  });

const measures = {
  async start() {
    const found = await without("starts", (kept) => starts(kept, many(7, 2)));
    row(
      "kernel_info after start, ms",
      each(found, (one) => median(one.information)),
      "≤ 0.33 × ipykernel",
      ofTheirs(0.33),
    );
    row(
      "first cell's reply after start, ms",
      each(found, (one) => median(one.cell)),
      "≤ 1.1 × ipykernel",
      ofTheirs(1.1),
    );
    row(
      "  the best start",
      each(found, (one) => Math.min(...one.cell)),
    );
    row(
      "idle memory of all processes, MB",
      each(found, (one) => one.memory[0]),
      "≤ 200",
      below(200),
      0,
    );
  },
  async warm() {
    const found = await withSessions("cells", (sessions) => warm(sessions, many(60, 10)));
    row(
      "warm cell, seen before, median ms",
      each(found, (one) => median(one.same)),
      "≤ 5",
      below(5),
    );
    row(
      "warm cell, new and checked, median ms",
      each(found, (one) => median(one.fresh)),
      "≤ 20",
      below(20),
    );
    row(
      "  the slowest in twenty",
      each(found, (one) => percentile(one.fresh, 0.95)),
    );
  },
  async busy() {
    const found = await withSessions("cells", (sessions) => introspection(sessions, many(4, 1)));
    for (const [kind, what] of [
      ["complete", "completion"],
      ["inspect", "inspection"],
    ]) {
      row(
        `${what} during a 2 s cell, median ms`,
        each(found, (one) => median(one[kind])),
        "≤ 100",
        below(100),
      );
      row(
        "  the slowest",
        each(found, (one) => Math.max(...one[kind])),
      );
    }
  },
  async stop() {
    const found = await without("Stop", interrupts);
    const worst = each(found, (one) => Math.max(...Object.values(one)));
    row("Stop, the slowest of all shapes, ms", worst, "≤ 100", below(100));
    for (const shape of Object.keys(found.ewald))
      row(
        `  ${shape}`,
        each(found, (one) => one[shape]),
      );
  },
  async lines() {
    const found = await without("lines", (kept) => lines(kept, 20_000, many(5, 1)));
    row(
      "20,000 lines: messages",
      each(found, (one) => median(one.messages)),
      "≤ 50",
      below(50),
      0,
    );
    row(
      "20,000 lines: ms until idle",
      each(found, (one) => median(one.ms)),
      "≤ 200",
      below(200),
      0,
    );
    row(
      "20,000 lines: lost or late",
      each(found, (one) => Math.max(...one.lost)),
      "0",
      below(0),
      0,
    );
  },
  async outputs() {
    const count = many(100_000, 10_000);
    const found = await without("displays", (kept) => outputs(kept, count));
    row(
      `${count} displays: lost`,
      each(found, (one) => one.lost),
      "0",
      below(0),
      0,
    );
    row(
      "  seconds until the last",
      each(found, (one) => one.seconds),
    );
  },
  async growth() {
    const cells = many(1000, 200);
    const found = await without("growth", (kept) => growth(kept, cells));
    row(
      `${cells} cells: latency grows by, %`,
      each(found, (one) => 100 * one.latency),
      "< 10",
      (ours) => ours < 10,
    );
    row(
      "  first tenth, median ms",
      each(found, (one) => one.first),
    );
    row(
      "  last tenth, median ms",
      each(found, (one) => one.last),
    );
    row(
      `${cells} cells: memory grows by, %`,
      each(found, (one) => 100 * one.memory),
      "< 10",
      (ours) => ours < 10,
    );
    row(
      "  MB before",
      each(found, (one) => one.megabytes[0]),
      undefined,
      undefined,
      0,
    );
    row(
      "  MB after",
      each(found, (one) => one.megabytes[1]),
      undefined,
      undefined,
      0,
    );
  },
};

const load = () => loadavg()[0].toFixed(1);
console.log(`kernel: ${names.join(", ")}; load ${load()} at the start`);
for (const name of absent) console.log(`  ${name}: skipped, it is not installed and cannot be fetched`);
for (const [name, measure] of Object.entries(measures)) {
  if (chosen && !chosen.includes(name)) continue;
  const began = performance.now();
  try {
    await measure();
  } catch (error) {
    rows.push({
      what: `${name}: ${error.message.split("\n").at(-1)}`,
      values: {},
      digits: 0,
      bar: "all",
      verdict: "MISSED",
    });
  }
  console.error(`  measured ${name}: ${((performance.now() - began) / 1000).toFixed(0)} s`);
}

const shown = (value, digits) =>
  value === undefined ? "–" : Number.isFinite(value) ? value.toFixed(digits) : "never";
const ratio = ({ ewald, ipykernel }) =>
  ewald !== undefined && ipykernel > 0 && Number.isFinite(ewald) ? (ewald / ipykernel).toFixed(2) : "";
const cells = rows.map((one) => [
  one.what,
  ...names.map((name) => shown(one.values[name], one.digits)),
  /%/.test(one.what) ? "" : ratio(one.values),
  one.bar,
  one.verdict,
]);
const header = ["", ...names, "ours / ipykernel", "bar", ""];
const widths = header.map((_, i) => Math.max(...[header, ...cells].map((line) => line[i].length)));
const print = (line) =>
  console.log(
    line
      .map((text, i) => (i > 0 && i <= names.length + 1 ? text.padStart(widths[i]) : text.padEnd(widths[i])))
      .join("  ")
      .trimEnd(),
  );
print(header);
for (const line of cells) print(line);
for (const one of notes) console.log(`  ${one}`);
console.log(`load ${load()} at the end; times are medians unless said`);
const missed = rows.filter(({ verdict }) => verdict === "MISSED").length;
if (missed) console.log(`${missed} of ${rows.filter(({ bar }) => bar).length} bars missed`);
if (given.assert && missed) process.exitCode = 1;
process.exit();
