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
} from "./install/index.js";
import { VERSION } from "./shared/protocol.js";

const USAGE = `The JupyterLab extension that draws Ewald's figures and views, ${VERSION}

usage: ewald-widgets install   [place]
       ewald-widgets uninstall [place]

place: --user                        for you alone, in every Jupyter you start (the default)
       --prefix DIR                  in DIR/share/jupyter
       --sys-prefix [PYTHON_OR_DIR]  in a Python environment: the one given, or the active one

Views need Jupyter's widget manager too: pip install ipywidgets, in the environment of JupyterLab.
`;

const options = {
  user: { type: "boolean" },
  prefix: { type: "string" },
  "sys-prefix": { type: "string" },
  help: { type: "boolean", short: "h" },
  version: { type: "boolean" },
} as const;

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: optionalValue(args), options, allowPositionals: true });
  } catch (error) {
    throw new InstallError(`${(error as Error).message.split(". ")[0]}.`);
  }
}

const say = (line: string) => process.stdout.write(`${line}\n`);

function command(args: readonly string[]): number {
  const { values, positionals } = parse(args);
  if (values.help || values.version) {
    process.stdout.write(values.help ? USAGE : `${VERSION}\n`);
    return 0;
  }
  const [verb = "", ...rest] = positionals;
  if (verb !== "install" && verb !== "uninstall") {
    process.stderr.write(verb ? `ewald-widgets: there is no command ${verb}.\n\n${USAGE}` : USAGE);
    return 2;
  }
  if (rest.length) throw new InstallError(`${verb} takes no argument ${rest.join(" ")}.`);
  const data = dataDirectory({ user: values.user, prefix: values.prefix, sysPrefix: values["sys-prefix"] });
  const folder =
    verb === "install" ? installExtension(data, "ewald-widgets") : uninstallExtension(data, "ewald-widgets");
  if (!folder)
    throw new InstallError(
      verb === "install"
        ? "This package holds no lab extension: build it first (npm run build)."
        : `There is no lab extension of ewald-widgets' own in ${data}; one that came with the kernel is removed by ewald-kernel uninstall.`,
    );
  say(verb === "install" ? `Installed the lab extension in ${folder}` : `Removed ${folder}`);
  return 0;
}

/** The command line. Returns the exit code: 0 done, 1 refused, 2 no such command. */
export function installCommand(args: readonly string[]): number {
  try {
    return command(args);
  } catch (error) {
    if (!(error instanceof InstallError)) throw error;
    process.stderr.write(`ewald-widgets: ${error.message}\n`);
    return 1;
  }
}

if (process.argv[1] !== undefined && fileURLToPath(import.meta.url) === realpathSync(process.argv[1])) {
  process.exitCode = installCommand(process.argv.slice(2));
}
