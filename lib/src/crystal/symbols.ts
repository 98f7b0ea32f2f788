import { EwaldError } from "../error.js";
import { nearestSymbols } from "./nearestSymbol.js";
import { referenceSetting, type SpaceGroupSetting, settingSymbol, spaceGroupSettings } from "./settings.js";

/** Glide e of International Tables A since 1992 and the older names of the same groups. */
const newNames: readonly (readonly [string, string])[] = [
  ["aem2", "abm2"],
  ["aea2", "aba2"],
  ["cmce", "cmca"],
  ["cmme", "cmma"],
  ["ccce", "ccca"],
  ["bmem", "bmam"],
  ["bmeb", "bmab"],
];

/** What two spellings of a symbol have in common: no spaces, brackets, underscores; lower case. */
const canonical = (symbol: string) => symbol.toLowerCase().replace(/[\s_()]/g, "");

let table: Map<string, SpaceGroupSetting> | undefined;

/** Every accepted spelling; of one that two settings share the first put in stays. */
function spellings(): Map<string, SpaceGroupSetting> {
  if (table) return table;
  const found = new Map<string, SpaceGroupSetting>();
  const put = (key: string, setting: SpaceGroupSetting) => {
    if (!found.has(key)) found.set(key, setting);
  };
  const settings = spaceGroupSettings();
  const withForms = (setting: SpaceGroupSetting): string[] => {
    const full = canonical(setting.hermannMauguin);
    const forms = [full];
    // Cubic symbols were written without the bar over 3 (Pm3m, Ia3d).
    if (setting.number >= 195 && full.includes("-3")) forms.push(full.replace("-3", "3"));
    for (const [now, then] of newNames) if (full === then) forms.push(now);
    // H 3 means R 3 in hexagonal axes.
    if (full.startsWith("r") && setting.extension === "H") forms.push(`h${full.slice(1)}`);
    return forms;
  };
  for (const setting of settings)
    for (const form of withForms(setting)) {
      if (setting.extension) put(`${form}:${setting.extension.toLowerCase()}`, setting);
      else put(form, setting);
    }
  // Without extension: hexagonal axes, origin choice 2.
  for (const setting of settings)
    if (setting.extension === "H" || setting.extension === "2")
      for (const form of withForms(setting)) put(form, setting);
  // Short monoclinic symbols mean unique axis b: P 21/c is P 1 21/c 1.
  for (const setting of settings) {
    const [lattice, first, element, last] = setting.hermannMauguin.split(" ");
    if (setting.number >= 3 && setting.number <= 15 && first === "1" && last === "1")
      put(canonical(`${lattice}${element}`), setting);
  }
  // Numbers mean the reference setting; with :1, :2, :h, :r one with that extension.
  for (let number = 1; number <= 230; number++) put(`${number}`, referenceSetting(number));
  for (const setting of settings)
    if (setting.extension) put(`${setting.number}:${setting.extension.toLowerCase()}`, setting);
  table = found;
  return found;
}

/** Extensions in their other writings: behind a space, S and Z for origin choice 1 and 2. */
const trailing = /(?:\s*:\s*|\s+)([12hrsz])\s*$/i;
const meaning: Readonly<Record<string, string>> = { s: "1", z: "2" };

/**
 * The setting that a Hermann–Mauguin symbol or a number means. Spaces, case, underscores and brackets do not matter: `P 21 21 21`,
 * `P212121`, `P 2(1) 2(1) 2(1)`, `19`; `P 21/c` is unique axis b, `R 3` hexagonal axes (`R 3:R`, `H 3`), `F d -3 m` origin choice 2
 * (`F d -3 m:1`, `227:1`), `Fd3m` and `Cmce` are known. Throws EwaldError `"bad-argument"` with the nearest symbols for one that is
 * none: never P 1 instead.
 */
export function settingOfSymbol(symbol: string | number): SpaceGroupSetting {
  const text = `${symbol}`.trim();
  const known = spellings();
  const plain = known.get(canonical(text));
  if (plain) return plain;
  const extension = trailing.exec(text);
  if (extension) {
    const letter = extension[1]!.toLowerCase();
    const found = known.get(`${canonical(text.slice(0, extension.index))}:${meaning[letter] ?? letter}`);
    if (found) return found;
  }
  if (/^[+-]?\d+(\.\d+)?$/.test(text))
    throw new EwaldError("out-of-range", `There is no space group number ${text}: they run from 1 to 230.`);
  const near = nearestSymbols(text, spaceGroupSettings().map(settingSymbol));
  throw new EwaldError(
    "bad-argument",
    `"${symbol}" is no space group symbol known here; nearest: ${near.join(", ")}. Give a Hermann–Mauguin symbol, a number 1 … 230, or "Hall: …".`,
  );
}
