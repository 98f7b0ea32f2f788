import { EwaldError } from "../error.js";

/**
 * What has happened to a reflection: bits of the `flags` column, by DIALS' names and values. The last five are
 * composites of others.
 */
export const Flag = Object.freeze({
  /** Predicted by the experimental model. */
  predicted: 1,
  /** Found on the images. */
  observed: 2,
  /** Given a Miller index. */
  indexed: 4,
  /** Used in the refinement of the model. */
  used_in_refinement: 8,
  /** Found by spot finding. */
  strong: 32,
  /** Used to learn the reference profiles. */
  reference_spot: 64,
  /** Not to be integrated. */
  dont_integrate: 128,
  /** Integrated by summation. */
  integrated_sum: 256,
  /** Integrated by profile fitting. */
  integrated_prf: 512,
  /** Holds a pixel above the trusted range. */
  overloaded: 1024,
  /** Its background overlaps a neighbour. */
  overlapped_bg: 2048,
  /** Its foreground overlaps a neighbour. */
  overlapped_fg: 4096,
  /** Lies in a powder ring, as of ice. */
  in_powder_ring: 8192,
  /** Its foreground holds pixels that are not valid. */
  foreground_includes_bad_pixels: 16384,
  /** Its background holds pixels that are not valid. */
  background_includes_bad_pixels: 32768,
  /** Used in modelling the profiles. */
  used_in_modelling: 65536,
  /** Its centroid is an outlier to the refined model. */
  centroid_outlier: 131072,
  /** Modelling its background failed. */
  failed_during_background_modelling: 262144,
  /** Summation failed. */
  failed_during_summation: 524288,
  /** Profile fitting failed. */
  failed_during_profile_fitting: 1048576,
  /** Not fit to be a reference spot. */
  bad_reference: 2097152,
  /** Left out of scaling by the user. */
  user_excluded_in_scaling: 4194304,
  /** Outlier among its equivalents in scaling. */
  outlier_in_scaling: 8388608,
  /** Left out of scaling. */
  excluded_for_scaling: 16777216,
  /** Left out of refinement. */
  excluded_for_refinement: 33554432,
  /** Scaled. */
  scaled: 67108864,
  /** Not fit for refinement (DIALS 3.24 and later). */
  not_suitable_for_refinement: 134217728,

  /** integrated_sum and integrated_prf. */
  integrated: 768,
  /** foreground_includes_bad_pixels and background_includes_bad_pixels. */
  includes_bad_pixels: 49152,
  /** Bits 10 to 15: overloaded to background_includes_bad_pixels. */
  bad_shoebox: 64512,
  /** The same as bad_shoebox. */
  bad_spot: 64512,
  /** user_excluded_in_scaling, outlier_in_scaling and excluded_for_scaling. */
  bad_for_scaling: 29360128,
  /** centroid_outlier and excluded_for_refinement, as in DIALS 3.12. */
  bad_for_refinement: 33685504,
} as const);

export type FlagName = keyof typeof Flag;

/** The single bits, without composites, lowest first. */
export const flagBits: readonly FlagName[] = (Object.keys(Flag) as FlagName[]).filter(
  (name) => (Flag[name] & (Flag[name] - 1)) === 0,
);

/** Names of the bits set, lowest first: `flagNames(44)` is indexed, used_in_refinement, strong. */
export function flagNames(flags: number): FlagName[] {
  return flagBits.filter((name) => Math.floor(flags / Flag[name]) % 2 === 1);
}

/**
 * Whether every bit of a flag is set in `flags` (or any, with `all: false`), as `getFlags` tests a column. The flag is
 * a value or a name: `isFlag(d.flags, Flag.indexed)`, `isFlag(d.flags, "indexed")`. Also callable in Arquero's
 * expressions.
 */
export function isFlag(
  flags: number,
  flag: number | FlagName,
  { all = true }: { readonly all?: boolean } = {},
): boolean {
  const bits = typeof flag === "number" ? flag : Flag[flag];
  if (bits === undefined)
    throw new EwaldError(
      "bad-argument",
      `There is no flag ${JSON.stringify(flag)}; there are ${flagBits.join(", ")}.`,
    );
  const common = (flags & bits) >>> 0;
  return all ? common === bits >>> 0 : common !== 0;
}
