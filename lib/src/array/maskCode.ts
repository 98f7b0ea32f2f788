/**
 * Bits of a shoebox mask pixel, with DIALS' names and values (`dials.algorithms.shoebox.MaskCode`).
 * A pixel holds any sum of them; {@link FlexShoebox.countMaskValues} asks for pixels that hold every bit of a code.
 */
export const MaskCode = Object.freeze({
  /** Trusted: on the detector, not masked, within the trusted range. */
  Valid: 1,
  /** In the region background is estimated from. */
  Background: 2,
  /** In the reflection's own region. */
  Foreground: 4,
  /** Above the spot finder's threshold. */
  Strong: 8,
  /** Kept by the background model (a Background pixel that was not rejected as an outlier). */
  BackgroundUsed: 16,
  /** Claimed by a neighbouring reflection too. */
  Overlapped: 32,
} as const);

/** Name of one {@link MaskCode} bit. */
export type MaskCodeName = keyof typeof MaskCode;
