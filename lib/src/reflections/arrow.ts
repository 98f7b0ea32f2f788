import type { ToArqueroOptions } from "./arquero.js";
import type { TableContents } from "./tableParts.js";
export function toArrowIPC(_t: unknown, _o: ToArqueroOptions): Uint8Array {
  throw new Error("soon");
}
export function fromArrowIPC(_b: Uint8Array): TableContents {
  throw new Error("soon");
}
