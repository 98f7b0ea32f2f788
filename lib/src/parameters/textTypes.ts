import { numberListType } from "./numberTypes.js";
import { type PhilType, shownValue, type ValueSite } from "./philType.js";
import type { Word } from "./tree.js";
import { bareWord, isAuto, isNone, joinedValue, quotedWord, wordOf, wordsText } from "./words.js";

const none = () => [bareWord("None")];
const auto = () => [bareWord("Auto")];

const truth: Readonly<Record<string, boolean>> = {
  false: false,
  no: false,
  off: false,
  "0": false,
  true: true,
  yes: true,
  on: true,
  "1": true,
};

export const boolType: PhilType = {
  name: "bool",
  text: "bool",
  expects: "True or False",
  parse(words, site) {
    if (isNone(words)) return null;
    if (isAuto(words)) return "Auto";
    const value = words.length === 1 ? truth[words[0]!.value.toLowerCase()] : undefined;
    if (value === undefined) throw site.fail(wordsText(words), "True or False would work");
    return value;
  },
  format(value, site) {
    if (value === null) return none();
    if (value === "Auto") return auto();
    if (typeof value !== "boolean") throw site.fail(shownValue(value), "true or false would work");
    return [bareWord(value ? "True" : "False")];
  },
};

/** Text types give all words joined by a space; the quoted text 'Auto' is told from Auto only in the file. */
function plainText(name: string, expects: string): PhilType {
  return {
    name,
    text: name,
    expects,
    parse: (words) => (isNone(words) ? null : isAuto(words) ? "Auto" : joinedValue(words)),
    format(value, site) {
      if (value === null) return none();
      if (value === "Auto") return auto();
      if (typeof value !== "string") throw site.fail(shownValue(value), `${expects} would work`);
      return [quotedWord(value)];
    },
  };
}

const wordList = (name: string, keepQuotes: boolean): PhilType => ({
  name,
  text: name,
  expects: "a list of words",
  parse(words) {
    if (isNone(words)) return null;
    if (isAuto(words)) return "Auto";
    return words.map((word) => (keepQuotes ? wordsText([word]) : word.value));
  },
  format(value, site) {
    if (value === null) return none();
    if (value === "Auto") return auto();
    if (!Array.isArray(value) || value.some((text) => typeof text !== "string"))
      throw site.fail(shownValue(value), "an array of strings would work");
    // PHIL has no text for an empty list
    if (value.length === 0) throw site.fail("[]", "null or at least one string would work");
    return value.map((text: string) => (keepQuotes ? bareWord(text) : wordOf(text)));
  },
});

const quotedText: PhilType = {
  ...plainText("qstr", "text, quotes kept"),
  parse: (words) => (isNone(words) ? null : isAuto(words) ? "Auto" : wordsText(words)),
  format(value, site) {
    if (value === null) return none();
    if (typeof value !== "string") throw site.fail(shownValue(value), "text would work");
    return [bareWord(value)];
  },
};

/** Six cell constants, or the first few of them, as text for now; that they are numbers is checked. */
const unitCellNumbers = numberListType("floats", { sizeMin: 1, sizeMax: 6 });
const unitCell: PhilType = {
  ...plainText("unit_cell", "a, b, c, alpha, beta and gamma"),
  parse(words, site) {
    if (isNone(words)) return null;
    if (isAuto(words)) return "Auto";
    unitCellNumbers.parse(words, site);
    return joinedValue(words);
  },
};

/** Types that take no arguments, by name. */
export const plainTypes: ReadonlyMap<string, PhilType> = new Map(
  [
    boolType,
    plainText("str", "text"),
    plainText("path", "a file name"),
    plainText("key", "a name"),
    plainText("experiment_list", "the name of an experiment file"),
    plainText("reflection_table", "the name of a reflection file"),
    plainText("reflection_table_selector", "a selection such as intensity.sum.value>10"),
    plainText("space_group", "a space group symbol or number"),
    plainText("atom_selection", "an atom selection"),
    unitCell,
    wordList("strings", false),
    wordList("words", true),
    quotedText,
  ].map((type) => [type.name, type]),
);

const bareChoice = (word: Word) => (word.value.startsWith("*") ? word.value.slice(1) : word.value);

function chosen(words: readonly Word[]): string[] {
  return words.filter((word) => word.value.startsWith("*")).map(bareChoice);
}

/** Names the user's words ask for; undefined: none selected, as libtbx reads several words without a star. */
function asked(user: readonly Word[]): { names: string[]; exact: boolean } {
  const starred = chosen(user);
  if (starred.length > 0) return { names: starred, exact: false };
  const joined = joinedValue(user);
  if (user.every((word) => word.quote === "") && /\+\s*[^\s+]/.test(joined))
    return { names: joined.split(/[\s+]+/).filter((name) => name !== ""), exact: true };
  return { names: user.length === 1 ? [user[0]!.value] : [], exact: false };
}

function mark(words: readonly Word[], selected: ReadonlySet<string>): Word[] {
  return words.map((word) => {
    const name = bareChoice(word);
    return { value: selected.has(name) ? `*${name}` : name, quote: word.quote };
  });
}

/** `choice`: alternatives in the master's value, the chosen one marked by `*`. */
export function choiceType(multi: boolean): PhilType {
  const notPossible = (name: string, master: readonly Word[], site: ValueSite) =>
    site.fail(name, `possible choices are ${master.map(bareChoice).join(", ")}`);
  const tooMany = (names: readonly string[], site: ValueSite) =>
    site.fail(names.join(" "), "only one choice can be selected");
  return {
    name: "choice",
    text: multi ? "choice(multi=True)" : "choice",
    expects: multi ? "some of the choices, as a+b" : "one of the choices",
    alternatives: (words) => words.map(bareChoice),
    parse(words, site) {
      if (isAuto(words)) return "Auto";
      const names = chosen(words);
      if (multi) return names;
      if (names.length > 1) throw tooMany(names, site);
      return names[0] ?? null;
    },
    format(value, site) {
      if (value === null) return none();
      if (value === "Auto") return auto();
      const names = multi ? value : [value];
      if (!Array.isArray(names) || names.some((name) => typeof name !== "string"))
        throw site.fail(
          shownValue(value),
          multi ? "an array of choices would work" : "one of the choices would work",
        );
      if (names.length === 0) return none();
      return names.map((name: string) => ({ value: `*${name}`, quote: wordOf(name).quote }));
    },
    combine(master, user, optional, site) {
      if (isAuto(user)) return [...user];
      if (isNone(user) && optional) return mark(master, new Set());
      const { names, exact } = asked(user);
      const selected = new Set<string>();
      for (const name of names) {
        const wanted = exact ? name : name.toLowerCase();
        const found = master.map(bareChoice).find((choice) => choice.toLowerCase() === wanted);
        if (found === undefined) throw notPossible(name, master, site);
        selected.add(found);
      }
      if (!multi && selected.size > 1) throw tooMany([...selected], site);
      return mark(master, selected);
    },
  };
}
