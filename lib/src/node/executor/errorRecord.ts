import { EwaldError, type EwaldErrorCode } from "../../error.js";

/** An error on its way between threads or machines, where it would lose its class. */
export interface ErrorRecord {
  readonly name: string;
  readonly message: string;
  readonly code: string | undefined;
  readonly stack: string | undefined;
}

export function errorRecord(thrown: unknown): ErrorRecord {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const { name, message, stack } = error;
  return { name, message, code: error instanceof EwaldError ? error.code : undefined, stack };
}

/** The error again; where it was thrown is its `cause`. */
export function errorOf({ code, name, message, stack }: ErrorRecord): Error {
  const error =
    code === undefined ? new Error(`${name}: ${message}`) : new EwaldError(code as EwaldErrorCode, message);
  if (stack !== undefined) error.cause = stack;
  return error;
}
