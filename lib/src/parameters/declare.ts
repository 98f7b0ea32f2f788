import { EwaldError } from "../error.js";
import { type ListLimits, type NumberLimits, numberListType, numberType } from "./numberTypes.js";
import type { PhilType } from "./philType.js";
import { choiceType, plainTypes } from "./textTypes.js";
import type { Attributes, PhilDefinition, PhilObject, PhilScope, Word } from "./tree.js";
import { rootScope } from "./tree.js";
import { siteOf } from "./values.js";
import { wordOf } from "./words.js";

/** The value of PHIL's Auto: the program decides. */
export const Auto = "Auto";
export type Auto = typeof Auto;

/** What every parameter may say about itself. */
export interface About {
  readonly help?: string;
  readonly caption?: string;
  readonly shortCaption?: string;
  readonly style?: string;
  /** 0 or absent: shown to everyone; higher: only with `-e` of that level. */
  readonly expertLevel?: number;
  readonly alias?: string;
  readonly deprecated?: boolean;
}

interface Settings<T> extends About {
  /** `null` for None, `"Auto"` for Auto; giving one makes it a legal value. */
  readonly default: T | null | Auto;
  /** None is a legal value although not the default. */
  readonly allowNone?: boolean;
  /** Auto is a legal value although not the default. */
  readonly allowAuto?: boolean;
}

/** The value type of settings `S` whose own values are `T`. */
type Value<T, S> =
  | T
  | (S extends { default: null } | { allowNone: true } ? null : never)
  | (S extends { default: Auto } | { allowAuto: true } ? Auto : never);

/** The nested type of the values of a scope: `Extracted<typeof parameters>`. */
export type Extracted<P> = P extends { readonly valueType?: infer T } ? Exclude<T, undefined> : never;

/** What a call may give of these values: any part, nested as the scopes are. */
export type Options<T> = T extends readonly (infer E)[]
  ? [Exclude<E, null | Auto>] extends [object]
    ? readonly Options<E>[]
    : Readonly<T>
  : T extends object
    ? { readonly [K in keyof T]?: Options<T[K]> }
    : T;

const declared = { source: "declaration" };

function attributesOf(about: About): Attributes {
  const { help, caption, shortCaption, style, expertLevel, alias, deprecated } = about;
  const all = {
    help,
    caption,
    short_caption: shortCaption,
    style,
    expert_level: expertLevel,
    alias,
    deprecated,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Attributes;
}

function define<T>(type: PhilType, settings: Settings<unknown>, words?: readonly Word[]): PhilDefinition<T> {
  return {
    kind: "definition",
    name: "",
    words: words ?? type.format(settings.default, siteOf("default", declared)),
    type,
    attributes: attributesOf(settings),
    allowNone: settings.default === null || settings.allowNone === true,
    allowAuto: settings.default === Auto || settings.allowAuto === true,
    disabled: false,
    place: declared,
  };
}

const plain = (name: string): PhilType => plainTypes.get(name)!;

/** True or False. */
export function bool<const S extends Settings<boolean>>(settings: S) {
  return define<Value<boolean, S>>(plain("bool"), settings);
}

/** An integer within optional limits, themselves included. */
export function int<const S extends Settings<number> & NumberLimits>(settings: S) {
  const type = numberType("int", settings, settings.default === null || settings.allowNone === true);
  return define<Value<number, S>>(type, settings);
}

/** A number within optional limits, themselves included. */
export function float<const S extends Settings<number> & NumberLimits>(settings: S) {
  const type = numberType("float", settings, settings.default === null || settings.allowNone === true);
  return define<Value<number, S>>(type, settings);
}

/** Text. */
export function str<const S extends Settings<string>>(settings: S) {
  return define<Value<string, S>>(plain("str"), settings);
}

/** A file name. */
export function path<const S extends Settings<string>>(settings: S) {
  return define<Value<string, S>>(plain("path"), settings);
}

/** Words, each a string. */
export function strings<const S extends Settings<readonly string[]>>(settings: S) {
  return define<Value<string[], S>>(plain("strings"), settings);
}

/** A unit cell as text, `a b c alpha beta gamma` (Å, degrees). */
export function unitCell<const S extends Settings<string>>(settings: S) {
  return define<Value<string, S>>(plain("unit_cell"), settings);
}

/** A space group symbol or number, as text. */
export function spaceGroup<const S extends Settings<string>>(settings: S) {
  return define<Value<string, S>>(plain("space_group"), settings);
}

/** The tuple of `size` elements, or an array where the size is open. */
type Sized<T, S> = S extends { size: 2 }
  ? [T, T]
  : S extends { size: 3 }
    ? [T, T, T]
    : S extends { size: 6 }
      ? [T, T, T, T, T, T]
      : T[];
type Element<S> =
  | number
  | (S extends { allowNoneElements: true } ? null : never)
  | (S extends { allowAutoElements: true } ? Auto : never);
type NumberList = Settings<readonly (number | null | Auto)[]> & ListLimits;

/** Integers. */
export function ints<const S extends NumberList>(settings: S) {
  return define<Value<Sized<Element<S>, S>, S>>(numberListType("ints", settings), settings);
}

/** Numbers. */
export function floats<const S extends NumberList>(settings: S) {
  return define<Value<Sized<Element<S>, S>, S>>(numberListType("floats", settings), settings);
}

function choiceWords(names: readonly string[], selected: readonly string[]): Word[] {
  for (const name of selected)
    if (!names.includes(name))
      throw new EwaldError("bad-argument", `The default ${name} is none of the choices ${names.join(", ")}`);
  return names.map((name) => ({
    value: selected.includes(name) ? `*${name}` : name,
    quote: wordOf(name).quote,
  }));
}

/** One of some names. */
export function choice<const C extends string, const S extends Settings<NoInfer<C>>>(
  names: readonly C[],
  settings: S,
): PhilDefinition<Value<C, S>> {
  const { default: value } = settings;
  // Auto stands among the choices, as DIALS writes it
  const all = value === Auto && !names.some((name) => name === Auto) ? [Auto, ...names] : names;
  return define<Value<C, S>>(choiceType(false), settings, choiceWords(all, value === null ? [] : [value]));
}

/** Any of some names. */
export function choices<const C extends string, const S extends Settings<readonly NoInfer<C>[]>>(
  names: readonly C[],
  settings: S,
): PhilDefinition<Value<C[], S>> {
  const selected = Array.isArray(settings.default) ? settings.default : [];
  return define<Value<C[], S>>(choiceType(true), settings, choiceWords(names, selected));
}

type Children = Readonly<Record<string, PhilObject>>;
type ValuesOf<C extends Children> = { -readonly [K in keyof C]: Extracted<C[K]> };

/** A group of parameters under their names, which are PHIL's (`min_spot_size`). */
export function scope<const C extends Children>(children: C, about: About = {}): PhilScope<ValuesOf<C>> {
  const objects = Object.entries(children).map(([name, object]) => ({ ...object, name }) as PhilObject);
  return { ...(rootScope(objects, declared) as PhilScope<ValuesOf<C>>), attributes: attributesOf(about) };
}

/** The parameters of both, those of the first above. */
export function joinedScopes<A, B>(first: PhilScope<A>, second: PhilScope<B>): PhilScope<A & B> {
  return rootScope([...first.objects, ...second.objects], declared) as PhilScope<A & B>;
}

/** The parameters but for those of this name. */
export function scopeWithout<T, N extends keyof T & string>(
  all: PhilScope<T>,
  name: N,
): PhilScope<Omit<T, N>> {
  const objects = all.objects.filter((object) => object.name !== name);
  return rootScope(objects, declared) as PhilScope<Omit<T, N>>;
}

/** Any number of what is given: its values come as an array, empty by default. */
export function multiple<T>(object: PhilDefinition<T>): PhilDefinition<T[]>;
export function multiple<T>(object: PhilScope<T>): PhilScope<T[]>;
export function multiple(object: PhilObject): PhilObject {
  return { ...object, attributes: { ...object.attributes, multiple: true } };
}
