import type { LanguageService } from "../language/language.js";
import { hoverBundle } from "./introspect.js";
import type { Json } from "./message.js";

const QUESTION =
  /^\s*(?:(\?{1,2})\s*([\p{ID_Start}$_][\p{ID_Continue}$.]*)|([\p{ID_Start}$_][\p{ID_Continue}$.]*)\s*(\?{1,2}))\s*$/u;

/**
 * The payload that answers a cell like `Math.sqrt?`: what inspection says, for the front end's pager. Two question
 * marks ask for the declaration too.
 */
export async function pagerPayload(language: LanguageService, code: string): Promise<Json[] | undefined> {
  const match = QUESTION.exec(code);
  const name = match?.[2] ?? match?.[3];
  if (name === undefined) return undefined;
  const marks = match?.[1] ?? match?.[4];
  const hover = await language.hover(name, name.length, marks === "??" ? 1 : 0);
  const data = hover ? hoverBundle(hover) : { "text/plain": `There is nothing named ${name}.` };
  return [{ source: "page", start: 0, data }];
}
