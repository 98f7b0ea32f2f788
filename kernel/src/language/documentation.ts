import type ts from "typescript";

/** The text of a doc comment without its stars; of its tags, those that say something to a reader. */
function withoutStars(comment: string): string {
  return comment
    .replace(/^\/\*\*[ \t]*\n?|\s*\*\/$/g, "")
    .split("\n")
    .map((line) => line.replace(/^\s*\* ?/, ""))
    .join("\n")
    .replace(/^@param\s+(?:\{[^}]*\}\s*)?([\w$.]+)[\s-]*/gm, "\n*@param* `$1` — ")
    .replace(/^@(\w+)/gm, "\n*@$1*")
    .trim();
}

/** The doc comment before a declaration, read from the text: for files parsed without their comments. */
export function commentBefore(service: ts.LanguageService, file: string, position: number): string {
  const [definition] = service.getDefinitionAtPosition(file, position) ?? [];
  const source = definition && service.getProgram()?.getSourceFile(definition.fileName);
  if (!source) return "";
  const start = (definition.contextSpan ?? definition.textSpan).start;
  const before = source.text.slice(0, start).trimEnd();
  if (!before.endsWith("*/")) return "";
  const from = before.lastIndexOf("/**");
  return from < 0 ? "" : withoutStars(before.slice(from));
}

const LONGEST = 80;

/** The declaration of what stands at a position, as it is written; its first lines if it is long. */
export function declarationText(service: ts.LanguageService, file: string, position: number): string {
  const [definition] = service.getDefinitionAtPosition(file, position) ?? [];
  const source = definition && service.getProgram()?.getSourceFile(definition.fileName);
  if (!source) return "";
  const { start, length } = definition.contextSpan ?? definition.textSpan;
  const lines = source.text.slice(start, start + length).split("\n");
  return lines.length > LONGEST ? `${lines.slice(0, LONGEST).join("\n")}\n…` : lines.join("\n");
}
