import { EwaldError } from "../error.js";
import type { ExperimentList } from "../models/experimentList.js";
import { extractPhil } from "../parameters/extract.js";
import { fetchPhil } from "../parameters/fetch.js";
import { Flag, type FlagName } from "../reflections/flag.js";
import { flagSelection } from "../reflections/flagExpression.js";
import type { ReflectionTable } from "../reflections/reflectionTable.js";
import { powderRingFilter } from "../spots/analysis/powderRingFilter.js";
import { defineProgram, type ProgramOutput } from "./defineProgram.js";
import { withoutDeadTime } from "./filterReflections/deadTime.js";
import { goodIntensities } from "./filterReflections/goodIntensities.js";
import { type FilterParameters, filterParameters as parameters } from "./filterReflections/parameters.js";
import { withResolution } from "./filterReflections/withResolution.js";
import { flattened } from "./masks/maskedImageSets.js";
import type { FlagCount } from "./show/flagTable.js";
import { fixed } from "./text/printf.js";
import { framedTable } from "./text/table.js";

export interface FilteredReflections {
  /** What the filters left; undefined where none was given. */
  readonly reflections: ReflectionTable | undefined;
  /** Without a filter: how many reflections carry each flag, by name. */
  readonly flags: readonly FlagCount[] | undefined;
  /** What was done, a line each, as DIALS says it. */
  readonly report: readonly string[];
  toString(): string;
}

/** `dials.filter_reflections`: the reflections that flags, resolution, partiality and more allow. */
export const filterReflections = defineProgram({
  name: "filter_reflections",
  summary: "Select reflections by flags, resolution, partiality and more; without a filter, count flags",
  usage: "[options] observations.refl [models.expt]",
  examples: [
    "ewald filter_reflections refined.refl flag_expression=used_in_refinement",
    'ewald filter_reflections integrated.refl flag_expression="integrated & ~reference_spot"',
    "ewald filter_reflections indexed.refl indexed.expt d_max=20 d_min=2.5",
    "ewald filter_reflections integrated.refl",
  ],
  parameters,
  run({ experiments, reflections }, params): FilteredReflections {
    const [table] = reflections;
    if (!table || reflections.length > 1)
      throw new EwaldError(
        "bad-argument",
        `filter_reflections works on one reflection table, not on ${reflections.length}.`,
      );
    const report: string[] = [];
    const text = () => report.join("\n");
    if (isDefault(params)) {
      const flags = flagCounts(table);
      report.push("No filter specified. Performing analysis instead.");
      report.push(
        flags.length === 0
          ? "No flags set"
          : framedTable([["flag", "nref"], ...flags.map(({ flag, count }) => [flag, `${count}`])]),
      );
      return { reflections: undefined, flags, report, toString: text };
    }
    const filtered = filter(table, flattened(experiments), params, (line) => report.push(line));
    return { reflections: filtered, flags: undefined, report, toString: text };
  },
  text: (result, { output }) =>
    result.reflections && output.reflections
      ? `${result}\nSaving ${result.reflections.nrows} reflections to ${output.reflections}`
      : String(result),
  *outputs({ reflections }, { output }): Generator<ProgramOutput> {
    if (reflections && output.reflections) yield { path: output.reflections, content: reflections };
  },
});

/** Whether nothing but the output is other than by default. */
function isDefault(params: FilterParameters): boolean {
  const plain = extractPhil(fetchPhil(parameters, []));
  const text = (all: FilterParameters) =>
    JSON.stringify(
      (Object.keys(plain) as (keyof FilterParameters)[]).map((key) => (key === "output" ? 0 : all[key])),
    );
  return text(params) === text(plain);
}

/** Reflections with all bits of each flag that any has, by name. */
function flagCounts(table: ReflectionTable): FlagCount[] {
  return (Object.keys(Flag) as FlagName[])
    .sort()
    .map((flag) => ({ flag, count: table.getFlags(Flag[flag]).count(true) }))
    .filter(({ count }) => count > 0);
}

function filter(
  given: ReflectionTable,
  experiments: ExperimentList,
  params: FilterParameters,
  note: (line: string) => void,
): ReflectionTable {
  const { d_min, d_max, partiality, ice_rings, dead_time } = params;
  checkRanges(given, params);
  let table =
    d_min !== null || d_max !== null || ice_rings.filter ? withResolution(given, experiments, note) : given;
  const keep = (isKept: (row: number) => boolean, what: string) => {
    const rows: number[] = [];
    for (let i = 0; i < table.nrows; i++) if (isKept(i)) rows.push(i);
    table = table.select(rows);
    note(`Selected ${table.nrows} reflections ${what}`);
  };
  /** Rows whose value in a column holds. */
  const keepValues = (name: string, holds: (value: number) => boolean, what: string) => {
    const { data } = table.column(name, name === "id" ? "int" : name === "panel" ? "std::size_t" : "double");
    keep((row) => holds(data[row]!), what);
  };
  note(`${table.nrows} reflections loaded`);
  if (params.flag_expression !== null) table = table.select(flagSelection(table, params.flag_expression));
  note(`Selected ${table.nrows} reflections by flags`);
  const { id, panel } = params;
  if (id?.length) keepValues("id", (value) => id.includes(value), "by experiment id");
  if (panel?.length) keepValues("panel", (value) => panel.includes(value), "by panel number");
  if (d_min !== null) keepValues("d", (d) => d >= d_min, `with d >= ${fixed(d_min, 6)}`);
  if (d_max !== null) keepValues("d", (d) => d <= d_max, `with d <= ${fixed(d_max, 6)}`);
  const { min, max } = partiality;
  if (min !== null) keepValues("partiality", (part) => part >= min, `with partiality >= ${fixed(min, 6)}`);
  if (max !== null) keepValues("partiality", (part) => part <= max, `with partiality <= ${fixed(max, 6)}`);
  if (params.select_good_intensities) table = goodIntensities(table, note);
  if (params.remove_by_index?.length) {
    const removed = new Set(params.remove_by_index);
    for (const row of removed)
      if (row >= table.nrows)
        throw new EwaldError(
          "out-of-range",
          `remove_by_index names row ${row}, but ${table.nrows} rows are left, counted from 0.`,
        );
    keep((row) => !removed.has(row), "after removing by index");
  }
  if (dead_time.value)
    table = withoutDeadTime(
      table,
      experiments,
      { value: dead_time.value, reject_fraction: dead_time.reject_fraction ?? 0 },
      note,
    );
  if (ice_rings.filter && table.nrows > 0) {
    const d = table.column("d");
    const highest = d.data.reduce((least, one) => (one > 0 ? Math.min(least, one) : least), Number.MAX_VALUE);
    const inRing = powderRingFilter(ice_rings.d_min ?? highest, ice_rings)(d);
    note(`Rejecting ${inRing.count(true)} reflections at ice ring resolution`);
    table = table.select(inRing.not());
  }
  return table;
}

function checkRanges(
  table: ReflectionTable,
  { d_min, d_max, partiality: { min, max } }: FilterParameters,
): void {
  if (d_min !== null && d_max !== null && d_min > d_max)
    throw new EwaldError("bad-argument", `d_min is ${d_min}, d_max ${d_max}: d_min must be the smaller.`);
  if (min !== null && max !== null && min > max)
    throw new EwaldError(
      "bad-argument",
      `partiality.min is ${min}, partiality.max ${max}: the first must be the smaller.`,
    );
  if ((min !== null || max !== null) && !table.has("partiality"))
    throw new EwaldError(
      "missing-column",
      'The reflections have no column "partiality" to filter by; integrated ones would work.',
    );
}
