/** Residuals of some reflections: a column for each kind (X, Y, φ or the radial distance). */
export type Residuals = readonly Float64Array[];

/** A way to tell outliers among residuals: 1 where one is. */
export type OutlierTest = (residuals: Residuals) => Uint8Array;
