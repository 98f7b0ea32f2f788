import { joinPath, type PhilObject, type PhilScope } from "./tree.js";
import { definitionValue, isMultiple } from "./values.js";

/**
 * The values of a fetched scope as a plain object, nested as the scopes are; a `.multiple` object gives an
 * array, empty where only its pattern is there. None is `null`, Auto is `"Auto"`.
 * @throws EwaldError "bad-argument" naming the parameter, its value and what would work
 */
export function extractPhil<T>(scope: PhilScope<T>): T {
  return extractScope(scope, "") as T;
}

function extractScope(scope: PhilScope, path: string): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const object of scope.objects) {
    if (object.disabled) continue;
    const inner = joinPath(path, object.name);
    const before = result[object.name];
    if (isMultiple(object) || Array.isArray(before)) {
      const list = Array.isArray(before) ? before : (result[object.name] = [] as unknown[]);
      if (object.pattern === undefined) (list as unknown[]).push(extractObject(object, inner));
    } else if (object.kind === "scope" && before !== undefined)
      Object.assign(before as object, extractObject(object, inner));
    else result[object.name] = extractObject(object, inner);
  }
  return result;
}

const extractObject = (object: PhilObject, path: string): unknown =>
  object.kind === "scope" ? extractScope(object, path) : definitionValue(object, path);
