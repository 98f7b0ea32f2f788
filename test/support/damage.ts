// Damage to the bytes of a file, as fast-check's arbitraries: bits, cuts, pieces gone or doubled, other numbers in text.
import fc from "fast-check";

export type Damage = (bytes: Uint8Array) => Uint8Array;

const part = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
/** Most places are near the start, where the headers are. */
const place = (head: number) =>
  fc.tuple(fc.nat(3), part).map(
    ([where, x]) =>
      (length: number) =>
        Math.floor(x * (where > 0 ? Math.min(head, length) : length)),
  );

const join = (...parts: Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(parts));

/** One to four changes of a file whose header ends about byte `head`. */
export function damage(head: number): fc.Arbitrary<Damage[]> {
  const at = place(head);
  const flip = fc.tuple(at, fc.nat(7)).map(
    ([where, bit]): Damage =>
      (bytes) => {
        if (bytes.length > 0) bytes[where(bytes.length)]! ^= 1 << bit;
        return bytes;
      },
  );
  const cut = at.map(
    (where): Damage =>
      (bytes) =>
        bytes.slice(0, where(bytes.length)),
  );
  const remove = fc.tuple(at, fc.integer({ min: 1, max: 80 })).map(
    ([where, n]): Damage =>
      (bytes) => {
        const from = where(bytes.length);
        return join(bytes.subarray(0, from), bytes.subarray(from + n));
      },
  );
  const repeat = fc.tuple(at, at, fc.integer({ min: 1, max: 300 })).map(
    ([from, to, n]): Damage =>
      (bytes) => {
        const [a, b] = [from(bytes.length), to(bytes.length)];
        return join(bytes.subarray(0, b), bytes.subarray(a, a + n), bytes.subarray(b));
      },
  );
  const stretch = fc
    .tuple(
      at,
      fc.constantFrom("0", "9", "-", " ", "\n", "\n;\n", "'", "_", ".", "\x80", "\0"),
      fc.constantFrom(1, 40, 5000),
    )
    .map(
      ([where, text, times]): Damage =>
        (bytes) => {
          const from = where(bytes.length);
          return join(
            bytes.subarray(0, from),
            Buffer.from(text.repeat(times), "latin1"),
            bytes.subarray(from),
          );
        },
    );
  // The first number at or after a place becomes another one.
  const number = fc
    .tuple(
      at,
      fc.constantFrom(
        "0",
        "-1",
        "1e999",
        "NaN",
        "2147483648",
        "4294967296",
        "99999999999999",
        "1073741824",
        ".",
      ),
    )
    .map(
      ([where, text]): Damage =>
        (bytes) => {
          const digit = (i: number) => bytes[i]! >= 0x30 && bytes[i]! <= 0x39;
          let from = where(bytes.length);
          while (from < bytes.length && !digit(from)) from++;
          let to = from;
          while (to < bytes.length && digit(to)) to++;
          return join(bytes.subarray(0, from), Buffer.from(text), bytes.subarray(to));
        },
    );
  const one = fc.oneof(
    { weight: 4, arbitrary: flip },
    { weight: 1, arbitrary: cut },
    { weight: 2, arbitrary: remove },
    { weight: 1, arbitrary: repeat },
    { weight: 2, arbitrary: stretch },
    { weight: 4, arbitrary: number },
  );
  return fc.array(one, { minLength: 1, maxLength: 4 });
}
