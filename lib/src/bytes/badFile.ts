import { EwaldError } from "../error.js";

/** The error of a file whose bytes do not mean anything: which file, where, what was met. */
export function badFile(name: string, offset: number, what: string): EwaldError {
  return new EwaldError("bad-format", `${name}: at byte ${offset}, ${what}.`);
}

/** Text from a file as an error message shows it: quoted, one line, 40 characters at most. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}
