import { EwaldError } from "../../error.js";

const field = /\{(\w+)(?::([^{}]*))?\}/g;

/**
 * A file name of a template as Python formats it, of the kinds that names need: `{prefix}_{index:0{maxindexlength:d}d}.{extension}`.
 * Throws EwaldError `"bad-argument"` for fields and formats it does not know.
 */
export function formatName(template: string, values: Readonly<Record<string, string | number>>): string {
  const replace = (text: string) =>
    text.replace(field, (whole, name: string, format: string | undefined) => {
      const value = values[name];
      const [, fill = "", width = "", kind = ""] = /^(0?)(\d*)([ds]?)$/.exec(format ?? "") ?? [undefined];
      const isKnown = /^(0?)(\d*)([ds]?)$/.test(format ?? "");
      if (value === undefined || !isKnown || (kind === "d" && typeof value !== "number"))
        throw new EwaldError(
          "bad-argument",
          `The template ${template} holds ${whole}, which is none of {${Object.keys(values).join("}, {")}} with a width such as {index:05d}.`,
        );
      return typeof value === "number"
        ? String(value).padStart(Number(width), fill || " ")
        : value.padEnd(Number(width), fill || " ");
    });
  // widths may be fields themselves
  return replace(
    template.replace(
      /\{\w+:[^{}]*(?:\{\w+(?::[^{}]*)?\}[^{}]*)+\}/g,
      (outer) => `{${replace(outer.slice(1, -1))}}`,
    ),
  );
}
