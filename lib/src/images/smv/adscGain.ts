import type { SmvHeader } from "./smvHeader.js";

/** Models of detectors by serial number, as far as they are known (dxtbx: FormatSMVADSCSN). */
const models = new Map<number, string>([
  ...[402, 414, 429].map((serial) => [serial, "Q4"] as const),
  [401, "Q4U"],
  ...[423, 428].map((serial) => [serial, "Q4R"] as const),
  ...[441, 442, 443, 444, 445, 446, 447, 448, 901].map((serial) => [serial, "Q210"] as const),
  [457, "Q210R"],
  ...[471, 472, 474].map((serial) => [serial, "Q270"] as const),
  ...[905, 913, 925].map((serial) => [serial, "Q315"] as const),
  ...[907, 917, 923, 926, 928, 931, 933].map((serial) => [serial, "Q315R"] as const),
]);

/** Models by side, px, and pixel size, mm; those of binned pixels say so. */
const bySize: readonly (readonly [side: number, pixel: number, model: string, binned: boolean])[] = [
  [2304, 0.0816, "Q4", false],
  [4096, 0.0512, "Q210", false],
  [2048, 0.1024, "Q210", true],
  [6144, 0.0512, "Q315", false],
  [3072, 0.1024, "Q315", true],
  [4168, 0.0648, "Q270", false],
  [2084, 0.0324, "Q270", true],
];

/**
 * Counts per photon: GAIN of the header, else by the model, told by serial number or size. dxtbx's values, from data sheets and
 * experience, good to 20 %: Q270 2.8, Q4 1.25, an "R" binned in hardware 1.8, other CCDs 2.4, unknown ones 1.
 */
export function adscGain(header: SmvHeader, serial: number | undefined): number {
  if (header.has("GAIN")) return header.number("GAIN");
  let model = serial === undefined ? undefined : models.get(serial);
  let binned = !/^none$/i.test(header.get("BIN") ?? "none");
  if (model === undefined) {
    const [fast, slow] = [header.number("SIZE1"), header.number("SIZE2")];
    const pixel = header.number("PIXEL_SIZE");
    const known = bySize.find(([side, size]) => side === fast && side === slow && size === pixel);
    if (!known) return 1;
    model = known[2];
    binned ||= known[3];
  }
  if (model.startsWith("Q270")) return 2.8;
  if (model.startsWith("Q4")) return 1.25;
  return binned && header.get("BIN_TYPE") === "HW" && model.endsWith("R") ? 1.8 : 2.4;
}
