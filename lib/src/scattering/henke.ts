import { EwaldError } from "../error.js";
import { type AnomalousOptions, type AnomalousTable, anomalousTable, noSuchElement } from "./anomalous.js";
import { atomicNumberOf } from "./elements.js";
import { factorEvAngstrom } from "./energy.js";
import { elementOfLabel } from "./label.js";
import { numbersOf, remembered, tableLine } from "./tableLine.js";
import { henke1993 } from "./tables/henke1993.js";

/** Henke's table also has f″ by itself, at energies too low for f′. */
export interface HenkeTable extends AnomalousTable {
  /** f″, electrons, at 10 eV to 30 keV. Throws EwaldError `"out-of-range"` elsewhere. */
  fdpAtEv(ev: number): number;
}

const made = remembered((element: string): HenkeTable => {
  const line = tableLine(henke1993, element);
  if (line === undefined) throw noSuchElement(element, "henke", "H to U");
  const [changes, f1Text, f2Text] = line.split(" | ");
  const energies = energiesOf(changes!);
  const f1 = numbersOf(f1Text!);
  const f2 = numbersOf(f2Text!);
  const atomicNumber = atomicNumberOf(element);
  const unknown = energies.length - f1.length;
  const lowest = energies[unknown]!;
  const highest = energies.at(-1)!;
  /** Where an energy lies among the nodes: after node i, by a part of the way to the next. */
  const place = (ev: number): [number, number] => {
    const i = Math.max(0, firstNotBelow(energies, ev) - 1);
    return [i, (ev - energies[i]!) / (energies[i + 1]! - energies[i]!)];
  };
  const between = (values: Float64Array, i: number, x: number) =>
    values[i]! + x * (values[i + 1]! - values[i]!);
  const table = anomalousTable({
    label: element,
    atomicNumber,
    table: "henke",
    ranges: [[factorEvAngstrom / highest, factorEvAngstrom / lowest]],
    at: (_, given) => {
      // The ends belong to the table, though a wavelength be turned into an energy with rounding.
      const ev = Math.abs(given - highest) < 1e-9 * highest ? highest : given;
      if (!(ev >= lowest * (1 - 1e-12) && ev <= highest)) return undefined;
      const [i, x] = place(Math.max(ev, lowest));
      const known = Math.max(0, i - unknown);
      return {
        fp: (i < unknown ? f1[0]! : between(f1, known, x)) - atomicNumber,
        fdp: between(f2, i, x),
      };
    },
  });
  return {
    ...table,
    fdpAtEv(ev) {
      if (ev >= energies[0]! && ev <= highest) return between(f2, ...place(ev));
      throw new EwaldError(
        "out-of-range",
        `f″ of ${element} is not in the table henke at ${ev} eV: it has it from ${energies[0]} to ${highest} eV.`,
      );
    },
  };
});

let grid: Float64Array | undefined;

/** The energies common to all elements, with those the element has more and without those it has not. */
function energiesOf(changes: string): Float64Array {
  grid ??= numbersOf(tableLine(henke1993, "grid")!);
  const words = changes.split(" ").filter(Boolean);
  const signed = (sign: string) =>
    words.filter((word) => word[0] === sign).map((word) => Number(word.slice(1)));
  const less = new Set(signed("-"));
  // As float32, which cctbx holds them in: within the 0.2 eV between the two sides of an edge the rounding shows.
  return Float64Array.from(
    [...grid.filter((energy) => !less.has(energy)), ...signed("+")],
    Math.fround,
  ).sort();
}

function firstNotBelow(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * f′ = f1 − Z and f″ = f2 of Henke, Gullikson & Davis (1993), H to U, 29.3 eV to 30 keV (0.413 to 423 Å): the tables of
 * cctbx.eltbx.henke, interpolated linearly in the energy: `henke.table("Fe").atKev(7.2).fdp`. Ions are taken for their element.
 * Throws EwaldError `"bad-argument"` for an element it does not have.
 */
export const henke = {
  table: (label: string, options?: AnomalousOptions): HenkeTable => made(elementOfLabel(label, options)),
};
