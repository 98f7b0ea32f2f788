import { type AnomalousOptions, type AnomalousTable, anomalousTable, noSuchElement } from "./anomalous.js";
import { atomicNumberOf } from "./elements.js";
import { elementOfLabel } from "./label.js";
import { numbersOf, remembered, tableLine } from "./tableLine.js";
import { sasaki1989 } from "./tables/sasaki1989.js";

/** 280 numbers from `first` Å on. */
interface Stretch {
  readonly first: number;
  readonly step: number;
  readonly fp: Float64Array;
  readonly fdp: Float64Array;
}

/** The finer ones first: where several cover a wavelength, the first counts. */
const stretches = ["k", "l1", "l2", "l3", "wide"];
const last = 279;

const made = remembered((element: string): AnomalousTable => {
  const found = stretches.flatMap((name) => {
    const line = tableLine(sasaki1989, `${element} ${name}`);
    return line === undefined ? [] : [stretchOf(line, name === "wide" ? 0.01 : 0.0001)];
  });
  if (found.length === 0) throw noSuchElement(element, "sasaki", "Li to Bi and U");
  const wide = found.at(-1)!;
  const end = ({ first, step }: Stretch) => first + last * step;
  const outside = found.filter((one) => end(one) > end(wide) || one.first < wide.first);
  return anomalousTable({
    label: element,
    atomicNumber: atomicNumberOf(element),
    table: "sasaki",
    ranges: [wide, ...outside].map((one) => [one.first, end(one)] as const),
    at: (angstrom) => {
      for (const { first, step, fp, fdp } of found) {
        const place = (angstrom - first) / step;
        // The ends belong to the stretch, though an energy be turned into a wavelength with rounding.
        if (!(place >= -1e-6 && place <= last + 1e-6)) continue;
        const i = Math.min(Math.max(Math.floor(place), 0), last - 1);
        const x = place - i;
        return { fp: fp[i]! + x * (fp[i + 1]! - fp[i]!), fdp: fdp[i]! + x * (fdp[i + 1]! - fdp[i]!) };
      }
      return undefined;
    },
  });
});

function stretchOf(line: string, step: number): Stretch {
  const [first, fp, fdp] = line.split(" | ");
  return { first: Number(first), step, fp: summed(fp!), fdp: summed(fdp!) };
}

/** Numbers given as steps of 10⁻⁴ from one to the next. */
function summed(text: string): Float64Array {
  let sum = 0;
  return numbersOf(text).map((step) => (sum += step) / 10000);
}

/**
 * f′ and f″ of Sasaki (1989), Li to Bi and U, 0.1 to 2.89 Å in steps of 0.01 Å, near K and L edges of 0.0001 Å: the tables of
 * cctbx.eltbx.sasaki, interpolated linearly in the wavelength: `sasaki.table("Se").atAngstrom(0.9795).fp`. Ions are taken for
 * their element. Throws EwaldError `"bad-argument"` for an element it does not have.
 */
export const sasaki = {
  table: (label: string, options?: AnomalousOptions): AnomalousTable => made(elementOfLabel(label, options)),
};
