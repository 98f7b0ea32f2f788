// What the benchmarks share: DIALS' Python, two programs run in turn, a line of results.
import { spawn, spawnSync } from "node:child_process";
import { createInterface } from "node:readline";

/** A Python that can import dials, or undefined. */
export function dialsPython() {
  return [process.env.EWALD_DIALS_PYTHON, "/usr/bin/python3", "python3", "dials.python"].find(
    (python) => python && spawnSync(python, ["-c", "import dials, dxtbx"], { stdio: "ignore" }).status === 0,
  );
}

export const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.length % 2
    ? sorted[sorted.length >> 1]
    : (sorted[sorted.length / 2 - 1] + sorted[sorted.length / 2]) / 2;
};

/** Both sides get memory in large pages, as the kernel asks for it (kernel/src/install.ts). */
const env = { ...process.env, GLIBC_TUNABLES: "glibc.malloc.hugetlb=1" };

/** A program that answers each line it is sent with one line of JSON. */
function conversation({ program, args }) {
  const child = spawn(program, args, { env, stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async ask() {
      child.stdin.write("go\n");
      const { value, done } = await lines.next();
      if (done) throw new Error(`${program} ${args.join(" ")} ended without an answer.`);
      return JSON.parse(value);
    },
    end: () => child.stdin.end("quit\n"),
  };
}

/**
 * Seconds of both programs, `repeats` runs of each in turn after one that is not counted; ours' peak memory, MiB, and what they
 * answered (a third number), if anything.
 */
export async function alternate(dialsProgram, ewaldProgram, repeats) {
  const dials = conversation(dialsProgram);
  const ewald = conversation(ewaldProgram);
  const seconds = { dials: [], ewald: [] };
  let memory = 0;
  let answers = [];
  for (let i = 0; i <= repeats; i++) {
    const [theirs, , theirAnswer] = await dials.ask();
    const [mine, peak, myAnswer] = await ewald.ask();
    answers = [theirAnswer, myAnswer];
    memory = Math.max(memory, peak);
    if (i === 0) continue;
    seconds.dials.push(theirs);
    seconds.ewald.push(mine);
  }
  dials.end();
  ewald.end();
  return { dials: seconds.dials, ewald: seconds.ewald, memory, answers };
}

/** Prints medians and their ratio; whether the bar is reached. */
export function report(what, dials, ewald, bar) {
  const ratio = median(dials) / median(ewald);
  const ms = (values) => `${(1000 * median(values)).toFixed(1)} ms`;
  const verdict = ratio >= bar ? "reached" : "MISSED";
  console.log(
    `  ${what}: DIALS ${ms(dials)}, Ewald ${ms(ewald)}, ${ratio.toFixed(1)} × faster (bar ${bar} ×: ${verdict})`,
  );
  return ratio >= bar;
}
