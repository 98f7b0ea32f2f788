import type { Completion, Hover, LanguageService } from "../language/language.js";
import type { Rpc } from "../threads/rpc.js";
import { integer, type Json, text } from "./message.js";
import { toCodePoints, toUtf16 } from "./offsets.js";

/** A cell that holds the thread does not tell what its tables are; completion does not wait for it. */
const PATIENCE_MS = 60;

async function columns(main: Rpc, of: string, typed: string): Promise<Completion[]> {
  const late = new Promise<string[]>((resolve) => setTimeout(resolve, PATIENCE_MS, []));
  const names = await Promise.race([main.call<string[]>("columns", of), late]);
  return names.filter((name) => name.startsWith(typed)).map((name) => ({ text: name, kind: "column" }));
}

/** Content of a complete_reply. */
export async function completeReply(language: LanguageService, main: Rpc, request: Json): Promise<Json> {
  const code = text(request, "code");
  const cursor = integer(request, "cursor_pos", Array.from(code).length);
  const found = await language.complete(code, toUtf16(code, cursor));
  let { items, start } = found;
  if (found.column) {
    const named = await columns(main, found.column.of, found.column.typed);
    if (named.length > 0) [items, start] = [named, found.column.start];
  }
  const cursor_start = toCodePoints(code, start);
  const cursor_end = toCodePoints(code, found.end);
  return {
    status: "ok",
    matches: items.map((item) => item.text),
    cursor_start,
    cursor_end,
    metadata: {
      _jupyter_types_experimental: items.map((item) => ({
        text: item.text,
        type: item.kind,
        start: cursor_start,
        end: cursor_end,
      })),
    },
  };
}

const fenced = (code: string): string => `\`\`\`typescript\n${code}\n\`\`\``;

/** What is known about a name, as plain text and as markdown: signature, doc comment, at detail 1 the declaration. */
export function hoverBundle({ signature, documentation, source }: Hover): Record<string, string> {
  const parts = (code: (text: string) => string) =>
    [code(signature), documentation, source === undefined ? "" : code(source)].filter((part) => part !== "");
  return {
    "text/plain": parts((one) => one).join("\n\n"),
    "text/markdown": parts(fenced).join("\n\n"),
  };
}

/** Content of an inspect_reply. */
export async function inspectReply(language: LanguageService, request: Json): Promise<Json> {
  const code = text(request, "code");
  const cursor = integer(request, "cursor_pos", Array.from(code).length);
  const hover = await language.hover(code, toUtf16(code, cursor), integer(request, "detail_level", 0));
  if (!hover) return { status: "ok", found: false, data: {}, metadata: {} };
  return { status: "ok", found: true, data: hoverBundle(hover), metadata: {} };
}
