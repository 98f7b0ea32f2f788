import type { Header } from "./message.js";

type Publish = (origin: Header, name: string, text: string) => void;

const FLUSH_MS = 10;
const LARGEST = 1 << 20;

/**
 * Gathers what cells print into few messages without changing its order: text of one cell and one stream is
 * joined until the timer, another stream, another cell, or any other output of the kernel comes.
 */
export class Streams {
  readonly #publish: Publish;
  #pending: { origin: Header; name: string; parts: string[]; length: number } | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(publish: Publish) {
    this.#publish = publish;
  }

  write(origin: Header, name: string, text: string): void {
    if (this.#pending && (this.#pending.origin !== origin || this.#pending.name !== name)) this.flush();
    this.#pending ??= { origin, name, parts: [], length: 0 };
    this.#pending.parts.push(text);
    this.#pending.length += text.length;
    if (this.#pending.length > LARGEST) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), FLUSH_MS);
  }

  /** Publishes what is gathered; called before anything else is published. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const pending = this.#pending;
    this.#pending = undefined;
    if (pending) this.#publish(pending.origin, pending.name, pending.parts.join(""));
  }
}
