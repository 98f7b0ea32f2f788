import type { Header } from "./message.js";

const KEPT = 20_000;

/** Numbers for the messages that cause output, by which the main thread names them. */
export class Origins {
  readonly #headers = new Map<number, Header>();
  #last = 0;

  add(header: Header): number {
    this.#headers.set(++this.#last, header);
    if (this.#headers.size > KEPT) this.#headers.delete(this.#headers.keys().next().value as number);
    return this.#last;
  }

  /** The message output belongs to; the newest if its own is forgotten or unknown. */
  header(origin: number): Header | undefined {
    return this.#headers.get(origin) ?? this.#headers.get(this.#last);
  }
}
