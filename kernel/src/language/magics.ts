import type { Completions } from "./language.js";

export type Checking = "on" | "off" | "warn";

export interface Magics {
  /** The text with the lines of magics made blank, so that all other lines stay where they are. */
  text: string;
  checking?: Checking;
  /** Whether the preloaded globals are there from this cell on. */
  preload?: boolean;
  /** The arguments of each `%npm` line. */
  npm: string[];
  /** Whether the cell asks what magics there are. */
  help?: boolean;
  problem?: { line: number; message: string };
}

const LINE = /^%(\w+)[ \t]*(.*?)[ \t]*\r?$/;

/** Name → what may follow it, and what it does. */
export const MAGICS = {
  "%ts": [["on", "off", "warn"], "type errors stop the cell, are not looked for, or are only printed"],
  "%preload": [
    ["on", "off"],
    "the names of ewald, ewald-widgets and Arquero are there without import, or are not",
  ],
  "%npm": [
    ["install", "uninstall", "list", "view"],
    "runs npm in the notebook's directory; what it installs can be imported at once",
  ],
  "%help": [[], "this list"],
} as const satisfies Record<string, readonly [readonly string[], string]>;

export const magicsHelp = (): string =>
  Object.entries(MAGICS)
    .map(([name, [following, what]]) => `${`${name} ${following.join(" | ")}`.trim().padEnd(46)}${what}`)
    .join("\n");

/** Completion in a line that begins with `%`. */
export function completeMagic(cell: string, offset: number): Completions | undefined {
  const line = cell.slice(cell.lastIndexOf("\n", offset - 1) + 1, offset);
  const match = /^(%\w*)([ \t]+(\w*))?$/.exec(line);
  if (!match) return undefined;
  const [, name = "", second, argument = ""] = match;
  const following: readonly string[] = MAGICS[name as keyof typeof MAGICS]?.[0] ?? [];
  const [begun, candidates] = second === undefined ? [name, Object.keys(MAGICS)] : [argument, following];
  const items = candidates.filter((one) => one.startsWith(begun)).map((text) => ({ text, kind: "magic" }));
  return { items, start: offset - begun.length, end: offset };
}

/** Reads `%name argument` lines at the top of a cell; see MAGICS. */
export function readMagics(cell: string): Magics {
  const out: Magics = { text: cell, npm: [] };
  if (!cell.includes("%")) return out;
  const lines = cell.split("\n");
  for (const [at, line] of lines.entries()) {
    if (line.trim() === "" || line.trimStart().startsWith("//")) continue;
    const match = LINE.exec(line);
    if (!match) break;
    const [, name, argument = ""] = match;
    if (name === "ts" && /^(on|off|warn)$/.test(argument)) out.checking = argument as Checking;
    else if (name === "preload" && /^(on|off)$/.test(argument)) out.preload = argument === "on";
    else if (name === "npm" && argument !== "") out.npm.push(argument);
    else if (name === "help") out.help = true;
    else {
      const known = Object.entries(MAGICS).map(([one, [following]]) =>
        `${one} ${following.join("|")}`.trim(),
      );
      out.problem ??= {
        line: at + 1,
        message: `unknown magic "${line.trim()}"; there are: ${known.join(", ")}`,
      };
    }
    lines[at] = " ".repeat(line.length);
  }
  out.text = lines.join("\n");
  return out;
}
