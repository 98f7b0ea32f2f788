#!/usr/bin/env node
import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import {
  dataDirectory,
  InstallError,
  installExtension,
  optionalValue,
  uninstallExtension,
} from "ewald-widgets/install";
import { DISPLAY_NAME, installInto, NAME, ourKernels, uninstallFrom, VERSION } from "./install/spec.js";

export { installInto, type KernelSpec, kernelSpec } from "./install/spec.js";

const USAGE = `The Jupyter kernel TypeScript (Ewald), ${VERSION}

usage: ewald-kernel install   [place] [--name NAME] [--display-name TEXT] [--no-lab-extension]
       ewald-kernel uninstall [place] [--name NAME]
       ewald-kernel doctor    [--jupyter PROGRAM] [--name NAME] [--quick] [--json]

place: --user                        for you alone, in every Jupyter you start (the default)
       --prefix DIR                  in DIR/share/jupyter
       --sys-prefix [PYTHON_OR_DIR]  in a Python environment: the one given, or the active one

doctor says what keeps the kernel from working and what mends it; with --quick without starting it.
`;

const options = {
  user: { type: "boolean" },
  prefix: { type: "string" },
  "sys-prefix": { type: "string" },
  name: { type: "string", default: NAME },
  "display-name": { type: "string", default: DISPLAY_NAME },
  "no-lab-extension": { type: "boolean" },
  jupyter: { type: "string" },
  json: { type: "boolean" },
  quick: { type: "boolean" },
  help: { type: "boolean", short: "h" },
  version: { type: "boolean" },
} as const;

const common = ["name", "help", "version"];
const place = ["user", "prefix", "sys-prefix"];
const allowed: Record<string, readonly string[]> = {
  install: [...common, ...place, "display-name", "no-lab-extension"],
  uninstall: [...common, ...place],
  doctor: [...common, "jupyter", "json", "quick"],
};

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: optionalValue(args), options, allowPositionals: true, tokens: true });
  } catch (error) {
    throw new InstallError(`${(error as Error).message.split(". ")[0]}.`);
  }
}

const say = (line: string) => process.stdout.write(`${line}\n`);

async function command(args: readonly string[]): Promise<number> {
  const { values, positionals, tokens } = parse(args);
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  if (values.version) {
    say(VERSION);
    return 0;
  }
  const [verb = "", ...rest] = positionals;
  const fits = allowed[verb];
  if (!fits) {
    process.stderr.write(verb ? `ewald-kernel: there is no command ${verb}.\n\n${USAGE}` : USAGE);
    return 2;
  }
  if (rest.length) throw new InstallError(`${verb} takes no argument ${rest.join(" ")}.`);
  for (const token of tokens)
    if (token.kind === "option" && !fits.includes(token.name))
      throw new InstallError(`${verb} has no option ${token.rawName}.`);

  const name = values.name.toLowerCase();
  if (verb === "doctor") {
    const { doctor } = await import("./install/doctor.js");
    return doctor({
      name,
      jupyter: values.jupyter,
      json: values.json === true,
      quick: values.quick === true,
    });
  }
  const data = dataDirectory({ user: values.user, prefix: values.prefix, sysPrefix: values["sys-prefix"] });
  if (verb === "install") {
    const folder = installInto(data, { name, displayName: values["display-name"] });
    say(`Installed the kernel ${values["display-name"]} in ${folder}`);
    if (values["no-lab-extension"]) return 0;
    const extension = installExtension(data, "ewald-kernel");
    say(
      extension
        ? `Installed the lab extension ewald-widgets in ${extension}`
        : "ewald-widgets holds no lab extension: figures will be static in JupyterLab.",
    );
    return 0;
  }
  say(`Removed ${uninstallFrom(data, name)}`);
  const extension = ourKernels(data).length === 0 ? uninstallExtension(data, "ewald-kernel") : undefined;
  if (extension) say(`Removed ${extension}`);
  return 0;
}

/** The command line. Resolves to the exit code: 0 done, 1 refused or something found wrong, 2 no such command. */
export async function installCommand(args: readonly string[]): Promise<number> {
  try {
    return await command(args);
  } catch (error) {
    if (!(error instanceof InstallError)) throw error;
    process.stderr.write(`ewald-kernel: ${error.message}\n`);
    return 1;
  }
}

if (process.argv[1] !== undefined && fileURLToPath(import.meta.url) === realpathSync(process.argv[1])) {
  process.exitCode = await installCommand(process.argv.slice(2));
}
