import { badFile } from "../bytes/badFile.js";

/**
 * Reads numbers in cctbx's "base 256" form, in which Python pickles of flex arrays hold them (formats.md §2.3).
 * A number is a header byte (length + 1, the top bit its sign) and bytes of magnitude; zero is the byte 0 alone.
 */
export class Base256Reader {
  readonly #bytes: Uint8Array;
  /** What error messages call the bytes. */
  readonly name: string;
  #at = 0;

  /** `name` is for error messages; bytes are counted from the start of `bytes`. */
  constructor(bytes: Uint8Array, name: string) {
    this.#bytes = bytes;
    this.name = name;
  }

  get offset(): number {
    return this.#at;
  }

  get remaining(): number {
    return this.#bytes.length - this.#at;
  }

  /** The error of a bad value just read. */
  bad(what: string): Error {
    return badFile(this.name, this.#at, what);
  }

  /** Moves to a place once passed. */
  seek(offset: number): void {
    this.#at = offset;
  }

  /** Another reader of the same bytes. */
  fork(): Base256Reader {
    return new Base256Reader(this.#bytes, this.name);
  }

  /** Where the bytes end must be where the reader is. */
  end(): void {
    if (this.remaining > 0)
      throw badFile(this.name, this.#at, `${this.remaining} bytes follow the last value`);
  }

  /** Unsigned whole number, up to 2^53−1. */
  uint(): number {
    const at = this.#at;
    const value = this.#whole();
    if (value < 0) throw badFile(this.name, at, `the count ${value} is negative`);
    return value;
  }

  /** A count of items of at least `least` bytes each, checked against what is left. */
  count(least: number): number {
    const at = this.#at;
    const count = this.uint();
    if (count * least > this.remaining)
      throw badFile(this.name, at, `${count} values are announced, but only ${this.remaining} bytes follow`);
    return count;
  }

  /** Signed whole number of 32 bits. */
  int(): number {
    const at = this.#at;
    const value = this.#whole();
    if (value !== (value | 0)) throw badFile(this.name, at, `${value} does not fit 32 bits`);
    return value;
  }

  /**
   * DIALS writes NaN and infinities as eight zero digits, which it reads back, and so do we, as 0.
   * Else ±m·2^e with m = Σ digitᵢ·256^−(i+1), most significant digit first, e a whole number
   * after the digits.
   */
  double(): number {
    const at = this.#at;
    const head = this.#byte();
    const digits = (head & 0x7f) - 1;
    if (digits < 0) return 0;
    if (digits > 8)
      throw badFile(
        this.name,
        at,
        `a floating-point number of ${digits} digits, but 8 are the most there are`,
      );
    if (digits > this.remaining) throw this.#short(at);
    let mantissa = 0;
    for (let i = digits - 1; i >= 0; i--) mantissa = (mantissa + this.#bytes[this.#at + i]!) / 256;
    this.#at += digits;
    const exponent = this.#whole();
    const value = scale(mantissa, exponent);
    if (value === Number.POSITIVE_INFINITY)
      throw badFile(
        this.name,
        at,
        `a floating-point number with the exponent ${exponent}, but 1024 is the most there is`,
      );
    return head & 0x80 ? -value : value;
  }

  /** The next bytes as they are: a view. */
  raw(length: number): Uint8Array {
    if (length > this.remaining) throw this.#short(this.#at);
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  /** Steps over `count` whole numbers. */
  skipInts(count: number): void {
    for (let i = 0; i < count; i++) this.#at += Math.max(1, this.#peek() & 0x7f);
    if (this.#at > this.#bytes.length) throw this.#short(this.#bytes.length);
  }

  /** Steps over `count` floating-point numbers. */
  skipDoubles(count: number): void {
    for (let i = 0; i < count; i++) {
      const length = this.#peek() & 0x7f;
      this.#at += Math.max(1, length);
      if (length > 0) this.#at += Math.max(1, this.#peek() & 0x7f);
    }
    if (this.#at > this.#bytes.length) throw this.#short(this.#bytes.length);
  }

  #whole(): number {
    const at = this.#at;
    const head = this.#byte();
    const length = (head & 0x7f) - 1;
    if (length < 0) return 0;
    if (length > 8)
      throw badFile(this.name, at, `a whole number of ${length} bytes, but 8 are the most there are`);
    if (length > this.remaining) throw this.#short(at);
    let value = 0;
    for (let i = length - 1; i >= 0; i--) value = value * 256 + this.#bytes[this.#at + i]!;
    this.#at += length;
    if (!Number.isSafeInteger(value))
      throw badFile(this.name, at, `the whole number ${value} is larger than 2^53`);
    return head & 0x80 ? -value : value;
  }

  #peek(): number {
    if (this.#at >= this.#bytes.length) throw this.#short(this.#at);
    return this.#bytes[this.#at]!;
  }

  #byte(): number {
    const byte = this.#peek();
    this.#at++;
    return byte;
  }

  #short(at: number): Error {
    return badFile(this.name, at, "the values end in the middle of one");
  }
}

/** m·2^e, in steps that neither overflow nor round on the way to a subnormal. */
function scale(mantissa: number, exponent: number): number {
  if (exponent > 1000) return mantissa * 2 ** 1000 * 2 ** Math.min(exponent - 1000, 1000);
  if (exponent < -1000) return mantissa * 2 ** Math.max(exponent + 1000, -1000) * 2 ** -1000;
  return mantissa * 2 ** exponent;
}
