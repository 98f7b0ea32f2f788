import { EwaldError } from "../../error.js";
import { planeFit } from "./planeFit.js";
import type { FilterImages, FilterPanel, PanelCounts, SpotFilter } from "./spotFilter.js";

/** Pixels along the edge of an extended box that make the background. */
const ring = 1;

/** A box around a spot, within the panel, its images summed as they come. */
interface ExtendedBox {
  readonly row: number;
  readonly panel: number;
  readonly x0: number;
  readonly y0: number;
  readonly width: number;
  readonly last: number;
  readonly sums: Float32Array;
}

/**
 * Spots on a slope: a plane through the trusted pixels along the edge of the spot's box, extended by `size` + 1 px each way within the
 * panel and summed over its images, must not rise by more than `cutoff` counts per px along x or y (`BackgroundGradientFilter` and
 * `Linear2dModeller` of DIALS). Trusted are sums within the trusted range, both ends included. Spots whose edge has too few trusted
 * pixels for a plane stay (there DIALS stops with an error).
 */
export function backgroundGradient(size: number, cutoff: number): SpotFilter {
  return {
    name: "background gradient",
    async run(spots, flags, images) {
      if (!images)
        throw new EwaldError(
          "bad-argument",
          "Filtering by background gradient needs the images the spots are on: give them.",
        );
      const { bbox, panel } = spots.column("shoebox");
      const rows = Uint32Array.from(flags.keys()).filter((row) => flags[row]);
      rows.sort((a, b) => bbox[6 * a + 4]! - bbox[6 * b + 4]!);
      let open: ExtendedBox[] = [];
      for (let next = 0, frame = 0; next < rows.length || open.length > 0; frame++) {
        if (open.length === 0) frame = bbox[6 * rows[next]! + 4]!;
        for (; next < rows.length && bbox[6 * rows[next]! + 4] === frame; next++) {
          const row = rows[next]!;
          open.push(extendedBox(row, bbox.subarray(6 * row, 6 * row + 6), panel[row]!, images, size + ring));
        }
        const counts = await images.image(frame);
        for (const box of open) addImage(box, counts[box.panel]!, images.panels[box.panel]!);
        for (const box of open)
          if (box.last === frame && steep(box, images.panels[box.panel]!, cutoff)) flags[box.row] = 0;
        open = open.filter((box) => box.last > frame);
      }
    },
  };
}

function extendedBox(
  row: number,
  bbox: Int32Array,
  panel: number,
  { panels }: FilterImages,
  by: number,
): ExtendedBox {
  const size = panels[panel]?.imageSize;
  if (!size)
    throw new EwaldError("out-of-range", `Spot ${row} is on panel ${panel} of ${panels.length} panels.`);
  const x0 = Math.max(0, bbox[0]! - by);
  const y0 = Math.max(0, bbox[2]! - by);
  const width = Math.min(size[0], bbox[1]! + by) - x0;
  const height = Math.min(size[1], bbox[3]! + by) - y0;
  return { row, panel, x0, y0, width, last: bbox[5]! - 1, sums: new Float32Array(width * height) };
}

function addImage({ x0, y0, width, sums }: ExtendedBox, counts: PanelCounts, panel: FilterPanel): void {
  for (let i = 0, y = y0; i < sums.length; y++)
    for (let x = x0; x < x0 + width; x++) sums[i++]! += counts[y * panel.imageSize[0] + x]!;
}

/** Whether the plane through the edge of a box rises too fast. */
function steep({ width, sums }: ExtendedBox, panel: FilterPanel, cutoff: number): boolean {
  const height = sums.length / width;
  const [lowest, highest] = panel.trustedRange;
  const plane = planeFit(sums, width, (i) => {
    const x = i % width;
    const y = Math.floor(i / width);
    const edge = x < ring || x >= width - ring || y < ring || y >= height - ring;
    return edge && sums[i]! >= lowest && sums[i]! <= highest;
  });
  return plane !== undefined && (Math.abs(plane.b) > cutoff || Math.abs(plane.c) > cutoff);
}
