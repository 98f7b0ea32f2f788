const M = 0x5bd1e995;

/** MurmurHash2 (32 bit, Austin Appleby) of the UTF-8 text: how Jupyter names the file of a cell by its text. */
export function murmur2(text: string, seed: number): number {
  const data = new TextEncoder().encode(text);
  const whole = data.length & ~3;
  let hash = seed ^ data.length;
  for (let at = 0; at < whole; at += 4) {
    const word =
      (data[at] as number) |
      ((data[at + 1] as number) << 8) |
      ((data[at + 2] as number) << 16) |
      ((data[at + 3] as number) << 24);
    let mixed = Math.imul(word, M);
    mixed ^= mixed >>> 24;
    hash = Math.imul(hash, M) ^ Math.imul(mixed, M);
  }
  if (whole < data.length) {
    for (let at = data.length - 1; at >= whole; at--) hash ^= (data[at] as number) << (8 * (at - whole));
    hash = Math.imul(hash, M);
  }
  hash ^= hash >>> 13;
  hash = Math.imul(hash, M);
  return (hash ^ (hash >>> 15)) >>> 0;
}
