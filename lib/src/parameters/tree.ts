import type { PhilType } from "./philType.js";

/** The marks that may enclose a word; `""` for a bare word. */
export type Quote = "" | "'" | '"' | "'''" | '"""';

/** One word of a value: `value` is the text with quotes and escapes removed. */
export interface Word {
  readonly value: string;
  readonly quote: Quote;
}

/** Where a parameter was written: a file, an argument, a call; `line` counts from 1. */
export interface Place {
  readonly source: string;
  readonly line?: number;
}

/**
 * What `.name = value` lines say about a definition or scope. Absent means not given (PHIL's None);
 * Names are PHIL's own.
 */
export interface Attributes {
  help?: string;
  caption?: string;
  short_caption?: string;
  optional?: boolean | "Auto";
  multiple?: boolean | "Auto";
  input_size?: number | "Auto";
  style?: string;
  expert_level?: number | "Auto";
  deprecated?: boolean | "Auto";
  alias?: string;
  call?: string;
  sequential_format?: string;
  disable_add?: boolean | "Auto";
  disable_delete?: boolean | "Auto";
}

interface PhilNode {
  readonly name: string;
  /** Written with a leading `!`: kept and printed, without effect. */
  readonly disabled: boolean;
  readonly attributes: Attributes;
  readonly place: Place;
  /**
   * Set in a fetched scope for the master of a `.multiple` object, which gives no value: "alone" where no instance
   * was given, "first" where instances follow.
   */
  readonly pattern?: "alone" | "first";
}

/** `name = words`. `T` is the type of the value it gives (see `declare.ts`). */
export interface PhilDefinition<out T = unknown> extends PhilNode {
  readonly kind: "definition";
  readonly words: readonly Word[];
  readonly type: PhilType | undefined;
  /** False where None is no legal value; undefined: what the type allows, as libtbx. */
  readonly allowNone?: boolean;
  /** False where Auto is no legal value. */
  readonly allowAuto?: boolean;
  /** Carries the value's type; never present at run time. */
  readonly valueType?: T;
}

/** `name { objects }`; the outermost scope has the name `""`. */
export interface PhilScope<out T = unknown> extends PhilNode {
  readonly kind: "scope";
  readonly objects: readonly PhilObject[];
  /** Came from a dotted name (`a.b = 1` makes `a` so): printed joined to its only child. */
  readonly joined: boolean;
  /** For an instance of a `.multiple` scope: the master it was made from. */
  readonly patternScope?: PhilScope;
  readonly valueType?: T;
}

export type PhilObject = PhilDefinition | PhilScope;

/** `file.phil, line 3`, for messages. */
export function placeText(place: Place): string {
  return place.line === undefined ? place.source : `${place.source}, line ${place.line}`;
}

/** The dotted path of a child. */
export function joinPath(parent: string, name: string): string {
  return parent === "" ? name : `${parent}.${name}`;
}

/** An outermost scope over the given objects. */
export function rootScope(objects: readonly PhilObject[], place: Place): PhilScope {
  return {
    kind: "scope",
    name: "",
    objects,
    attributes: {},
    disabled: false,
    joined: false,
    place,
  };
}
