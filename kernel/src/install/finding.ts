/** What the doctor found out about one thing; `mend` is what to do about it. */
export interface Finding {
  /** What was looked at, a few words that do not change. */
  check: string;
  /** `error`: the kernel does not work, or not wholly; `warning`: it may not; `note`: it could be quicker. */
  level: "ok" | "note" | "warning" | "error";
  text: string;
  mend?: string;
}

const finder =
  (level: Finding["level"]) =>
  (check: string, text: string, mend?: string): Finding => ({
    check,
    level,
    text,
    ...(mend ? { mend } : {}),
  });

export const ok = finder("ok");
export const note = finder("note");
export const warning = finder("warning");
export const wrong = finder("error");
