import { errorHeading, excerpt } from "../display/excerpt.js";
import { inspectText } from "../display/inspect-text.js";
import type { Failure } from "./evaluator.js";

import { isOursText, placesOf } from "./stack.js";
import { traceOf } from "./thrown.js";

const frames = (error: Error): string[] =>
  (error.stack ?? "").split("\n").filter((line) => line.startsWith("    at ") && !isOursText(line));

const inCell = (frame: string): boolean => /^ {4}at .*\bCell \[\d+\], line /.test(frame);

/** What else the error carries, as a code of Node's or of ours. */
function details(error: Error): string | undefined {
  const shown = new Set(["name", "message", "stack", "cause", "errors"]);
  // As descriptors: a getter is shown as one, and not run.
  const own = Object.entries(Object.getOwnPropertyDescriptors(error)).filter(
    ([name, { enumerable }]) => enumerable && !shown.has(name),
  );
  return own.length > 0
    ? `  with ${inspectText(Object.defineProperties({}, Object.fromEntries(own)))}`
    : undefined;
}

/** How far causes of causes are followed. */
const DEEPEST = 4;

interface Around {
  depth: number;
  /** The excerpt above, which a cause thrown on the way out of the same call need not show again. */
  above?: string | undefined;
  /** Leave out what only the library's makers would read: frames outside cells, details. */
  own: boolean;
}

function lines(error: Error, { depth, above, own }: Around): string[] {
  const places = placesOf(error);
  const [place] = places;
  const caller = places.at(-1);
  const out = [errorHeading(error.name, error.message)];
  const shown = place && excerpt(place);
  if (shown && shown !== above) out.push(shown);
  if (caller && caller.count !== place?.count) out.push("called from", excerpt(caller, 0));
  // The library's own errors say in a sentence what is wrong with what the cell asked for: its inside is of no help.
  const onlyCells = own || error.name === "EwaldError";
  const stack = frames(error).filter((frame) => !onlyCells || inCell(frame));
  // One frame would only say again where the excerpt is from.
  if (stack.length > 1 || !place) out.push(...stack);
  const told = own ? undefined : details(error);
  if (told !== undefined) out.push(told);
  const within = { depth: depth + 1, above: shown, own: onlyCells };
  const inner = error instanceof AggregateError ? error.errors : [];
  if (depth < DEEPEST) {
    if (error.cause instanceof Error) out.push("Caused by:", ...lines(error.cause, within));
    else if (error.cause !== undefined) out.push(`Caused by: ${inspectText(error.cause)}`);
    for (const one of inner) {
      if (one instanceof Error) out.push("One of:", ...lines(one, within));
      else out.push(`One of: ${inspectText(one)}`);
    }
  }
  return out;
}

/** What a front end is told of anything thrown: name, message, and a traceback in the user's cells and lines. */
export function reportThrown(thrown: unknown): Failure {
  try {
    if (thrown instanceof Error) {
      return {
        ename: String(thrown.name),
        evalue: String(thrown.message),
        traceback: lines(thrown, { depth: 0, own: false }),
      };
    }
    const evalue = inspectText(thrown);
    const trace = traceOf(thrown);
    const [place] = trace ? placesOf(trace) : [];
    const traceback = [errorHeading("Thrown", evalue)];
    if (trace && place) traceback.push(excerpt(place), ...frames(trace));
    return { ename: "Thrown", evalue, traceback };
  } catch {
    return {
      ename: "Thrown",
      evalue: "a value that cannot be shown",
      traceback: ["A value that cannot be shown was thrown."],
    };
  }
}
