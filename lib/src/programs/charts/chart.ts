/** x and y. */
export type Point = readonly [x: number, y: number];

export type Marker = "circle" | "triangle" | "cross" | "plus";

/** Points of one kind. */
export interface Series {
  readonly label: string;
  /** #rrggbb. */
  readonly colour: string;
  readonly marker: Marker;
  readonly points: readonly Point[];
}

/** One pair of axes. */
export interface ChartPanel {
  readonly xLabel: string;
  readonly yLabel: string;
  readonly series: readonly Series[];
  readonly xRange: Point;
  /** Whether x counts things, so that ticks are at whole numbers. */
  readonly xWhole?: boolean;
  /** Where the y axis begins; below the least y if not given. */
  readonly yFrom?: number;
  /** Whether y grows downwards. */
  readonly yReversed?: boolean;
  /** What stands in place of points when there are none: why. */
  readonly note?: string;
}

/** Panels below each other, with their legends at the right. */
export interface Chart {
  readonly panels: readonly ChartPanel[];
}
