import type { Word } from "./tree.js";

const bare = /^[A-Za-z_][A-Za-z0-9_.]*$/;

/** A word of plain text, quoted with `"` unless it could be a dotted name. */
export function wordOf(text: string): Word {
  return { value: text, quote: bare.test(text) ? "" : '"' };
}

/** A word always in double quotes. */
export function quotedWord(text: string): Word {
  return { value: text, quote: '"' };
}

/** A bare word; the caller knows that it needs no quotes. */
export function bareWord(text: string): Word {
  return { value: text, quote: "" };
}

/** The word as written in PHIL text. */
export function wordText({ value, quote }: Word): string {
  if (quote === "") return value;
  const mark = quote[0]!;
  return quote + value.replaceAll("\\", "\\\\").replaceAll(mark, `\\${mark}`) + quote;
}

/** All values, joined by single spaces. */
export function joinedValue(words: readonly Word[]): string {
  return words.map((word) => word.value).join(" ");
}

/** The words as they would be printed, for messages. */
export function wordsText(words: readonly Word[]): string {
  return words.map(wordText).join(" ");
}

function isOneBare(words: readonly Word[], lower: string): boolean {
  return words.length === 1 && words[0]!.quote === "" && words[0]!.value.toLowerCase() === lower;
}

export const isNone = (words: readonly Word[]): boolean => isOneBare(words, "none");
export const isAuto = (words: readonly Word[]): boolean => isOneBare(words, "auto");
