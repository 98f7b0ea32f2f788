import type { LanguageService } from "../language/language.js";
import type { Json } from "./message.js";

const QUESTION =
  /^\s*(?:\?\s*([\p{ID_Start}$_][\p{ID_Continue}$.]*)|([\p{ID_Start}$_][\p{ID_Continue}$.]*)\s*\?{1,2})\s*$/u;

/** The payload that answers a cell like `Math.sqrt?`: what inspection says, for the front end's pager. */
export async function pagerPayload(language: LanguageService, code: string): Promise<Json[] | undefined> {
  const match = QUESTION.exec(code);
  const name = match?.[1] ?? match?.[2];
  if (name === undefined) return undefined;
  const hover = await language.hover(name, name.length);
  const text = hover
    ? [hover.signature, hover.documentation].filter((part) => part !== "").join("\n\n")
    : `There is nothing named ${name}.`;
  const markdown = hover ? `\`\`\`typescript\n${hover.signature}\n\`\`\`\n\n${hover.documentation}` : text;
  return [{ source: "page", start: 0, data: { "text/plain": text, "text/markdown": markdown } }];
}
