// Tasks for the tests of job arrays, as a user's own module defines them.
import { appendFileSync, existsSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
// Of the library only what they need, which is loaded sooner than all of it.
import { defineTask } from "../../lib/dist/compute/executor.js";
import { EwaldError } from "../../lib/dist/error.js";

/** Squares `n` after so many milliseconds, from 4 on not before there is a file `gate`; a line in `witness` each time it is done. */
export const square = defineTask("test.square", async ({ n, wait = 0, gate, witness }) => {
  if (wait > 0) await delay(wait);
  // a test that has failed takes its folder away and opens no gate
  while (gate && n >= 4 && existsSync(dirname(gate)) && !existsSync(gate)) await delay(20);
  if (witness) appendFileSync(witness, `${n}\n`);
  return { n, square: n * n, trace: Float64Array.of(n, n / 3), pid: process.pid };
});

export const fails = defineTask("test.fails", ({ n, bad }) => {
  if (n === bad) throw new EwaldError("bad-format", `Shard ${n} cannot be done.`);
  return n;
});

/** Ends its process as the kernel would when memory runs out: each time, or only the first. */
export const dies = defineTask("test.dies", async ({ n, bad, once, wait = 0 }) => {
  if (wait > 0) await delay(wait);
  if (n === bad && !(once && existsSync(once))) {
    if (once) writeFileSync(once, "");
    console.log(`shard ${n} feels unwell`);
    process.kill(process.pid, "SIGKILL");
    await delay(10_000);
  }
  return n;
});

export const unclonable = defineTask("test.unclonable", () => () => 1);

/** Takes more memory than its thread may have. */
export const swells = defineTask("test.swells", () => {
  const held = [];
  for (;;) held.push(new Array(1e5).fill(held.length));
});
