import type { SpotStatistics } from "../../spots/analysis/spotStatistics.js";
import type { Chart, Point } from "../charts/chart.js";

/** Images with fewer spots say nothing of resolution in the chart, as in DIALS'. */
const fewest = 21;

/** Spots, resolution limits and intensity over the images: what `dials.spot_counts_per_image plot=` draws. */
export function spotCountsChart(images: readonly SpotStatistics[]): Chart {
  const points = (
    of: (one: SpotStatistics) => number,
    shown: (one: SpotStatistics) => boolean = () => true,
  ) =>
    images.flatMap((one, i): Point[] => (shown(one) && Number.isFinite(of(one)) ? [[i + 1, of(one)]] : []));
  const resolved = (one: SpotStatistics) =>
    one.estimatedDMin > 0 && one.estimatedDMin < 50 && one.nSpotsTotal >= fewest;
  const limits = (of: (one: SpotStatistics) => number) => points(of, (one) => resolved(one) && of(one) > 0);
  const xRange: Point = [0, images.length + 1];
  return {
    panels: [
      {
        xLabel: "Image #",
        yLabel: "# spots",
        xRange,
        xWhole: true,
        yFrom: 0,
        series: [
          {
            label: "#spots (total)",
            colour: "#e69f00",
            marker: "circle",
            points: points((one) => one.nSpotsTotal),
          },
          {
            label: "#spots (to 4 Å)",
            colour: "#009e73",
            marker: "circle",
            points: points((one) => one.nSpots4A),
          },
          {
            label: "#spots (no ice)",
            colour: "#0072b2",
            marker: "circle",
            points: points((one) => one.nSpotsNoIce),
          },
        ],
      },
      {
        xLabel: "Image #",
        yLabel: "Resolution (Å)",
        xRange,
        xWhole: true,
        yReversed: true,
        series: [
          {
            label: "Estimated d_min",
            colour: "#d55e00",
            marker: "triangle",
            points: limits((one) => one.estimatedDMin),
          },
          {
            label: "d_min (distl method 1)",
            colour: "#4b3c8c",
            marker: "cross",
            points: limits((one) => one.dMinDistlMethod1),
          },
          {
            label: "d_min (distl method 2)",
            colour: "#7f7f7f",
            marker: "plus",
            points: limits((one) => one.dMinDistlMethod2),
          },
        ],
      },
      {
        xLabel: "Image #",
        yLabel: "Total intensity",
        xRange,
        xWhole: true,
        yFrom: 0,
        series: [
          {
            label: "Total intensity",
            colour: "#7f7f7f",
            marker: "circle",
            points: points((one) => one.totalIntensity),
          },
        ],
      },
    ],
  };
}
