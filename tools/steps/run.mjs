// Steps of `npm start`, `npm test` and `npm run build`: each says what it does and how long it took, skips what is done,
// and ends in one sentence when it cannot be done.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { hashOf } from "./hash.mjs";

export const root = fileURLToPath(new URL("../../", import.meta.url));

/** A step that cannot be done: `message` is the one sentence for the user, `details` what a program said before. */
export class StepError extends Error {
  constructor(message, details = "") {
    super(message);
    this.details = details;
  }
}

/**
 * Runs a program; resolves when it ends with 0, with what it wrote (unless `show` lets it write to the terminal).
 * Otherwise throws a StepError: `explain(output)` may turn what it wrote into a sentence.
 */
export function run(what, command, args, { show = false, explain, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const stdio = show ? "inherit" : ["ignore", "pipe", "pipe"];
    const child = spawn(command, args, { cwd: root, stdio, ...options });
    const parts = [];
    child.stdout?.on("data", (part) => parts.push(part));
    child.stderr?.on("data", (part) => parts.push(part));
    child.on("error", (cause) => reject(new StepError(`${what}: cannot run ${command}: ${cause.message}.`)));
    child.on("close", (code, signal) => {
      const output = Buffer.concat(parts).toString();
      if (code === 0) resolve(output);
      else {
        const sentence = explain?.(output) ?? `${what} failed (${signal ?? `exit code ${code}`}).`;
        reject(new StepError(sentence, output.split("\n").slice(-60).join("\n")));
      }
    });
  });
}

/** Runs a program written for Node, by its file: as `npx` would, without npx' half second. */
export const runNode = (what, script, args = [], options = {}) =>
  run(what, process.execPath, [script, ...args], options);

/**
 * Does `work` and says so, unless it is done: its stamp in .cache holds the hash of `inputs` (files and folders, by
 * content) and `key` (anything else it depends on), and all `outputs` are there. `fresh` decides instead where given.
 */
export async function step(what, { inputs = [], key = "", outputs = [], fresh }, work) {
  const stamp = join(root, ".cache", "stamps", what.replace(/[^\w]+/g, "-"));
  const began = performance.now();
  const now = fresh ? undefined : await hashOf(root, inputs, key);
  const done = fresh
    ? await fresh()
    : outputs.every((path) => existsSync(resolve(root, path))) &&
      (await readFile(stamp, "utf8").catch(() => "")) === now;
  if (done) {
    process.stdout.write(`✓ ${what}: done before\n`);
    return false;
  }
  await rm(stamp, { force: true });
  process.stdout.write(`… ${what}\n`);
  await work();
  if (now) {
    await mkdir(join(root, ".cache", "stamps"), { recursive: true });
    await writeFile(stamp, now);
  }
  process.stdout.write(`✓ ${what}: ${((performance.now() - began) / 1000).toFixed(1)} s\n`);
  return true;
}

/** Runs a command of the house: a StepError ends it with its details, then its sentence, and exit code 1. */
export async function main(command) {
  try {
    await command();
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    if (error.details.trim()) process.stderr.write(`${error.details.trimEnd()}\n\n`);
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
