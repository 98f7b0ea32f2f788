import { EwaldError } from "../../error.js";
import { joinPath, type PhilScope } from "../../parameters/tree.js";
import type { Program } from "../../programs/defineProgram.js";
import { switches } from "./commandLine.js";

interface Parameter {
  readonly path: string;
  readonly values: readonly string[];
}

function parametersOf(scope: PhilScope, parent = ""): Parameter[] {
  return scope.objects.flatMap((object) => {
    const path = joinPath(parent, object.name);
    if (object.disabled) return [];
    if (object.kind === "scope") return parametersOf(object, path);
    const { type, words } = object;
    const values = type?.name === "bool" ? ["True", "False"] : (type?.alternatives?.(words) ?? []);
    return [{ path, values }];
  });
}

/** Text in single quotes for bash. */
const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

/**
 * A bash script that completes programs, options, parameter names and the values of choices; everything else
 * is completed as file names.
 */
export function completionScript(
  shell: string,
  programs: readonly Program[],
  master: (p: Program) => PhilScope,
): string {
  if (shell !== "bash")
    throw new EwaldError("unsupported", `There is no completion for ${shell}; bash would work.`);
  const names = programs.map(({ name }) => name).join(" ");
  const cases = programs.map((program) => {
    const parameters = parametersOf(master(program));
    const words = parameters.map(({ path }) => `${path}=`).join(" ");
    const values = parameters
      .filter((parameter) => parameter.values.length > 0)
      .map((parameter) => `        ${parameter.path}) values=${quoted(parameter.values.join(" "))} ;;`);
    const options = switches(master(program)).map((name) => `--${name}`);
    return `    ${program.name})
      words=${quoted(words)}
      switches=${quoted(options.join(" "))}
      case "$name" in
${values.join("\n")}
      esac ;;`;
  });
  return `# bash completion of ewald; use: source <(ewald --completion bash)
_ewald() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" name="" words="" values="" switches="" isValue=0 found
  # bash cuts name=value into three words
  if [[ "$cur" == "=" ]]; then
    name="\${COMP_WORDS[COMP_CWORD-1]}"; cur=""; isValue=1
  elif (( COMP_CWORD > 1 )) && [[ "\${COMP_WORDS[COMP_CWORD-1]}" == "=" ]]; then
    name="\${COMP_WORDS[COMP_CWORD-2]}"; isValue=1
  fi
  COMPREPLY=()
  if (( COMP_CWORD == 1 )); then
    COMPREPLY=( $(compgen -W ${quoted(`${names} --help --version --completion`)} -- "$cur") )
    return
  fi
  # a file of parameters: bash itself looks for files
  [[ "\${COMP_WORDS[COMP_CWORD-1]}" == --phil ]] && return 0
  case "\${COMP_WORDS[1]}" in
${cases.join("\n")}
  esac
  if (( isValue )); then
    COMPREPLY=( $(compgen -W "$values" -- "$cur") )
  elif [[ "$cur" == -* ]]; then
    COMPREPLY=( $(compgen -W "--help --show-config --attributes-level --expert-level --phil --verbose $switches" -- "$cur") )
  elif [[ -n "$cur" ]]; then
    COMPREPLY=( $(compgen -W "$words" -- "$cur") )
    if (( \${#COMPREPLY[@]} > 0 )); then
      # files that begin so too; without any parameter bash itself looks for files
      while IFS= read -r found; do
        COMPREPLY+=( "$(printf '%q' "$found")" )
      done < <(compgen -f -- "$cur")
    elif [[ -z "$(compgen -f -- "$cur")" ]]; then
      # any part of a name that fits one parameter only
      for found in $words; do
        [[ "$found" == *"$cur"* ]] && COMPREPLY+=( "$found" )
      done
      (( \${#COMPREPLY[@]} == 1 )) || COMPREPLY=()
    fi
    [[ \${#COMPREPLY[@]} == 1 && "\${COMPREPLY[0]}" == *= ]] && compopt -o nospace
  fi
  return 0
}
complete -o default -o bashdefault -F _ewald ewald
`;
}
