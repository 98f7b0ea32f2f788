import { accessSync, constants, existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { versionIn } from "ewald-widgets/install";
import { type Finding, ok, warning, wrong } from "./finding.js";
import { lastLine, ran } from "./jupyter.js";
import { FLAGS, isOurs, type KernelSpec, VERSION } from "./spec.js";

const check = "Kernelspec";
const INSTALL = "ewald-kernel install, with the place of your choice (--user, --prefix DIR, --sys-prefix)";
const AGAIN = "Run ewald-kernel install again with the option it was installed with";

/** The kernel.json Jupyter uses: that of the first data directory that has one. */
export function findSpec(
  data: readonly string[],
  name: string,
): { folder?: string; spec?: KernelSpec; findings: Finding[] } {
  const folders = data
    .map((one) => join(one, "kernels", name))
    .filter((one) => existsSync(join(one, "kernel.json")));
  const [folder, ...hidden] = folders;
  if (folder === undefined) {
    const text = `There is no kernel ${name} where Jupyter looks: ${data.join(", ")}.`;
    return { findings: [wrong(check, text, INSTALL)] };
  }
  const path = join(folder, "kernel.json");
  let spec: KernelSpec;
  try {
    spec = JSON.parse(readFileSync(path, "utf8"));
    if (!Array.isArray(spec.argv) || !spec.argv.every((word) => typeof word === "string" && word !== ""))
      throw new Error("it has no argv, a list of words");
  } catch (error) {
    return {
      folder,
      findings: [wrong(check, `${path} cannot be used: ${(error as Error).message}.`, AGAIN)],
    };
  }
  const findings = [ok(check, path)];
  if (!isOurs(folder))
    findings.push(
      wrong(check, `${path} is another kernel's: ${spec.display_name}.`, "Install with another --name"),
    );
  if (hidden.length)
    findings.push(
      warning(
        "Other kernelspecs",
        `${folder} hides ${hidden.join(", ")}.`,
        "ewald-kernel uninstall, with the option of the one that is not wanted",
      ),
    );
  return { folder, spec, findings };
}

/** Who may write what Jupyter will run. */
export function checkWriters(folder: string): Finding {
  const what = "Writers of the kernelspec";
  const open = [folder, join(folder, "kernel.json")].find((path) => statSync(path).mode & 0o002);
  if (!open || process.platform === "win32") return ok(what, "Nobody but its owner and group.");
  return warning(
    what,
    `Anybody on this machine can change what Jupyter starts: ${open}.`,
    `chmod o-w '${open}'`,
  );
}

const runnable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
};

/** The Node a kernelspec starts: there, and new enough. */
export async function checkNode([node = "", ...rest]: readonly string[]): Promise<Finding> {
  const what = "Node of the kernelspec";
  if (!existsSync(node)) {
    const whole = rest.map((_, i) => [node, ...rest.slice(0, i + 1)].join(" ")).find(existsSync);
    const text = whole
      ? `argv is cut at a space of ${whole}: each argument is one string of the list.`
      : `${node} is not there: Node was moved, updated or removed.`;
    return wrong(what, text, AGAIN);
  }
  if (!runnable(node)) return wrong(what, `${node} cannot be run.`, `chmod +x '${node}', or: ${AGAIN}`);
  const { code, output, errors } = await ran(node, ["--version"]);
  const version = /^v(\d+)\.(\d+)\./.exec(output);
  if (code !== 0 || !version)
    return wrong(what, `${node} does not run: ${lastLine(errors || output)}`, AGAIN);
  const [major, minor] = [Number(version[1]), Number(version[2])];
  if (major < 20 || (major === 20 && minor < 19))
    return wrong(
      what,
      `${node} is ${output.trim()}: Ewald needs 20.19 or newer.`,
      `Install a newer Node. ${AGAIN}`,
    );
  return ok(what, `${node} ${output.trim()}`);
}

/** The kernel a kernelspec starts, and how. */
export function checkProgram(spec: KernelSpec): Finding[] {
  const what = "Kernel of the kernelspec";
  const main = mainOf(spec);
  if (main === undefined) return [wrong(what, `argv names no main.js: ${spec.argv.join(" ")}`, AGAIN)];
  if (!existsSync(main))
    return [wrong(what, `${main} is not there: the kernel was moved or removed.`, AGAIN)];
  const findings: Finding[] = [];
  const version = versionIn(dirname(dirname(main))) ?? "of unknown version";
  findings.push(
    version === VERSION
      ? ok(what, `${main} ${version}`)
      : wrong(what, `${main} is ${version}; this is ewald-kernel ${VERSION}.`, AGAIN),
  );
  if (!spec.argv.includes("{connection_file}"))
    findings.push(wrong(what, "argv passes no {connection_file}: the kernel cannot know its ports.", AGAIN));
  const missing = FLAGS.filter((flag) => !spec.argv.includes(flag));
  if (missing.length)
    findings.push(
      wrong(
        what,
        `argv lacks ${missing.join(" and ")}: Stop may end the kernel, warnings reach the server.`,
        AGAIN,
      ),
    );
  if (spec.interrupt_mode !== "message")
    findings.push(
      wrong(
        what,
        `interrupt_mode is ${JSON.stringify(spec.interrupt_mode ?? "signal")}, not "message": Stop may do nothing in VS Code and on Windows.`,
        AGAIN,
      ),
    );
  return findings;
}

export const mainOf = (spec: KernelSpec): string | undefined =>
  spec.argv.find((word) => /main\.js$/.test(word));
