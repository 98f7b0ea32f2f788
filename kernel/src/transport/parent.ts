const EVERY_MS = 2000;

/**
 * Calls `end` when the Jupyter that started this kernel is gone without having shut it down; a cell in a loop would otherwise go on
 * for ever. Jupyter says who it is (JPY_PARENT_PID); where another process is our parent, nothing is known of it.
 */
export function endWithParent(end: () => void): void {
  const parent = Number(process.env.JPY_PARENT_PID);
  if (!(parent > 0) || process.ppid !== parent) return;
  setInterval(() => {
    if (process.ppid !== parent) end();
  }, EVERY_MS).unref();
}
