/** What notebooks draw. Every export here is a global in a notebook of the Ewald kernel. */
import { answerControl } from "./widget/openModels.js";

export { type BarsInput, type BarsOptions, type BarsSeries, bars } from "./bars.js";
export { Figure, type FigureBundle } from "./figure.js";
export { type HeatmapInput, type HeatmapOptions, heatmap } from "./heatmap.js";
export { type HistogramOptions, type HistogramSeries, type HistogramValues, histogram } from "./histogram.js";
export type { ImagesInput } from "./imageViewer/images.js";
export {
  type ContrastOptions,
  type GotoOptions,
  ImageViewer,
  imageViewer,
} from "./imageViewer/imageViewer.js";
export type { Numbers } from "./numbers.js";
export { type ScatterInput, type ScatterOptions, type ScatterSeries, scatter } from "./scatter.js";
export { Selection, type SelectionListener, selectionOf } from "./selection.js";
export { FigureSheet, type SideBySideOptions, sideBySide } from "./sideBySide.js";
export type { FigureSpec } from "./spec.js";
export { type Answer, answer, type Handler } from "./widget/answer.js";
export { type MimeBundle, Widget, type WidgetOptions } from "./widget/widget.js";

// A page that connects asks for all widgets before any cell has made one.
answerControl();
