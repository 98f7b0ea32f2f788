import { EwaldError } from "../../error.js";
import { fetchDiff } from "../../parameters/diff.js";
import { fetchPhil } from "../../parameters/fetch.js";
import { optionsPhil } from "../../parameters/options.js";
import { joinPath, type PhilScope } from "../../parameters/tree.js";
import { isMultiple } from "../../parameters/values.js";
import { wordsText } from "../../parameters/words.js";

/** What differs from the defaults of the master, as `name=value` each. `values` may hold more, which is left out. */
export function argumentsOf(master: PhilScope, values: object): string[] {
  const known = new Set(master.objects.map(({ name }) => name));
  const own = Object.fromEntries(Object.entries(values).filter(([name]) => known.has(name)));
  const working = fetchPhil(master, [optionsPhil(master, own as never)]);
  return flat(fetchDiff(master, working));
}

function flat(scope: PhilScope, parent = ""): string[] {
  return scope.objects.flatMap((object) => {
    const path = joinPath(parent, object.name);
    if (object.kind !== "scope") return [`${path}=${wordsText(object.words)}`];
    const inside = flat(object, path);
    // Said one by one they would be of several scopes.
    if (isMultiple(object) && inside.length > 1)
      throw new EwaldError(
        "unsupported",
        `A request cannot say ${inside.join(" ")} of one ${path}; a mask file, lookup.mask=…, would work.`,
      );
    return inside;
  });
}
