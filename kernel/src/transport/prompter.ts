import { flag, type Message, text } from "./message.js";
import type { Outgoing } from "./outgoing.js";

type Answer = { value: string } | { refused: string };

/** Asks the person before the notebook for a line of text, for the cell that runs, one question at a time. */
export class Prompter {
  readonly #outgoing: Outgoing;
  #cell: { origin: number; request: Message } | undefined;
  #asked: Promise<unknown> = Promise.resolve();
  #answer: ((answer: Answer) => void) | undefined;

  constructor(outgoing: Outgoing) {
    this.#outgoing = outgoing;
  }

  /** From here on questions of `origin` go to whoever sent `request`. */
  begin(origin: number, request: Message): void {
    this.#cell = { origin, request };
  }

  /** The cell has ended, or was interrupted: what it still asks is withdrawn. */
  end(): void {
    this.#cell = undefined;
    this.#answer?.({ refused: "the cell ended before the question was answered" });
  }

  ask(origin: number, prompt: string, password: boolean): Promise<Answer> {
    const next = this.#asked.then(() => this.#ask(origin, prompt, password));
    this.#asked = next;
    return next;
  }

  /** An input_reply. */
  answered({ content }: Message): void {
    this.#answer?.({ value: text(content, "value") });
  }

  async #ask(origin: number, prompt: string, password: boolean): Promise<Answer> {
    const cell = this.#cell;
    if (cell?.origin !== origin)
      return { refused: "a cell can ask for input only while it runs; await the answer" };
    if (!flag(cell.request.content, "allow_stdin", false))
      return { refused: "this front end takes no input for cells (allow_stdin is false)" };
    this.#outgoing.reply("stdin", cell.request, "input_request", { prompt, password });
    const answer = await new Promise<Answer>((resolve) => {
      this.#answer = resolve;
    });
    this.#answer = undefined;
    return answer;
  }
}
