import type { Pcg32 } from "../array/random.js";

/** A version-4 UUID of the generator's next 128 bits. */
export function uuid(random: Pcg32): string {
  const words = Array.from({ length: 4 }, () => random.nextUint32().toString(16).padStart(8, "0")).join("");
  const variant = "89ab"[Number.parseInt(words[16]!, 16) & 3]!;
  return [
    words.slice(0, 8),
    words.slice(8, 12),
    `4${words.slice(13, 16)}`,
    variant + words.slice(17, 20),
    words.slice(20),
  ].join("-");
}
