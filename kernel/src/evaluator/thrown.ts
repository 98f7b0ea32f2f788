/** The last value thrown by a cell's `throw` that has no stack of its own, and one taken there. */
let last: { value: unknown; trace: Error } | undefined;

/** What `throw x` of a cell becomes: `throw thrown(x)`, so that where a string or a number was thrown can be told. */
export function thrown<T>(value: T): T {
  if (!(value instanceof Error)) {
    const trace = new Error();
    void trace.stack;
    last = { value, trace };
  }
  return value;
}

/** An error made where the value was thrown, if it was thrown by a cell and no other after it. */
export function traceOf(value: unknown): Error | undefined {
  const trace = last && Object.is(last.value, value) ? last.trace : undefined;
  last = undefined;
  return trace;
}
