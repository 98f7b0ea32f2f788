import { fetchPhil } from "./fetch.js";
import { joinPath, type PhilObject, type PhilScope, rootScope } from "./tree.js";
import { isMultiple, valueKey } from "./values.js";

/**
 * What of `working` differs in value from the master's defaults, as libtbx's `fetch_diff`; empty scopes are
 * left out. `asText` of it is what DIALS prints under "The following parameters have been modified:".
 */
export function fetchDiff(master: PhilScope, working: PhilScope): PhilScope {
  return { ...working, objects: differing(fetchPhil(master, []), working, "") };
}

function differing(base: PhilScope, working: PhilScope, parent: string): PhilObject[] {
  const result: PhilObject[] = [];
  const met = new Map<string, number>();
  for (const object of working.objects) {
    const path = joinPath(parent, object.name);
    const same = base.objects.filter((other) => other.name === object.name);
    if (isMultiple(object)) {
      if (object.pattern !== undefined) continue;
      const key = valueKey(object, path);
      if (same.some((other) => other.pattern === undefined && valueKey(other, path) === key)) continue;
      result.push(instanceDiff(object));
      continue;
    }
    const i = met.get(object.name) ?? 0;
    met.set(object.name, i + 1);
    const other = same[i];
    if (object.kind === "scope") {
      const objects = differing(other?.kind === "scope" ? other : { ...object, objects: [] }, object, path);
      if (objects.length > 0) result.push({ ...object, objects });
    } else if (other === undefined || valueKey(object, path) !== valueKey(other, path)) result.push(object);
  }
  return result;
}

/** An instance of a multiple scope shows only what differs from its pattern. */
function instanceDiff(object: PhilObject): PhilObject {
  if (object.kind !== "scope" || object.patternScope === undefined) return object;
  const pattern = fetchPhil(rootScope(object.patternScope.objects, object.place), []);
  return { ...object, objects: differing(pattern, { ...object, name: "" }, "") };
}
