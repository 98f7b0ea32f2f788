/** Turns the text that protocol-0 pickles are written in into values. `bad` makes the error to throw. */
type Bad = (what: string) => Error;

/** A whole number in decimal digits; a bigint beyond 2^53. */
export function wholeFromText(text: string, bad: Bad): number | bigint {
  if (!/^[+-]?\d{1,400}$/.test(text)) throw bad("a whole number is not written in decimal digits");
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : BigInt(text.replace("+", ""));
}

/** A floating-point number as Python's repr writes it. */
export function doubleFromText(text: string, bad: Bad): number {
  const special: Record<string, number> = { nan: Number.NaN, inf: Infinity, "-inf": -Infinity };
  if (text in special) return special[text]!;
  const value = Number(text);
  if (text.trim() === "" || Number.isNaN(value)) throw bad("a number is not written as Python writes one");
  return value;
}

/** Little-endian two's complement; a bigint beyond 2^53. */
export function longFromBytes(bytes: Uint8Array): number | bigint {
  let value = 0n;
  for (let i = bytes.length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i]!);
  if (bytes.length > 0 && bytes.at(-1)! >= 0x80) value -= 1n << BigInt(8 * bytes.length);
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** Text in Python's raw-unicode-escape: Latin-1 with \\uXXXX and \\UXXXXXXXX for the rest. */
export function rawUnicode(text: string): string {
  return text.replace(
    /\\(?:u([0-9a-fA-F]{4})|U00([01][0-9a-fA-F]{5}))/g,
    (all, short?: string, long?: string) => {
      const point = Number.parseInt(short ?? long ?? "", 16);
      return point <= 0x10ffff ? String.fromCodePoint(point) : all;
    },
  );
}

const code = (letter: string): number => letter.charCodeAt(0);
const backslash = code("\\");

/** What a letter after a backslash stands for. */
const escapes = new Int16Array(256).fill(-1);
for (const [letter, value] of Object.entries({ n: 10, t: 9, r: 13, a: 7, b: 8, f: 12, v: 11 }))
  escapes[code(letter)] = value;
for (const letter of ["\\", "'", '"']) escapes[code(letter)] = code(letter);

/** Value of a hexadecimal digit, −1 for other characters. */
const hexDigits = new Int16Array(256).fill(-1);
for (let digit = 0; digit < 16; digit++) {
  hexDigits[code(digit.toString(16))] = digit;
  hexDigits[code(digit.toString(16).toUpperCase())] = digit;
}

/** The bytes of a Python-2 string written as its repr: quotes, and backslash escapes \n \t \r \\ \' \xNN. */
export function pythonString(text: Uint8Array, bad: Bad): Uint8Array {
  const last = text.length - 1;
  const quote = text[0];
  if (last < 1 || (quote !== code("'") && quote !== code('"')) || text[last] !== quote)
    throw bad("a string is not in quotes");
  const bytes = new Uint8Array(last - 1);
  let length = 0;
  for (let i = 1; i < last; ) {
    const byte = text[i]!;
    if (byte !== backslash) {
      bytes[length++] = byte;
      i++;
      continue;
    }
    const letter = text[i + 1]!;
    if (letter === 0x78) {
      const value = i + 3 < last ? (hexDigits[text[i + 2]!]! << 4) | hexDigits[text[i + 3]!]! : -1;
      if (value < 0) throw bad("a string has an unknown backslash escape");
      bytes[length++] = value;
      i += 4;
    } else {
      if (i + 1 >= last || escapes[letter]! < 0) throw bad("a string has an unknown backslash escape");
      bytes[length++] = escapes[letter]!;
      i += 2;
    }
  }
  return bytes.subarray(0, length);
}
