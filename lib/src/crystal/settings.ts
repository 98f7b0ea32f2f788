import type { ClosedGroup } from "./groupClosure.js";
import { groupOfHallSymbol } from "./hall.js";
import { settingsText } from "./settingsTable.js";

/** One of the 530 settings of the space groups. */
export interface SpaceGroupSetting {
  /** 1 … 230. */
  readonly number: number;
  /** Full Hermann–Mauguin symbol of the setting, spaces between its parts. */
  readonly hermannMauguin: string;
  /** Origin choice `1` or `2`, axes `H` or `R`, or nothing. */
  readonly extension: string;
  readonly hall: string;
  /** Coordinates of this setting to those of the reference setting, as `x-y,x,z`. */
  readonly toReference: string;
}

let all: readonly SpaceGroupSetting[] | undefined;

/** The 530 settings, by number. */
export function spaceGroupSettings(): readonly SpaceGroupSetting[] {
  all ??= settingsText.split("\n").flatMap((line) => {
    const [number, ...settings] = line.split("|");
    return settings.map((text): SpaceGroupSetting => {
      const [symbol, rest] = text.trim().split(" = ") as [string, string];
      const [hall, toReference = "x,y,z"] = rest.split(" @ ") as [string, string?];
      const [hermannMauguin, extension = ""] = symbol.split(":") as [string, string?];
      return { number: Number(number), hermannMauguin, extension, hall, toReference };
    });
  });
  return all;
}

/** `R 3 :H`: symbol and extension as cctbx writes them. */
export const settingSymbol = (setting: SpaceGroupSetting): string =>
  setting.extension ? `${setting.hermannMauguin} :${setting.extension}` : setting.hermannMauguin;

const reference = new Map<number, SpaceGroupSetting>();

/** The reference setting of a number 1 … 230. */
export function referenceSetting(number: number): SpaceGroupSetting {
  if (reference.size === 0)
    for (const one of spaceGroupSettings()) if (one.toReference === "x,y,z") reference.set(one.number, one);
  return reference.get(number)!;
}

const groups = new Map<string, ClosedGroup>();

/** The group of a setting, made once. */
export function groupOfSetting(setting: SpaceGroupSetting): ClosedGroup {
  let group = groups.get(setting.hall);
  if (!group) groups.set(setting.hall, (group = groupOfHallSymbol(setting.hall)));
  return group;
}
