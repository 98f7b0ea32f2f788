// The parameters of find_spots are those of dials.find_spots: names, defaults, expert levels.
import { expect } from "vitest";
import { runDials } from "../../../../test/support/dials.js";
import { needs } from "../../../../test/support/needs.js";
import type { PhilObject, PhilScope } from "../../parameters/tree.js";
import { findSpotsParameters } from "./spotFinderParameters.js";

interface Declared {
  words: string[];
  multiple: boolean;
  level: number;
}

const script = `
from dials.command_line.find_spots import working_phil
found = {}
def walk(scope, path, level, multiple):
    for o in scope.objects:
        name = path + [o.name]
        own = max(level, o.expert_level or 0)
        if o.is_scope:
            walk(o, name, own, multiple or bool(o.multiple))
        else:
            found[".".join(name)] = dict(words=[w.value for w in o.words], multiple=multiple or bool(o.multiple), level=own)
walk(working_phil, [], 0, False)
output(found)
`;

function declared(scope: PhilScope, path: string[] = [], level = 0, multiple = false): Map<string, Declared> {
  const found = new Map<string, Declared>();
  for (const object of scope.objects as readonly PhilObject[]) {
    const name = [...path, object.name];
    const own = Math.max(level, Number(object.attributes.expert_level ?? 0));
    const many = multiple || object.attributes.multiple === true;
    if (object.kind === "scope") for (const entry of declared(object, name, own, many)) found.set(...entry);
    else
      found.set(name.join("."), {
        words: object.words.map(({ value }) => value),
        multiple: many,
        level: own,
      });
  }
  return found;
}

/** What is ours alone, or otherwise on purpose. */
const other = ["output.log", "spotfinder.mp.method", "spotfinder.ignore_unreadable"];

needs.dials().it("parameters are declared as DIALS does", async () => {
  const theirs = await runDials<Record<string, Declared>>(script);
  const ours = declared(findSpotsParameters);
  const plain = ({ words, multiple, level }: Declared) => ({
    words: words
      .flatMap((word) => word.split(/[ ,]+/))
      .map((word) => (Number.isNaN(Number(word)) ? word.toLowerCase() : String(Number(word)))),
    multiple,
    level,
  });
  for (const [path, each] of Object.entries(theirs)) {
    expect(ours.has(path), path).toBe(true);
    if (!other.includes(path)) expect(plain(ours.get(path)!), path).toEqual(plain(each));
  }
  const extra = [...ours.keys()].filter(
    (path) => !(path in theirs) && !path.startsWith("spotfinder.mp.slurm."),
  );
  expect(extra).toEqual(["spotfinder.ignore_unreadable"]);
});
