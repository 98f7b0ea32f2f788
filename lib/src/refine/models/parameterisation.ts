/** What parameters make of a model. */
export interface Composed {
  /** The state: s0 (3 numbers), U, B or S (9, row by row), or d of each panel (9 a panel). */
  readonly state: Float64Array;
  /** For each parameter the derivative of the state by it. */
  readonly derivatives: readonly Float64Array[];
}

/**
 * A model as a function of a few numbers that vanish or nearly so at its present state, so that a refinement may change them. Which are
 * fixed is known from the start: only free ones are counted.
 */
export interface Parameterisation {
  /** Names of the free parameters, as DIALS has them: `Dist`, `Phi1`, `g_param_0`. */
  readonly names: readonly string[];
  /** Their values at the model's present state. Lengths in mm, angles in mrad, metrics of cells in 1e-5 Å⁻². */
  readonly values: Float64Array;
  compose(values: ArrayLike<number>): Composed;
}

/** Parameters in the order of `all` without those that `fixed` names. */
export function freeOf<T extends { readonly name: string }>(
  all: readonly T[],
  fixed: ReadonlySet<string>,
): T[] {
  return all.filter(({ name }) => !fixed.has(name));
}
