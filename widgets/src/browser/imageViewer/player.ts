/** Shows one image after the other at a rate, each when the one before is there: a slow link slows the play, it does not pile up. */
export class Player {
  readonly #step: () => Promise<boolean>;
  readonly #rate: () => number;
  readonly #onChange: () => void;
  #run: AbortController | undefined;

  /** `step` shows the next image, and tells whether there was one; `rate`: images per second. */
  constructor(step: () => Promise<boolean>, rate: () => number, onChange: () => void, signal: AbortSignal) {
    this.#step = step;
    this.#rate = rate;
    this.#onChange = onChange;
    signal.addEventListener("abort", () => this.#run?.abort(), { once: true });
  }

  get playing(): boolean {
    return this.#run !== undefined;
  }

  stop(): void {
    if (!this.#run) return;
    this.#run.abort();
    this.#run = undefined;
    this.#onChange();
  }

  start(): void {
    if (this.#run) return;
    const run = (this.#run = new AbortController());
    this.#onChange();
    void this.#play(run.signal).finally(() => {
      if (this.#run === run) this.stop();
    });
  }

  async #play(signal: AbortSignal): Promise<void> {
    let due = performance.now();
    while (!signal.aborted) {
      due = Math.max(due + 1000 / this.#rate(), performance.now());
      if (!(await this.#step()) || signal.aborted) return;
      await wait(due - performance.now(), signal);
    }
  }
}

/** At least until the browser has drawn. */
const wait = (ms: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, Math.max(0, ms));
    signal.addEventListener(
      "abort",
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
