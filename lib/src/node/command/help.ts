import { asText } from "../../parameters/print.js";
import type { PhilScope } from "../../parameters/tree.js";
import type { Program } from "../../programs/defineProgram.js";

const optionHelp = `options:
  -c, --show-config     show the parameters and their values
  -a N, --attributes-level N
                        with the parameters show 0: values, 1: help,
                        2: all that is said of them, 3: also what is not said
  -e N, --expert-level N
                        show the parameters up to this expert level
  -h, --help            show this help; twice: with help of each parameter
  -v                    say more; may be repeated
  --phil FILE           read parameters from a file, "-" being standard input
  --name                the same as name=True, of a switch such as json
  name=value            set a parameter; any part of its name that fits no
                        other will do`;

/** The list of programs. */
export function commandHelp(programs: readonly Program[]): string {
  const width = Math.max(...programs.map(({ name }) => name.length));
  return [
    "usage: ewald PROGRAM [options] files name=value …",
    "",
    "programs:",
    ...programs.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    "",
    "options:",
    "  -h, --help         show this help; after a program its own",
    "  --version          show the version",
    "  --completion bash  print what makes bash complete programs and parameters",
  ].join("\n");
}

/** The parameters under the heading DIALS gives them. */
export function configText(master: PhilScope, attributesLevel: number, expertLevel: number): string {
  return [
    "Showing configuration parameters with:",
    `  attributes_level = ${attributesLevel}`,
    `  expert_level = ${expertLevel}`,
    "",
    asText(master, { attributesLevel, expertLevel }),
  ].join("\n");
}

export function programHelp(
  program: Program,
  master: PhilScope,
  attributesLevel: number,
  expertLevel: number,
): string {
  return [
    `usage: ewald ${program.name} ${program.usage}`,
    "",
    `${program.summary}.`,
    "",
    optionHelp,
    "",
    "examples:",
    ...program.examples.map((example) => `  ${example}`),
    "",
    configText(master, attributesLevel, expertLevel),
  ].join("\n");
}
