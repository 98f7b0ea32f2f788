/**
 * A figure as a plain record: everything a drawer (Plotly, SVG) needs, nothing it has to compute.
 * Sizes are CSS pixels. Ranges are in data units, also on log axes; a reversed range draws a reversed axis.
 */
export interface FigureSpec {
  readonly kind: "histogram" | "scatter" | "density" | "bars" | "heatmap";
  readonly title: string;
  /** What a reader must know beside the picture: values left out, points drawn as a density. */
  readonly notes: readonly string[];
  /** One line for terminals and screen readers. */
  readonly summary: string;
  readonly width: number;
  readonly height: number;
  /** True when the caller fixed the width; otherwise an interactive figure may fill its cell. */
  readonly fixedWidth: boolean;
  readonly x: AxisSpec;
  readonly y: AxisSpec;
  /** One data unit is the same length on both axes. */
  readonly equal: boolean;
  readonly legend: boolean;
  readonly series: readonly Series[];
  readonly colorBar?: ColorBar;
}

export interface AxisSpec {
  readonly title: string;
  readonly scale: "linear" | "log" | "category";
  readonly range: readonly [number, number];
  /** Names of the categories, drawn at 0, 1, 2 …; only with scale "category". */
  readonly categories?: readonly string[];
}

export interface ColorBar {
  readonly title: string;
  readonly scale: "linear" | "log";
  readonly range: readonly [number, number];
  /** Whether it only says what the colours mean, and is not drawn. */
  readonly hidden?: boolean;
}

export type Series = StepSeries | PointSeries | DensitySeries | BarSeries | GridSeries;

/** Counts in bins of equal width (equal width in log₁₀ x on a log x axis), drawn as a filled outline. */
export interface StepSeries {
  readonly mark: "steps";
  readonly name: string;
  readonly color: string;
  readonly min: number;
  readonly max: number;
  readonly counts: Float64Array;
}

export interface PointSeries {
  readonly mark: "points";
  readonly name: string;
  readonly color: string;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly mode: "points" | "line" | "both";
  /** Diameter in pixels, one for all or one per point. */
  readonly size: number | Float64Array;
  readonly opacity: number;
  /** Values to colour by, one per point, shown on the figure's colour bar. */
  readonly values?: Float64Array;
}

/** Points counted on a grid that covers the axes' ranges, row by row from the low y end. */
export interface DensitySeries {
  readonly mark: "density";
  readonly name: string;
  /** The series' own hue, or undefined for the common colour scale. */
  readonly color?: string;
  readonly nx: number;
  readonly ny: number;
  readonly counts: Uint32Array;
}

/** Values on a grid of cells, shown on the figure's colour bar. */
export interface GridSeries {
  readonly mark: "grid";
  readonly name: string;
  readonly color?: undefined;
  readonly nx: number;
  readonly ny: number;
  /** Row by row, the first row at `yExtent[0]`; NaN is left blank. */
  readonly values: Float32Array;
  /** What the grid covers, in data units: outer edges of the first and last cells. */
  readonly xExtent: readonly [number, number];
  readonly yExtent: readonly [number, number];
}

export interface BarSeries {
  readonly mark: "bars";
  readonly name: string;
  readonly color: string;
  /** Bar centres; category numbers on a category axis. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Width of one bar in data units, and its shift from the centre (side by side series). */
  readonly width: number;
  readonly offset: number;
}
