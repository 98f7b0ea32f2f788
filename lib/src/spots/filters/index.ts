import { FlexBool } from "../../array/scalars.js";
import type { ReflectionTable } from "../../reflections/reflectionTable.js";
import { backgroundGradient } from "./backgroundGradient.js";
import { peakCentroidDistance } from "./peakCentroidDistance.js";
import { spotDensity } from "./spotDensity.js";
import type { FilterImages, SpotFilter, SpotFilterParameters } from "./spotFilter.js";

/** Every filter of finished spots, in DIALS' order: undefined where the parameters do not ask for it. */
const filters: readonly ((parameters: SpotFilterParameters) => SpotFilter | undefined)[] = [
  ({ max_separation }) => (max_separation === null ? undefined : peakCentroidDistance(max_separation)),
  ({ background_gradient: { filter, background_size, gradient_cutoff } }) =>
    filter ? backgroundGradient(background_size, gradient_cutoff) : undefined,
  ({ spot_density: { filter } }) => (filter ? spotDensity() : undefined),
];

/** The filters that these parameters ask for, in DIALS' order (`configure_filter`). */
export function configureFilters(parameters: SpotFilterParameters): SpotFilter[] {
  return filters.flatMap((make) => make(parameters) ?? []);
}

/** What goes with filtering. */
export interface FilterSpotsOptions {
  /** The images, for filters that look at them. */
  readonly images?: FilterImages;
  /** Called once for every filter, with DIALS' line: `Filtered 10 of 12 spots by peak-centroid distance`. */
  readonly report?: (line: string) => void;
}

/** Which spots pass all filters. */
export async function filterSpots(
  spots: ReflectionTable,
  chosen: readonly SpotFilter[],
  { images, report }: FilterSpotsOptions = {},
): Promise<FlexBool> {
  const flags = new Uint8Array(spots.nrows).fill(1);
  const count = () => flags.reduce((n, flag) => n + flag, 0);
  for (const filter of chosen) {
    const before = count();
    await filter.run(spots, flags, images);
    report?.(`Filtered ${count()} of ${before} spots by ${filter.name}`);
  }
  return new FlexBool(flags);
}
