import type { SpotStatistics } from "../../spots/analysis/spotStatistics.js";
import type { Chart, ChartPanel, Marker, Point } from "../charts/chart.js";

/** Images with fewer spots say nothing of resolution in the chart, as in DIALS'. */
const fewest = 21;

type Of = (one: SpotStatistics) => number;
type Curve = readonly [label: string, colour: string, marker: Marker, of: Of];

/** Spots, resolution limits and intensity over the images: what `dials.spot_counts_per_image plot=` draws. */
export function spotCountsChart(images: readonly SpotStatistics[]): Chart {
  const resolved = (one: SpotStatistics) =>
    one.estimatedDMin > 0 && one.estimatedDMin < 50 && one.nSpotsTotal >= fewest;
  const panel = (
    yLabel: string,
    axis: Pick<ChartPanel, "yFrom" | "yReversed" | "note">,
    curves: readonly Curve[],
    shown: (one: SpotStatistics, value: number) => boolean = () => true,
  ): ChartPanel => ({
    xLabel: "Image #",
    yLabel,
    xRange: [0, images.length + 1],
    xWhole: true,
    ...axis,
    series: curves.map(([label, colour, marker, of]) => ({
      label,
      colour,
      marker,
      points: images.flatMap((one, i): Point[] =>
        Number.isFinite(of(one)) && shown(one, of(one)) ? [[i + 1, of(one)]] : [],
      ),
    })),
  });
  return {
    panels: [
      panel("# spots", { yFrom: 0 }, [
        ["#spots (total)", "#e69f00", "circle", (one) => one.nSpotsTotal],
        ["#spots (to 4 Å)", "#009e73", "circle", (one) => one.nSpots4A],
        ["#spots (no ice)", "#0072b2", "circle", (one) => one.nSpotsNoIce],
      ]),
      panel(
        "Resolution (Å)",
        { yReversed: true, note: `No image has ${fewest} spots and a limit below 50 Å` },
        [
          ["Estimated d_min", "#d55e00", "triangle", (one) => one.estimatedDMin],
          ["d_min (distl method 1)", "#4b3c8c", "cross", (one) => one.dMinDistlMethod1],
          ["d_min (distl method 2)", "#7f7f7f", "plus", (one) => one.dMinDistlMethod2],
        ],
        (one, value) => resolved(one) && value > 0,
      ),
      panel("Total intensity (counts)", { yFrom: 0 }, [
        ["Total intensity", "#7f7f7f", "circle", (one) => one.totalIntensity],
      ]),
    ],
  };
}
