// `ewald-kernel install`, `uninstall` and `doctor` in prefixes and environments made for it; each of the doctor's findings
// provoked by a set-up that is broken in that way.
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { inflateSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Finding } from "../../kernel/dist/install/finding.js";
import { kernelSpec } from "../../kernel/dist/install.js";
import { needs } from "../support/needs.js";
import { root, venv, venvProgram } from "../support/paths.js";

const installer = join(root, "kernel/dist/install.js");
const main = join(root, "kernel/dist/main.js");
const version = JSON.parse(readFileSync(join(root, "kernel/package.json"), "utf8")).version as string;
const scratch = mkdtempSync(join(tmpdir(), "ewald install "));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** A person's world: a home of their own, an empty directory they stand in, no Jupyter in PATH. */
function world(extra: Record<string, string> = {}) {
  const home = mkdtempSync(join(scratch, "home "));
  const cwd = join(home, "an empty directory");
  mkdirSync(cwd);
  const data = join(home, "data");
  const env: Record<string, string> = {
    HOME: home,
    PATH: join(home, "bin"),
    JUPYTER_DATA_DIR: data,
    ...extra,
  };
  const run = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [installer, ...args], {
      cwd,
      env,
      encoding: "utf8",
    });
    return { status, stdout, stderr };
  };
  const doctor = (...args: string[]) => {
    const { status, stdout, stderr } = run("doctor", "--json", ...args);
    if (stderr) throw new Error(stderr);
    const findings = JSON.parse(stdout) as Finding[];
    const worst = (check: string) => findings.findLast((one) => one.check === check && one.level !== "ok");
    return { status, findings, worst, levels: new Set(findings.map(({ level }) => level)) };
  };
  return { home, cwd, data, env, run, doctor, spec: join(data, "kernels/ewald/kernel.json") };
}

const readSpec = (path: string) => JSON.parse(readFileSync(path, "utf8"));

describe("install", () => {
  test("kernelspec, logos, lab extension; no traces of writing", () => {
    const { run, data, spec } = world();
    const { status, stdout } = run("install");
    expect(status).toBe(0);
    expect(stdout).toContain(dirname(spec));
    expect(readdirSync(dirname(spec)).sort()).toEqual([
      "kernel.json",
      "logo-32x32.png",
      "logo-64x64.png",
      "logo-svg.svg",
    ]);
    expect(readSpec(spec)).toEqual(kernelSpec(process.execPath, main));
    expect(readSpec(spec)).toMatchObject({ interrupt_mode: "message", metadata: { ewald: { version } } });
    expect(readSpec(join(data, "labextensions/ewald-widgets/package.json")).name).toBe("ewald-widgets");
    expect(readdirSync(data).sort()).toEqual(["kernels", "labextensions"]);
  });

  test("the PNG logos: size, and the colours of the SVG at its places", () => {
    const { run, spec } = world();
    run("install", "--no-lab-extension");
    const png = readFileSync(join(dirname(spec), "logo-64x64.png"));
    expect(png.subarray(1, 4).toString()).toBe("PNG");
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([64, 64]);
    const from = png.indexOf("IDAT");
    const rows = inflateSync(png.subarray(from + 4, from + 4 + png.readUInt32BE(from - 4)));
    const at = (x: number, y: number) => [...rows.subarray(y * 257 + 1 + 4 * x, y * 257 + 5 + 4 * x)];
    expect(at(0, 0)[3]).toBe(0);
    expect(at(5, 32)).toEqual([0x1b, 0x2a, 0x41, 255]);
    expect(at(38, 23)).toEqual([255, 255, 255, 255]);
    expect(at(26, 17)).toEqual([0xf4, 0xa2, 0x59, 255]);
  });

  test("--name, --display-name, --prefix with spaces; twice is once", () => {
    const { run, home, data } = world();
    const args = [
      "install",
      "--prefix",
      join(home, "pre fix"),
      "--name",
      "Ewald-2",
      "--display-name",
      "TS two",
    ];
    for (let i = 0; i < 2; i++) expect(run(...args).status).toBe(0);
    const spec = readSpec(join(home, "pre fix/share/jupyter/kernels/ewald-2/kernel.json"));
    expect(spec.display_name).toBe("TS two");
    expect(existsSync(data)).toBe(false);
  });

  test("--sys-prefix: the active environment, a folder, a Python", () => {
    const active = mkdtempSync(join(scratch, "venv "));
    const { run, home } = world({ VIRTUAL_ENV: active });
    const at = (prefix: string) => join(prefix, "share/jupyter/kernels/ewald/kernel.json");
    expect(run("install", "--sys-prefix", "--no-lab-extension").status).toBe(0);
    expect(existsSync(at(active))).toBe(true);
    expect(run("install", "--sys-prefix", join(home, "conda"), "--no-lab-extension").status).toBe(0);
    expect(existsSync(at(join(home, "conda")))).toBe(true);
  });

  test("what cannot be is refused in one sentence", () => {
    const { run, home } = world();
    writeFileSync(join(home, "file"), "");
    const refused = (...args: string[]) => {
      const { status, stderr, stdout } = run(...args);
      expect([status, stdout]).toEqual([1, ""]);
      expect(stderr.trim().split("\n")).toHaveLength(1);
      return stderr;
    };
    expect(refused("install", "--prefix", join(home, "file"))).toMatch(
      /Cannot write .*a part of the path is a file/,
    );
    expect(refused("install", "--prefix")).toMatch(/--prefix/);
    expect(refused("install", "--user", "--prefix", home)).toMatch(
      /one of --user, --prefix and --sys-prefix/,
    );
    expect(refused("install", "--name", "../up")).toMatch(/name cannot be "..\/up"/);
    expect(refused("install", "--sys-prefix", join(home, "python3"))).toMatch(/Cannot ask .*python3/);
    expect(refused("doctor", "--user")).toMatch(/doctor has no option --user/);
    expect(refused("install", "here")).toMatch(/takes no argument here/);
    expect(run("mend").status).toBe(2);
    expect(run("--help").stdout).toContain("usage: ewald-kernel install");
  });

  test("a kernel.json that cannot be replaced stays as it was, with nothing beside it", () => {
    const { run, spec } = world();
    mkdirSync(join(spec, "in the way"), { recursive: true });
    expect(run("install", "--no-lab-extension").status).toBe(1);
    expect(readdirSync(dirname(spec)).filter((name) => name.endsWith(".new"))).toEqual([]);
    expect(existsSync(join(spec, "in the way"))).toBe(true);
  });

  test("uninstall takes away what is ours and nothing else", () => {
    const { run, data, spec } = world();
    run("install");
    run("install", "--name", "second");
    const other = join(data, "kernels/other/kernel.json");
    mkdirSync(dirname(other));
    writeFileSync(other, JSON.stringify({ argv: ["ir"], display_name: "R", language: "R" }));
    expect(run("uninstall", "--name", "other")).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/not a kernel of Ewald/),
    });
    expect(run("uninstall", "--name", "third").stderr).toMatch(
      /no kernel third .*Installed there: ewald, second/,
    );
    expect(run("uninstall").status).toBe(0);
    expect(existsSync(dirname(spec))).toBe(false);
    expect(existsSync(join(data, "labextensions/ewald-widgets"))).toBe(true);
    expect(run("uninstall", "--name", "second").status).toBe(0);
    expect(readdirSync(join(data, "labextensions"))).toEqual([]);
    expect(readdirSync(join(data, "kernels"))).toEqual(["other"]);
  });
});

/** A kernel package beside the real one, to be broken: its version, its main.js, its zeromq. */
function otherKernel(home: string, { version: own = version, program = "", zeromq = "" }) {
  const folder = join(home, "other kernel/kernel");
  for (const name of ["dist", "node_modules"]) mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "ewald-kernel", version: own }));
  writeFileSync(join(folder, "dist/main.js"), program);
  for (const name of ["typescript", "ewald", "ewald-widgets"])
    symlinkSync(join(root, "node_modules", name), join(folder, "node_modules", name));
  mkdirSync(join(folder, "node_modules/zeromq"));
  writeFileSync(join(folder, "node_modules/zeromq/index.js"), zeromq);
  return { main: join(folder, "dist/main.js"), modules: join(folder, "node_modules") };
}

describe("doctor, each thing that can be wrong with the kernelspec", () => {
  /** Installs, breaks, and asks; the finding must carry a mend unless it is a note. */
  function broken(
    check: string,
    breaks: (spec: string, home: string) => Record<string, unknown> | undefined,
  ) {
    const made = world();
    made.run("install", "--no-lab-extension");
    const changed = breaks(made.spec, made.home);
    if (changed) writeFileSync(made.spec, JSON.stringify({ ...readSpec(made.spec), ...changed }));
    const { status, worst, findings } = check === "Start" ? made.doctor() : made.doctor("--quick");
    const finding = worst(check);
    if (!finding) throw new Error(`${check} is not found wrong: ${JSON.stringify(findings, null, 1)}`);
    if (finding.level !== "note") expect(finding.mend).toBeTruthy();
    // No Jupyter is in PATH: that alone is one error.
    expect(status).toBe(1);
    return `${finding.level}: ${finding.text}`;
  }
  const argv = (...words: string[]) => ({ argv: words });
  const flags = ["--no-force-async-hooks-checks", "--no-warnings"];
  const file = "{connection_file}";

  test("none, and none of that name", () => {
    const { doctor, run } = world();
    expect(doctor().worst("Kernelspec")).toMatchObject({
      level: "error",
      text: expect.stringMatching(/There is no kernel ewald where/),
    });
    run("install", "--name", "mine", "--no-lab-extension");
    expect(doctor().worst("Kernelspec")?.text).toMatch(/no kernel ewald/);
    expect(doctor("--quick", "--name", "mine").worst("Kernelspec")).toBeUndefined();
  });

  test("unreadable, without argv, another's, hidden, open to all", () => {
    expect(broken("Kernelspec", (spec) => void writeFileSync(spec, "{"))).toMatch(/^error: .*cannot be used/);
    expect(broken("Kernelspec", () => ({ argv: "node" }))).toMatch(/^error: .*no argv/);
    expect(broken("Kernelspec", () => ({ ...argv("/bin/ir"), metadata: {}, display_name: "R" }))).toMatch(
      /^error: .*is another kernel's: R/,
    );
    expect(broken("Writers of the kernelspec", (spec) => void chmodSync(spec, 0o666))).toMatch(
      /^warning: Anybody/,
    );
    const { doctor, run, home } = world({ JUPYTER_PATH: join(scratch, "first/share/jupyter") });
    run("install", "--no-lab-extension");
    run("install", "--no-lab-extension", "--prefix", join(scratch, "first"));
    expect(doctor("--quick").worst("Other kernelspecs")?.text).toMatch(new RegExp(`first.* hides .*${home}`));
  });

  test("Node gone, cut at a space, no program, too old", () => {
    const node = "Node of the kernelspec";
    expect(broken(node, () => argv("/gone/node", main, file))).toMatch(/^error: \/gone\/node is not there/);
    expect(
      broken(node, (_, home) => {
        const spaced = join(home, "node js");
        writeFileSync(spaced, "");
        return argv(...spaced.split(" "), main, file);
      }),
    ).toMatch(/^error: argv is cut at a space of .*node js:/);
    expect(
      broken(node, (_, home) => {
        writeFileSync(join(home, "node"), "text");
        return argv(join(home, "node"), main, file);
      }),
    ).toMatch(/cannot be run/);
    expect(
      broken(node, (_, home) => {
        writeFileSync(join(home, "node"), "#!/bin/sh\necho v18.20.4\n", { mode: 0o755 });
        return argv(join(home, "node"), main, file);
      }),
    ).toMatch(/is v18\.20\.4: Ewald needs 20\.19/);
  });

  test("the kernel gone, of another version, started wrongly", () => {
    const kernel = "Kernel of the kernelspec";
    const start = [process.execPath, ...flags];
    expect(broken(kernel, () => argv(...start, file))).toMatch(/names no main\.js/);
    expect(broken(kernel, () => argv(...start, "/gone/kernel/dist/main.js", file))).toMatch(/is not there/);
    expect(
      broken(kernel, (_, home) => argv(...start, otherKernel(home, { version: "0.0.1" }).main, file)),
    ).toMatch(new RegExp(`is 0\\.0\\.1; this is ewald-kernel ${version}`));
    expect(broken(kernel, () => argv(...start, main))).toMatch(/no \{connection_file\}/);
    expect(broken(kernel, () => argv(process.execPath, main, file))).toMatch(
      /lacks --no-force-async-hooks-checks/,
    );
    expect(broken(kernel, () => ({ interrupt_mode: "signal" }))).toMatch(/interrupt_mode is "signal"/);
  });

  test("zeromq without its native module, missing, crashing; other packages missing; a kernel that ends at once", () => {
    const start = [process.execPath, ...flags];
    const withZeromq = (zeromq: string) => (_: string, home: string) =>
      argv(...start, otherKernel(home, { zeromq }).main, file);
    expect(broken("ZeroMQ", withZeromq("throw new Error('no native build was found')"))).toMatch(
      /native module for .* does not load: no native build was found/,
    );
    expect(broken("ZeroMQ", withZeromq("process.exit(139)"))).toMatch(/ends Node: exit code 139/);
    expect(
      broken("ZeroMQ", (_, home) => {
        const other = otherKernel(home, {});
        rmSync(join(other.modules, "zeromq"), { recursive: true });
        return argv(...start, other.main, file);
      }),
    ).toMatch(/is not installed/);
    expect(
      broken("Packages", (_, home) => {
        const other = otherKernel(home, {});
        rmSync(join(other.modules, "typescript"));
        return argv(...start, other.main, file);
      }),
    ).toMatch(/typescript \(missing\)/);
    expect(
      broken("Start", (_, home) => {
        const program = "console.error('out of luck'); process.exit(3)";
        return argv(...start, otherKernel(home, { program }).main, file);
      }),
    ).toMatch(/does not work: it ended at once with exit code 3; it wrote: out of luck/);
  });

  test("folders that cannot be written to", () => {
    const made = world({ JUPYTER_DATA_DIR: "" });
    mkdirSync(join(made.home, ".local/share/jupyter"), { recursive: true });
    writeFileSync(join(made.home, ".local/share/jupyter/runtime"), "");
    writeFileSync(join(made.home, ".cache"), "");
    const { worst } = made.doctor();
    expect(worst("Jupyter's runtime folder")).toMatchObject({
      level: "error",
      text: expect.stringMatching(/cannot write connection files/),
    });
    expect(worst("Cache")).toMatchObject({
      level: "warning",
      text: expect.stringMatching(/takes a second longer/),
    });
  });
});

needs.jupyter().describe("with a real Jupyter", () => {
  // A Python environment of its own that borrows .venv's packages: nothing of ours is in its prefix.
  const prefix = join(scratch, "environ ment");
  const python = join(prefix, "bin/python");
  const jupyter = join(prefix, "bin/jupyter");
  beforeAll(() => {
    spawnSync(venvProgram("python"), ["-m", "venv", "--without-pip", prefix]);
    const library = join("lib", readdirSync(join(prefix, "lib"))[0] as string, "site-packages");
    writeFileSync(join(prefix, library, "borrowed.pth"), `${join(venv, library)}\n`);
    for (const [name, module] of [
      ["jupyter", "jupyter_core.command"],
      ["jupyter-kernelspec", "jupyter_client.kernelspecapp"],
      ["jupyter-labextension", "jupyterlab.labextensions"],
    ] as const) {
      const launch = name === "jupyter-kernelspec" ? "KernelSpecApp.launch_instance" : "main";
      const from = launch.split(".")[0];
      // A path with a space cannot stand behind #!.
      const script = `#!/bin/sh\n''':'\nexec "${python}" "$0" "$@"\n'''\nfrom ${module} import ${from}\n${launch}()\n`;
      writeFileSync(join(prefix, "bin", name), script, { mode: 0o755 });
    }
  });
  const here = (extra: Record<string, string> = {}) =>
    world({ PATH: `${join(prefix, "bin")}:/usr/bin:/bin`, VIRTUAL_ENV: prefix, ...extra });

  test("installed with --sys-prefix: Jupyter lists it, JupyterLab has the extension, the kernel answers, all is well", () => {
    const { run, doctor, env } = here();
    expect(run("install", "--sys-prefix", python).status).toBe(0);
    const listed = spawnSync(jupyter, ["kernelspec", "list", "--json"], { env, encoding: "utf8" });
    expect(JSON.parse(listed.stdout).kernelspecs.ewald).toMatchObject({
      resource_dir: join(prefix, "share/jupyter/kernels/ewald"),
      spec: { display_name: "TypeScript (Ewald)", interrupt_mode: "message", language: "typescript" },
    });
    const { status, findings } = doctor();
    expect(findings.filter(({ level }) => level === "error" || level === "warning")).toEqual([]);
    expect(status).toBe(0);
    const said = Object.fromEntries(findings.map(({ check, text }) => [check, text]));
    expect(said["Jupyter's list of kernels"]).toBe("It lists ewald.");
    expect(said["Lab extension"]).toMatch(/^ewald-widgets \S+ is enabled\.$/);
    expect(said.Start).toMatch(/^Answers after \d+ ms/);
  }, 120_000);

  test("a list that leaves it out, an extension disabled", () => {
    const config = mkdtempSync(join(scratch, "config "));
    const { run, doctor } = here({ JUPYTER_CONFIG_DIR: config });
    run("install", "--sys-prefix");
    const only = { KernelSpecManager: { allowed_kernelspecs: ["python3"] } };
    writeFileSync(join(config, "jupyter_config.json"), JSON.stringify(only));
    mkdirSync(join(config, "labconfig"));
    const disabled = { disabledExtensions: { "ewald-widgets": true } };
    writeFileSync(join(config, "labconfig/page_config.json"), JSON.stringify(disabled));
    const { worst } = doctor();
    expect(worst("Jupyter's list of kernels")).toMatchObject({
      level: "error",
      text: expect.stringMatching(/does not list ewald/),
    });
    expect(worst("Lab extension")).toMatchObject({
      text: "ewald-widgets is disabled.",
      mend: "jupyter labextension enable ewald-widgets",
    });
  }, 120_000);

  test("no extension, one of another version", () => {
    const { run, doctor } = here();
    run("install", "--sys-prefix");
    rmSync(join(prefix, "share/jupyter/kernels"), { recursive: true });
    const target = join(prefix, "share/jupyter/labextensions/ewald-widgets");
    const description = readSpec(join(target, "package.json"));
    writeFileSync(join(target, "package.json"), JSON.stringify({ ...description, version: "0.0.9" }));
    expect(doctor().worst("Lab extension")?.text).toMatch(/in JupyterLab is 0\.0\.9, that of the kernel/);
    rmSync(target, { recursive: true });
    expect(doctor().worst("Lab extension")).toMatchObject({
      level: "error",
      text: expect.stringMatching(/has no ewald-widgets/),
    });
  }, 120_000);

  test("a Jupyter without JupyterLab, one that does not run, none", () => {
    const { doctor, home } = here();
    const bare = join(home, "bin");
    mkdirSync(bare);
    const without = `echo 'Jupyter command jupyter-labextension not found.' >&2; exit 1`;
    const script = `#!/bin/sh\nif [ "$1" = labextension ]; then ${without}; fi\nexec "${jupyter}" "$@"\n`;
    writeFileSync(join(bare, "jupyter"), script, { mode: 0o755 });
    expect(doctor("--jupyter", join(bare, "jupyter")).worst("Lab extension")).toMatchObject({
      level: "warning",
      text: expect.stringMatching(/no JupyterLab in this Jupyter .*not found/),
    });
    writeFileSync(join(bare, "jupyter"), "#!/bin/sh\necho 'No module named jupyter_core' >&2; exit 1\n");
    expect(doctor("--jupyter", join(bare, "jupyter")).worst("Jupyter")?.text).toMatch(
      /does not run: No module named jupyter_core/,
    );
    expect(world().doctor().worst("Jupyter")).toMatchObject({
      text: expect.stringMatching(/no jupyter in PATH/),
      mend: expect.stringMatching(/pip install/),
    });
  }, 120_000);
});
