import { type HeaderReads, MiniCbfHeader } from "./miniCbfHeader.js";
import { MiniCbfLines } from "./miniCbfLines.js";

interface Made {
  readonly made: unknown;
  readonly reads: HeaderReads;
  /** What else it was made of. */
  readonly rest: string;
}

/**
 * What is known of the miniCBF files of a series as their headers are read one after another: most lines are those of the file
 * before, and models that would be the same are made once and shared.
 */
export class MiniCbfSeries {
  #lines: MiniCbfLines | undefined;
  readonly #made = new Map<string, Made>();

  /** The header of the next file, all text before its data. */
  header(file: string, text: string): MiniCbfHeader {
    const changed = this.#lines?.changes(text);
    if (this.#lines && changed) return new MiniCbfHeader(file, this.#lines, changed);
    return new MiniCbfHeader(file, (this.#lines = new MiniCbfLines(text)));
  }

  /**
   * What `make` makes of a header: that of the last header, if all that was asked of it is the same in this one, and `rest`, which is
   * what else goes into it, too.
   */
  shared<T>(name: string, header: MiniCbfHeader, rest: string, make: () => T): T {
    const known = this.#made.get(name);
    if (known?.rest === rest && header.says(known.reads)) return known.made as T;
    const { made, reads } = header.recorded(make);
    this.#made.set(name, { made, reads, rest });
    return made;
  }
}
