// What `ewald show` prints of a reflection file is what `dials.show` prints, to the letter.
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { runDials } from "../support/dials.js";
import { needs } from "../support/needs.js";
import { shared } from "../support/paths.js";
import { ewald } from "./command.js";

const script = `
import contextlib, io, warnings
warnings.simplefilter("ignore")
from dials.command_line import show
texts = []
for args in input:
    out = io.StringIO()
    try:
        with contextlib.redirect_stdout(out):
            show.run(args=args)
        texts.append(out.getvalue())
    except KeyError:  # a column is missing
        texts.append(None)
output(texts)
`;

/** The report without DIALS' banner and the modified parameters, which the command prints on stderr. */
const report = (text: string) => text.slice(text.indexOf("Reflection list contains"));

const optionSets = [
  ["show_flags=True", "show_identifiers=True"],
  ["show_all_reflection_data=True", "max_reflections=20"],
  ["show_centroids=True", "show_intensities=True", "max_reflections=3"],
];

/** Real tables of every kind, small enough that DIALS formats all their columns within seconds. */
function tables(): string[] {
  return readdirSync(shared("data"), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(refl|pickle)$/.test(name) && !/mask|lookup/.test(name))
    .map((name) => join(shared("data"), name))
    .filter((path) => statSync(path).size < 1_100_000)
    .sort();
}

needs.all(needs.dials(), needs.sharedData("data")).it(
  "every real table is shown as DIALS shows it",
  async () => {
    const runs = tables().flatMap((path) => optionSets.map((options) => [path, ...options]));
    expect(runs.length).toBeGreaterThan(30);
    const theirs = await runDials<(string | null)[]>(script, runs);
    for (const [i, args] of runs.entries()) {
      const { out, err, code } = await ewald(["show", ...args]);
      const expected = theirs[i]!;
      if (expected === null) {
        expect({ out, code }, args.join(" ")).toEqual({ out: "", code: 1 });
        expect(err).toContain("flags");
        continue;
      }
      expect(code, args.join(" ")).toBe(0);
      expect(out, args.join(" ")).toContain("Reflection list contains");
      expect(report(out), args.join(" ")).toBe(report(expected));
    }
  },
  600_000,
);
