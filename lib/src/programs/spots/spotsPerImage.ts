import type { ExperimentList } from "../../models/experimentList.js";
import type { ReflectionTable } from "../../reflections/reflectionTable.js";

/** How many spots have their centroid on each image; the images are given by the number of their imageset and array index. */
export function spotsPerImage(
  images: readonly { readonly imageset: number; readonly frame: number }[],
  reflections: ReflectionTable,
  experiments: ExperimentList,
): Uint32Array {
  const sets = [...new Set([...experiments].map(({ imageset }) => imageset).filter(Boolean))];
  const setOf = [...experiments].map(({ imageset }) => sets.indexOf(imageset));
  const places = new Map(images.map(({ imageset, frame }, i) => [`${imageset} ${frame}`, i]));
  const counts = new Uint32Array(images.length);
  const id = reflections.column("id").data;
  const xyz = reflections.column("xyzobs.px.value").data;
  for (let row = 0; row < id.length; row++) {
    const place = places.get(`${setOf[id[row]!]} ${Math.floor(xyz[3 * row + 2]!)}`);
    if (place !== undefined) counts[place]!++;
  }
  return counts;
}
