// Runs one command of a step, says what it does and how long it took, and stops at the first that fails.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../", import.meta.url));

/** Resolves when the command ends with 0; otherwise throws an Error naming the step and the exit code. */
export function run(step, command, args, options = {}) {
  const began = performance.now();
  process.stdout.write(`${step} …\n`);
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: "inherit", ...options });
    child.on("error", (cause) => reject(new Error(`${step}: cannot run ${command}: ${cause.message}`, { cause })));
    child.on("exit", (code, signal) => {
      const seconds = ((performance.now() - began) / 1000).toFixed(1);
      if (code === 0) {
        process.stdout.write(`${step} ✓ ${seconds} s\n`);
        resolve();
      } else reject(new Error(`${step} failed (${signal ?? `exit code ${code}`}) after ${seconds} s`));
    });
  });
}
