import { errorHeading, excerpt } from "../display/excerpt.js";
import { inspectText } from "../display/inspect-text.js";
import type { Failure } from "./evaluator.js";
import { isOursText, placeOf } from "./stack.js";
import { traceOf } from "./thrown.js";

const frames = (error: Error): string =>
  (error.stack ?? "")
    .split("\n")
    .filter((line) => line.startsWith("    at ") && !isOursText(line))
    .join("\n");

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

function lines(error: Error, depth: number): string[] {
  const place = placeOf(error);
  const out = [errorHeading(error.name, error.message)];
  if (place) out.push(excerpt(place));
  const stack = frames(error);
  if (stack !== "") out.push(stack);
  const told = details(error);
  if (told !== undefined) out.push(told);
  const inner = error instanceof AggregateError ? error.errors : [];
  if (depth < 4) {
    if (error.cause instanceof Error) out.push("Caused by:", ...lines(error.cause, depth + 1));
    else if (error.cause !== undefined) out.push(`Caused by: ${inspectText(error.cause)}`);
    for (const one of inner) {
      if (one instanceof Error) out.push("One of:", ...lines(one, depth + 1));
      else out.push(`One of: ${inspectText(one)}`);
    }
  }
  return out;
}

/** What a front end is told of anything thrown: name, message, and a traceback in the user's cells and lines. */
export function reportThrown(thrown: unknown): Failure {
  try {
    if (thrown instanceof Error) {
      return { ename: String(thrown.name), evalue: String(thrown.message), traceback: lines(thrown, 0) };
    }
    const evalue = inspectText(thrown);
    const trace = traceOf(thrown);
    const place = trace && placeOf(trace);
    const traceback = [errorHeading("Thrown", evalue)];
    if (place) traceback.push(excerpt(place), frames(trace));
    return { ename: "Thrown", evalue, traceback };
  } catch {
    return {
      ename: "Thrown",
      evalue: "a value that cannot be shown",
      traceback: ["A value that cannot be shown was thrown."],
    };
  }
}

export const INTERRUPTED: Failure = {
  ename: "KeyboardInterrupt",
  evalue: "the cell was interrupted",
  traceback: [errorHeading("KeyboardInterrupt", "the cell was interrupted")],
};
