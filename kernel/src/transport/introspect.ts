import type { LanguageService } from "../language/language.js";
import { integer, type Json, text } from "./message.js";
import { toCodePoints, toUtf16 } from "./offsets.js";

/** Content of a complete_reply. */
export async function completeReply(language: LanguageService, request: Json): Promise<Json> {
  const code = text(request, "code");
  const cursor = integer(request, "cursor_pos", Array.from(code).length);
  const { items, start, end } = await language.complete(code, toUtf16(code, cursor));
  const cursor_start = toCodePoints(code, start);
  const cursor_end = toCodePoints(code, end);
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

/** Content of an inspect_reply: the signature and the doc comment. */
export async function inspectReply(language: LanguageService, request: Json): Promise<Json> {
  const code = text(request, "code");
  const hover = await language.hover(
    code,
    toUtf16(code, integer(request, "cursor_pos", Array.from(code).length)),
  );
  if (!hover) return { status: "ok", found: false, data: {}, metadata: {} };
  const { signature, documentation } = hover;
  const rest = documentation === "" ? "" : `\n\n${documentation}`;
  const data = {
    "text/plain": `${signature}${rest}`,
    "text/markdown": `\`\`\`typescript\n${signature}\n\`\`\`${rest}`,
  };
  return { status: "ok", found: true, data, metadata: {} };
}
