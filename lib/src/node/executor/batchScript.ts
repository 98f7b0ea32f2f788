import type { SlurmSettings } from "./slurm.js";

/**
 * The script of a job array; its argument is the number of the submission. Beside what the task leaves, it leaves how it ended,
 * which the controlling process then need not ask the queue for.
 */
export function batchScript(folder: string, { node, launcher, setup }: SlurmSettings): string {
  return `#!/bin/bash
# A task of a job array of Ewald: works on its shards in this folder. Submitted anew it does what is not done.
folder=${quoted(folder)}
ended="$folder/ended/\${1}_$SLURM_ARRAY_TASK_ID"
rm -f "$ended"
${setup.map((line) => `${line}\n`).join("")}${quoted(node)} ${quoted(launcher)} "$folder" "$1"
code=$?
echo "$code $(hostname)" > "$ended.part" && mv "$ended.part" "$ended"
exit $code
`;
}

/** A word as bash takes it literally. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
