/**
 * Every failure a user can cause. The message is one sentence: what failed, where, the value met, and what
 * would work; `code` lets a program tell the kinds apart.
 */
export type EwaldErrorCode =
  | "file-not-found"
  | "file-unreadable"
  | "file-changed"
  | "bad-format"
  | "unsupported"
  | "missing-column"
  | "wrong-type"
  | "wrong-length"
  | "out-of-range"
  | "bad-argument"
  | "work-lost"
  | "aborted";

export class EwaldError extends Error {
  override readonly name = "EwaldError";
  readonly code: EwaldErrorCode;

  constructor(code: EwaldErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
