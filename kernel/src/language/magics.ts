export type Checking = "on" | "off" | "warn";

export interface Magics {
  /** The text with the lines of magics made empty, so that all other lines stay where they are. */
  text: string;
  checking?: Checking;
  problem?: { line: number; message: string };
}

const LINE = /^%(\w+)[ \t]*(.*?)[ \t]*\r?$/;

/** Reads `%name argument` lines at the top of a cell: `%ts on`, `%ts off`, `%ts warn`. */
export function readMagics(cell: string): Magics {
  const lines = cell.split("\n");
  const out: Magics = { text: cell };
  for (const [at, line] of lines.entries()) {
    if (line.trim() === "") continue;
    const match = LINE.exec(line);
    if (!match) break;
    const [, name, argument = ""] = match;
    if (name === "ts" && /^(on|off|warn)$/.test(argument)) out.checking = argument as Checking;
    else
      out.problem ??= {
        line: at + 1,
        message: `unknown magic "${line.trim()}"; there are: %ts on, %ts off, %ts warn`,
      };
    lines[at] = "";
  }
  out.text = lines.join("\n");
  return out;
}
