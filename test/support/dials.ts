// Real DIALS as the oracle: finds a Python that has it and runs a script there, JSON in and JSON out.
import { type ChildProcessByStdio, spawn, spawnSync } from "node:child_process";
import type { Readable, Writable } from "node:stream";

const candidates = [process.env.EWALD_DIALS_PYTHON, "/usr/bin/python3", "python3", "dials.python"];
let found: string | undefined | null = null;

/** The first of EWALD_DIALS_PYTHON, /usr/bin/python3, python3 and dials.python that can import dials and dxtbx. */
export function dialsPython(): string | undefined {
  if (found !== null) return found;
  found = candidates.find(
    (python) => python && spawnSync(python, ["-c", "import dials, dxtbx"], { stdio: "ignore" }).status === 0,
  );
  return found;
}

/** Whether that Python can import another module as well. */
export function pythonHas(module: string): boolean {
  const python = dialsPython();
  return (
    python !== undefined && spawnSync(python, ["-c", `import ${module}`], { stdio: "ignore" }).status === 0
  );
}

// The result leaves through a pipe of its own, so that what DIALS prints cannot mix with it.
const prelude = `
import json, os, sys
input = json.load(sys.stdin)
_result = os.fdopen(3, "w")
def output(value):
    json.dump(value, _result, allow_nan=False)
    _result.flush()
exec(compile(sys.argv[1], "<dials script>", "exec"))
`;

/**
 * Runs a Python script with DIALS. In the script `input` is the value given here, and `output(value)`, to be called
 * once, gives the answer; both travel as JSON (lists, not flex arrays; NaN and infinities are refused).
 * Throws with Python's traceback when the script fails.
 */
export function runDials<Result>(script: string, input: unknown = null): Promise<Result> {
  const python = dialsPython();
  if (!python)
    return Promise.reject(new Error("No Python with dials and dxtbx: set EWALD_DIALS_PYTHON to one."));
  return new Promise((resolve, reject) => {
    const child = spawn(python, ["-c", prelude, script], {
      stdio: ["pipe", "ignore", "pipe", "pipe"],
    }) as ChildProcessByStdio<Writable, null, Readable>;
    const errors: Buffer[] = [];
    const answers: Buffer[] = [];
    child.stderr.on("data", (part: Buffer) => errors.push(part));
    child.stdio[3]?.on("data", (part: Buffer) => answers.push(part));
    child.on("error", reject);
    child.on("close", (code) => {
      const answer = Buffer.concat(answers).toString();
      if (code === 0 && answer !== "") resolve(JSON.parse(answer) as Result);
      else if (code === 0) reject(new Error("The DIALS script ended without calling output(value)."));
      else reject(new Error(`The DIALS script failed (${code}):\n${Buffer.concat(errors)}`));
    });
    child.stdin.on("error", () => {}); // a script that fails before reading its input says so by its exit code
    child.stdin.end(JSON.stringify(input));
  });
}
