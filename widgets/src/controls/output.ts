import { control } from "./control.js";

/** One output as notebook files keep it. */
export type CellOutput =
  | { readonly output_type: "stream"; readonly name: "stdout" | "stderr"; readonly text: string }
  | { readonly output_type: "display_data"; readonly data: object; readonly metadata: object }
  | {
      readonly output_type: "error";
      readonly ename: string;
      readonly evalue: string;
      readonly traceback: readonly string[];
    };

export interface OutputValues {
  outputs: readonly CellOutput[];
}

/** What a kernel gives as `globalThis[Symbol.for("Jupyter.capture")]`: runs `body`, and tells `sink` what it prints and displays. */
type Capture = <Result>(
  sink: (type: string, content: Record<string, unknown>) => void,
  body: () => Result,
) => Result;

const PlainOutput = control<OutputValues>({
  name: "Output",
  module: "@jupyter-widgets/output",
  version: "1.0.0",
  state: { outputs: [] },
});

/**
 * A place for what cells print and display: `output.capture(() => console.log("here"))`. In plain Node, which does not
 * tell what is printed by whom, `capture` only calls.
 */
export class Output extends PlainOutput {
  /** Displays by id, so that updates find them. */
  readonly #displays = new Map<string, number>();
  #clearFirst = false;

  /** Calls `body`; what it prints and displays, also later, is shown here. Its errors are thrown on. */
  capture<Result>(body: () => Result): Result {
    const capture = (globalThis as unknown as Record<symbol, Capture | undefined>)[
      Symbol.for("Jupyter.capture")
    ];
    return capture ? capture((type, content) => this.#take(type, content), body) : body();
  }

  /** Whether what stands here goes when the next output comes. */
  get waits(): boolean {
    return this.#clearFirst;
  }

  /** Adds an output after the others. */
  append(output: CellOutput): void {
    if (this.#clearFirst) this.clear();
    const before = this.outputs;
    const last = before.at(-1);
    const joins =
      output.output_type === "stream" && last?.output_type === "stream" && last.name === output.name;
    this.outputs = joins
      ? [...before.slice(0, -1), { ...output, text: last.text + output.text }]
      : [...before, output];
  }

  /** Takes all away; with `wait`, only when the next comes, so that nothing flickers. */
  clear({ wait = false }: { wait?: boolean } = {}): void {
    this.#clearFirst = wait;
    if (wait) return;
    this.#displays.clear();
    this.outputs = [];
  }

  #take(type: string, content: Record<string, unknown>): void {
    const { transient, ...rest } = content;
    const id = (transient as { display_id?: string } | undefined)?.display_id;
    if (type === "clear_output") this.clear({ wait: content.wait === true });
    else if (type === "update_display_data") {
      const place = id === undefined ? undefined : this.#displays.get(id);
      if (place !== undefined)
        this.outputs = this.outputs.with(place, { ...rest, output_type: "display_data" } as CellOutput);
    } else {
      this.append({ ...rest, output_type: type } as unknown as CellOutput);
      if (id !== undefined) this.#displays.set(id, this.outputs.length - 1);
    }
  }
}
