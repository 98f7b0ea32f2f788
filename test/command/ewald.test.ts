// The command as a user meets it: help, options, parameters by every road, errors with their exit codes, completion.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Flag, FlexDouble, FlexSizeT, ReflectionTable } from "ewald";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runDials } from "../support/dials.js";
import { needs } from "../support/needs.js";
import { root } from "../support/paths.js";
import { command, ewald } from "./command.js";

const folder = mkdtempSync(join(tmpdir(), "ewald-command-"));
const table = join(folder, "spots.refl");
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

beforeAll(() => {
  const d = FlexDouble.from([1.5, 2.5]);
  new ReflectionTable({ d, flags: FlexSizeT.from([Flag.strong, Flag.indexed]) }).toFile(table);
});
afterAll(() => rmSync(folder, { recursive: true }));

const ansi = String.fromCharCode(27);

describe("ewald", () => {
  it("lists its programs", async () => {
    const { code, out } = await ewald(["--help"]);
    expect(code).toBe(0);
    expect(out).toContain("usage: ewald PROGRAM");
    expect(out).toMatch(/^ {2}show +Show what experiment and reflection files hold$/m);
    expect((await ewald([])).code).toBe(2);
  });

  it("tells its version", async () => {
    const { version } = JSON.parse(readFileSync(join(root, "lib/package.json"), "utf8")) as {
      version: string;
    };
    expect((await ewald(["--version"])).out).toBe(`ewald ${version}\n`);
  });

  it.each<[string, string[], number, string]>([
    ["an unknown program", ["shwo"], 2, "ewald: There is no program shwo; did you mean show?\n"],
    [
      "no input",
      ["show"],
      2,
      "ewald: ewald show needs input files: [options] models.expt | observations.refl\n",
    ],
    [
      "an unknown option",
      ["show", "--atributes-level=3"],
      2,
      "ewald: There is no option --atributes-level; did you mean --attributes-level?.\n",
    ],
    ["an option without its value", ["show", "-a"], 2, "ewald: The option -a needs a value.\n"],
    ["a level that is none", ["show", "-ax"], 2, "ewald: --attributes-level x: an integer is needed.\n"],
    [
      "an unknown parameter",
      ["show", "show_flagz=1"],
      2,
      'ewald: There is no parameter show_flagz; did you mean show_flags? (command line argument "show_flagz=1")\n',
    ],
    [
      "an ambiguous parameter",
      ["show", "show_i=1"],
      2,
      "ewald: Ambiguous parameter definition: show_i = 1\nBest matches:\n  show_intensities\n  show_identifiers\n",
    ],
    [
      "a wrong value",
      ["show", "max_reflections=many"],
      2,
      "ewald: max_reflections = many cannot be used: many is no number; an integer not below 0 would work (command line argument max_reflections=many)\n",
    ],
    [
      "a file that is not there",
      ["show", "nothing.refl"],
      1,
      "ewald: nothing.refl is neither a file nor a parameter; name=value or the name of an existing file would work.\n",
    ],
    [
      "a parameter file that is not there",
      ["show", "--phil", "nothing.phil"],
      1,
      "ewald: The parameter file nothing.phil cannot be read: ENOENT",
    ],
    [
      "a completion that is none",
      ["--completion", "fish"],
      1,
      "ewald: There is no completion for fish; bash would work.\n",
    ],
  ])("refuses %s", async (_, args, code, message) => {
    const outcome = await ewald(args);
    expect(outcome.err.startsWith(message), outcome.err).toBe(true);
    expect(outcome).toMatchObject({ code, out: "" });
  });

  it("refuses a damaged file by name", async () => {
    const damaged = file("damaged.refl", "\x93\xa1nothing of this kind");
    const { code, err, out } = await ewald(["show", damaged]);
    expect(code).toBe(1);
    expect(err).toMatch(/ewald: .*damaged\.refl/s);
    expect(out).toBe("");
  });

  it("dies of Ctrl-C at once while it waits", async () => {
    const { code, signal, out } = await ewald(["show", "--phil", "-"], { interrupt: 2000 });
    expect({ code, signal, out }).toEqual({ code: null, signal: "SIGINT", out: "" });
  });

  it("does not mind a reader that has seen enough", () => {
    const script = `"${process.execPath}" "${command}" show "${table}" show_flags=True | head -n 1; echo "\${PIPESTATUS[0]}"`;
    const { stdout, stderr } = spawnSync("bash", ["-c", script], { encoding: "utf8" });
    expect(stdout).toBe("\n0\n");
    expect(stderr).not.toContain("EPIPE");
  });
});

describe("ewald show", () => {
  it("shows its help with the parameters", async () => {
    const { code, out } = await ewald(["show", "--help"]);
    expect(code).toBe(0);
    expect(out).toContain("usage: ewald show [options] models.expt | observations.refl");
    expect(out).toContain("  -e N, --expert-level N");
    expect(out).toContain("  attributes_level = 0\n  expert_level = 0\n\nshow_scan_varying = False\n");
    expect((await ewald(["show", "-hh"])).out).toContain("  .help = ");
  });

  it("shows its configuration as given, at the levels asked for", async () => {
    const { out } = await ewald(["show", "-c", "-a2", "-e", "10", "flags=yes"]);
    expect(out).toContain(
      "Showing configuration parameters with:\n  attributes_level = 2\n  expert_level = 10\n",
    );
    expect(out).toContain("show_flags = yes\n");
    expect(out).toContain(
      'max_reflections = None\n  .help = "List no more reflections than this."\n  .type = int(value_min=0, allow_none=True)\n',
    );
    expect(out).toContain("input {\n  experiments = None\n");
  });

  it("prints results on stdout, what was modified on stderr, no colours", async () => {
    const { code, out, err } = await ewald(["show", table, "flags=True"]);
    expect(code).toBe(0);
    expect(err).toBe(
      `The following parameters have been modified:\n\nshow_flags = True\ninput {\n  reflections = ${table}\n}\n\n`,
    );
    expect(out).toContain("Reflection list contains 2 reflections\n");
    expect(out).toContain("| strong ");
    expect(out + err).not.toContain(ansi);
  });

  it("takes parameters from files, standard input and arguments, the last winning", async () => {
    const phil = file(
      "a.phil",
      "show_flags = True # all of them\nmax_reflections = 7\ninput.reflections = " + table,
    );
    const { err } = await ewald(["show", phil, "--phil", "-", "show_flags=False"], {
      input: "max_reflections=5",
    });
    expect(err).toContain("max_reflections = 5\n");
    expect(err).not.toContain("show_flags");
    const wrong = file("b.phil", "\nshow_flagz = True\n");
    expect((await ewald(["show", wrong])).err).toBe(
      `ewald: There is no parameter show_flagz; did you mean show_flags? (${wrong}, line 2)\n`,
    );
  });

  needs.dials().it("prints modified parameters as DIALS does", async () => {
    const runs = [
      ["show_scan_varying=1", "show_flags=yes"],
      ["max_reflections=0x10", "flags=True"],
      ["max_reflections=2+3", "max_reflections=7.0", "profile_fit=on"],
      ["max_reflections=none", "show_flags=False"],
    ].map((each) => [...each, `input.reflections=${table}`]);
    const theirs = await runDials<string[]>(
      `
import contextlib, io
from dials.command_line import show
texts = []
for args in input:
    out = io.StringIO()
    with contextlib.redirect_stdout(out): show.run(args=args)
    texts.append(out.getvalue())
output(texts)`,
      runs,
    );
    for (const [i, args] of runs.entries()) {
      const { err } = await ewald(["show", ...args]);
      const modified = theirs[i]!.slice(theirs[i]!.indexOf("The following"), theirs[i]!.indexOf("\n\nRefl"));
      expect(err.trim(), args.join(" ")).toBe(modified.trim());
    }
  });

  it("prints JSON", async () => {
    const { out } = await ewald(["show", table, "json=True", "flags=1"]);
    const report = JSON.parse(out) as {
      reflections: { nrows: number; columns: unknown[]; flags: unknown[] }[];
    };
    expect(report.reflections[0]?.nrows).toBe(2);
    expect(report.reflections[0]?.columns[0]).toEqual({ column: "d", min: [1.5], max: [2.5], mean: [2] });
    expect(report.reflections[0]?.flags).toContainEqual({ flag: "strong", count: 1 });
  });
});

/**
 * Types keys at the prompt of an interactive bash, which needs a terminal, and tells what stands there afterwards: Ctrl-T, bound
 * in the file it starts with, prints the line.
 */
const prompt = String.raw`
import json, os, pty, select, sys, time
home, keys = sys.argv[1], json.loads(sys.argv[2])
child, terminal = pty.fork()
if child == 0:
    os.chdir(home)
    os.environ.update(PATH=home + ":" + os.environ["PATH"], TERM="dumb", INPUTRC="/dev/null", HISTFILE="/dev/null")
    os.execlp("bash", "bash", "--noprofile", "--rcfile", ".rc", "-i")
def until(end):
    text, late = "", time.time() + 20
    while end not in text:
        if time.time() > late: sys.exit("nothing came after " + repr(text))
        if select.select([terminal], [], [], 0.05)[0]: text += os.read(terminal, 65536).decode()
    return text
until("READY")
shown = []
for line in keys:
    os.write(terminal, line.encode() + b"\x14")
    shown.append(until(">>>").split("<<<")[1].split(">>>")[0])
    os.write(terminal, b"\x15")
print(json.dumps(shown))
os.write(terminal, b"exit\n")
`;
const bashStart = String.raw`PS1='READY '
bind -x '"\C-t": printf "<<<%s>>>" "$READLINE_LINE"'
source <(ewald --completion bash)
`;

describe("completion in bash", () => {
  const complete = (...words: string[]) => {
    const { stdout: script } = spawnSync(process.execPath, [command, "--completion", "bash"], {
      encoding: "utf8",
    });
    const ask = `${script}\ncompopt() { :; }\nCOMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")})\nCOMP_CWORD=${words.length - 1}\n_ewald\nprintf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout, stderr, status } = spawnSync("bash", ["--norc", "-c", ask], { encoding: "utf8" });
    expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
    return stdout.trim().split("\n");
  };

  it("knows programs, parameters, values and options", () => {
    expect(complete("ewald", "sh")).toEqual(["show"]);
    expect(complete("ewald", "show", "show_f")).toEqual(["show_flags="]);
    expect(complete("ewald", "show", "show_flags", "=")).toEqual(["True", "False"]);
    expect(complete("ewald", "show", "show_flags", "=", "T")).toEqual(["True"]);
    expect(complete("ewald", "show", "--at")).toEqual(["--attributes-level"]);
    expect(complete("ewald", "show", "--js")).toEqual(["--json"]);
    expect(complete("ewald", "show", "input.r")).toEqual(["input.reflections="]);
  });

  it("completes a part of a name that fits one parameter only", () => {
    expect(complete("ewald", "show", "scan_v")).toEqual(["show_scan_varying="]);
    expect(complete("ewald", "show", "how_")).toEqual([""]);
  });

  needs
    .python()
    .it("works at a prompt: words, values, spaces after them, file names beside parameters", () => {
      const home = mkdtempSync(join(tmpdir(), "ewald-prompt-"));
      for (const name of ["imported.expt", "my models.expt", "show_this.refl"])
        writeFileSync(join(home, name), "");
      writeFileSync(join(home, ".rc"), bashStart);
      writeFileSync(join(home, "ewald"), `#!/bin/sh\nexec '${process.execPath}' '${command}' "$@"\n`, {
        mode: 0o755,
      });
      const typed = {
        "ewald sh\t": "ewald show ",
        "ewald show imp\t": "ewald show imported.expt ",
        "ewald show my\t": "ewald show my\\ models.expt ",
        "ewald show show_fl\t": "ewald show show_flags=",
        "ewald show show_t\t": "ewald show show_this.refl ",
        "ewald show show_flags=T\t": "ewald show show_flags=True ",
        "ewald show input.experiments=im\t": "ewald show input.experiments=imported.expt ",
        "ewald show --js\t": "ewald show --json ",
        "ewald show --phil im\t": "ewald show --phil imported.expt ",
      };
      const { stdout, stderr } = spawnSync(
        "python3",
        ["-c", prompt, home, JSON.stringify(Object.keys(typed))],
        { encoding: "utf8" },
      );
      expect(stderr).toBe("");
      expect(JSON.parse(stdout)).toEqual(Object.values(typed));
      rmSync(home, { recursive: true });
    });
});
