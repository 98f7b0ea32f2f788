import { builtExtension, versionIn } from "ewald-widgets/install";
import { checkFolders, checkPackages, checkTunables } from "./checkMachine.js";
import { checkNode, checkProgram, checkWriters, findSpec, mainOf } from "./checkSpec.js";
import { type Finding, ok, wrong } from "./finding.js";
import { checkLab, checkListed, findJupyter } from "./jupyter.js";
import { VERSION } from "./spec.js";

export interface Question {
  /** The kernel's name. */
  name: string;
  /** The Jupyter to look at; the first in PATH where undefined. */
  jupyter: string | undefined;
  /** Leaves out what takes seconds: starting the kernel, asking JupyterLab. */
  quick: boolean;
}

/** Looks at everything between this Node and a running cell, the causes before what follows from them. */
export async function* examine({ name, jupyter: named, quick }: Question): AsyncGenerator<Finding> {
  yield ok("ewald-kernel", `${VERSION}, Node ${process.version}, ${process.platform} ${process.arch}`);
  const { jupyter, finding } = await findJupyter(named);
  yield finding;
  yield* checkFolders(jupyter.runtime);
  const { folder, spec, findings } = findSpec(jupyter.data, name);
  yield* findings;
  yield* checkTunables(spec?.env ?? {});
  if (folder && spec) {
    yield checkWriters(folder);
    if (jupyter.program) yield await checkListed(jupyter, name, folder);
    const [node = ""] = spec.argv;
    const nodeFinding = await checkNode(spec.argv);
    yield nodeFinding;
    const program = checkProgram(spec);
    yield* program;
    const main = mainOf(spec);
    const startable =
      nodeFinding.level === "ok" &&
      program.every(({ text }) => !/argv names|is not there|passes no/.test(text));
    if (startable && main) {
      const packages = await checkPackages(node, main);
      yield* packages;
      if (!quick && packages.every(({ level }) => level === "ok")) {
        const { checkStart } = await import("./probe.js");
        yield await checkStart(spec);
      }
    }
  }
  const extension = builtExtension();
  if (!extension)
    yield wrong(
      "Lab extension",
      "ewald-widgets holds no lab extension to install.",
      "npm run build, in a checkout of Ewald",
    );
  else if (jupyter.program && !quick) yield await checkLab(jupyter, versionIn(extension) ?? "?");
}

const signs = { ok: "✓", note: "·", warning: "!", error: "✗" };

/** Prints what is found, each thing as it is known; resolves to the exit code: 1 where something is an error. */
export async function doctor({ json, ...question }: Question & { json: boolean }): Promise<number> {
  const all: Finding[] = [];
  for await (const finding of examine(question)) {
    all.push(finding);
    if (json) continue;
    process.stdout.write(`${signs[finding.level]} ${finding.check}: ${finding.text}\n`);
    if (finding.mend) process.stdout.write(`    → ${finding.mend}\n`);
  }
  const count = (level: Finding["level"]) => all.filter((one) => one.level === level).length;
  const errors = count("error");
  if (json) process.stdout.write(`${JSON.stringify(all, null, 2)}\n`);
  else {
    const warnings = count("warning");
    const found = [errors && `${errors} wrong`, warnings && `${warnings} doubtful`]
      .filter(Boolean)
      .join(", ");
    process.stdout.write(found ? `\n${found}.\n` : "\nAll is well.\n");
  }
  return errors ? 1 : 0;
}
