/** What notebooks draw. Every export here is a global in a notebook of the Ewald kernel. */
import { answerControl } from "./widget/openModels.js";

export { type BarsInput, type BarsOptions, type BarsSeries, bars } from "./bars.js";
export {
  type ChoiceValues,
  Dropdown,
  type MultipleValues,
  type Options,
  RadioButtons,
  Select,
  SelectionRangeSlider,
  SelectionSlider,
  SelectMultiple,
  ToggleButtons,
} from "./controls/choices.js";
export {
  Accordion,
  Box,
  type BoxValues,
  type Child,
  GridBox,
  HBox,
  type PagedValues,
  Stack,
  Tab,
  VBox,
} from "./controls/containers.js";
export type { Control, ControlOptions } from "./controls/control.js";
export { type Abbreviation, type Interactive, interact, interactive } from "./controls/interact.js";
export { Layout, type LayoutValues } from "./controls/layout.js";
export { dlink, jsdlink, jslink, type Link, link } from "./controls/link.js";
export { FileUpload, Image, type UploadedFile } from "./controls/media.js";
export {
  BoundedFloatText,
  BoundedIntText,
  FloatLogSlider,
  FloatProgress,
  FloatRangeSlider,
  FloatSlider,
  FloatText,
  IntProgress,
  IntRangeSlider,
  IntSlider,
  IntText,
  Play,
} from "./controls/numbers.js";
export { type CellOutput, Output } from "./controls/output.js";
export { Button, Checkbox, ToggleButton, Valid } from "./controls/switches.js";
export {
  ColorPicker,
  Combobox,
  DatePicker,
  HTML,
  HTMLMath,
  Label,
  Password,
  Text,
  Textarea,
} from "./controls/texts.js";
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
export { type ProgressValues, progressWidget } from "./progress.js";
export { type ScatterInput, type ScatterOptions, type ScatterSeries, scatter } from "./scatter.js";
export { Selection, type SelectionListener, selectionOf } from "./selection.js";
export { FigureSheet, type SideBySideOptions, sideBySide } from "./sideBySide.js";
export type { FigureSpec } from "./spec.js";
export { type Answer, answer, type Handler } from "./widget/answer.js";
export { type MimeBundle, Widget, type WidgetOptions } from "./widget/widget.js";

// A page that connects asks for all widgets before any cell has made one.
answerControl();
