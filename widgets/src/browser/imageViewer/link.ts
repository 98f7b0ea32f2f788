/** Milliseconds on the way above which a link is slow: an overview is worth asking for first, and pixels are worth packing. */
const slow = 300;

/**
 * What is known of the way from the kernel: whether it is slow, and whether whole images come sooner unpacked, as they do where kernel
 * and browser are on one machine.
 */
export class Link {
  /** Milliseconds a whole image was on its way lately, packed and unpacked; unpacking is part of it. */
  #packed = Number.POSITIVE_INFINITY;
  #plain: number | undefined;

  /** Notes how long a whole image was on its way. */
  took(ms: number, plain: boolean): void {
    if (plain) this.#plain = this.#plain === undefined ? ms : (this.#plain + ms) / 2;
    else this.#packed = Number.isFinite(this.#packed) ? (this.#packed + ms) / 2 : ms;
  }

  /** Nothing is known at first: then it is taken for slow. */
  get isSlow(): boolean {
    return Math.min(this.#packed, this.#plain ?? Number.POSITIVE_INFINITY) > slow;
  }

  /** Whether whole images are to come unpacked: tried once where packed ones come quickly. */
  get plain(): boolean {
    return this.#plain === undefined ? this.#packed <= slow : this.#plain < this.#packed;
  }
}
