// array
export { type AnyColumn, type ColumnOfType, concatColumns, zeroColumn } from "./array/anyColumn.js";
export type { Column, ColumnType, Selection } from "./array/column.js";
export { flex } from "./array/flex.js";
export { FlexShoebox, type ShoeboxRows } from "./array/flexShoebox.js";
export { Histogram, type HistogramOptions, type SlotInfo } from "./array/histogram.js";
export { FlexInt6, FlexMillerIndex, type Int6, type MillerIndex } from "./array/integerTuples.js";
export { MaskCode, type MaskCodeName } from "./array/maskCode.js";
export { FlexBool, FlexDouble, FlexInt, FlexSizeT, type NumericFlex } from "./array/scalars.js";
export { type Projection, Shoebox, type SummedIntensity } from "./array/shoebox.js";
export { type ShoeboxPoolSource, ShoeboxPools } from "./array/shoeboxPools.js";
export type { SortOptions } from "./array/sort.js";
export { MeanAndVariance } from "./array/statistics.js";
export { FlexStdString } from "./array/strings.js";
export {
  FlexMat3Double,
  FlexVec2Double,
  FlexVec3Double,
  type Mat3,
  type Vec2,
  type Vec3,
} from "./array/vectors.js";
// crystal
export { type AsuCoverage, asuCoverage } from "./crystal/asuCoverage.js";
export { averageUnitCells, type CellAverage, type Spread } from "./crystal/averageCells.js";
export {
  averageOrientations,
  type OrientationAverage,
  type OrientationAverageOptions,
} from "./crystal/averageOrientations.js";
export { type BestCellOptions, changeOfBasisToBestCell } from "./crystal/bestCell.js";
export { ChangeOfBasis } from "./crystal/changeOfBasis.js";
export { latticeSymmetryGroup, maxLePageDelta } from "./crystal/latticeSymmetry.js";
export type { AsuMapping } from "./crystal/mapToAsu.js";
export {
  type BravaisSetting,
  changeOfBasisToMinimumCell,
  changeOfBasisToNiggliCell,
  type LatticeSymmetryOptions,
  metricSubgroups,
} from "./crystal/metricSubgroups.js";
export type { CrystalSystem, LaueClass } from "./crystal/pointGroup.js";
export { type SpaceGroupSetting, spaceGroupSettings } from "./crystal/settings.js";
export { type AsuOptions, SpaceGroup } from "./crystal/spaceGroup.js";
export { SymOp } from "./crystal/symOp.js";
export { type TwinLaw, twinLaws } from "./crystal/twinLaws.js";
export { type CellNumbers, type CellTolerances, UnitCell } from "./crystal/unitCell.js";
export { EwaldError, type EwaldErrorCode } from "./error.js";

// files
import "./files/install.js";

export { type ByteSource, BytesSource } from "./bytes/byteSource.js";
export { type LookupTile, type MaskTile, readLookup, writeMask } from "./files/lookupPickle.js";

// geometry
export * as geometry from "./geometry/index.js";
// images
export { replaceCbfData } from "./images/cbf/replaceCbfData.js";
export { type MiniCbfImage, writeMiniCbf } from "./images/cbf/writeMiniCbf.js";
export type {
  ImageFile,
  ImageFormat,
  OpenOptions,
  PanelMask,
  RawDataOptions,
  RawPanel,
} from "./images/imageFormat.js";
export { openImage } from "./images/openImage.js";
// models
export { Beam, type BeamData } from "./models/beam.js";
export type { CellParameters } from "./models/cellGeometry.js";
export { Crystal, type CrystalData } from "./models/crystal.js";
export { Detector, type DetectorData, type PanelGroupData } from "./models/detector.js";
export {
  Experiment,
  type ExperimentModels,
  type ExperimentType,
  type ModelName,
} from "./models/experiment.js";
export { ExperimentList, type ExperimentListOrigin } from "./models/experimentList.js";
export { Goniometer, type GoniometerData } from "./models/goniometer.js";
export { ImageSetData, type ImageSetRecord } from "./models/imageSetData.js";
export type { JsonObject, JsonValue } from "./models/json.js";
export { Panel, type PanelData, type PanelFrameData, type TrustedRangeOptions } from "./models/panel.js";
export type { PanelFrame } from "./models/panelFrame.js";
export { Profile, type ProfileData } from "./models/profile.js";
export { ScalingModel, type ScalingModelData } from "./models/scalingModel.js";
export { Scan, type ScanData, type ScanProperties } from "./models/scan.js";
// parameters
export { interpretArgument } from "./parameters/commandLine.js";
export * as phil from "./parameters/declare.js";
export { Auto, type Extracted, type Options } from "./parameters/declare.js";
export { fetchDiff } from "./parameters/diff.js";
export { extractPhil } from "./parameters/extract.js";
export { type FetchOptions, fetchPhil } from "./parameters/fetch.js";
export { optionsPhil } from "./parameters/options.js";
export { parsePhil } from "./parameters/parse.js";
export { asText, type PrintOptions } from "./parameters/print.js";
export type { PhilDefinition, PhilObject, PhilScope, Word } from "./parameters/tree.js";
// programs
export type { Call, Input } from "./programs/callable.js";
export {
  defineProgram,
  type Program,
  type ProgramContext,
  type ProgramInputs,
  type Progress,
  runProgram,
} from "./programs/defineProgram.js";
export { dials, programs } from "./programs/index.js";
// reflections
export type { ToArqueroOptions } from "./reflections/arquero.js";
export {
  type FileAccess,
  installFileAccess,
  installTableCodec,
  type TableCodec,
} from "./reflections/codec.js";
export type { ColumnSource } from "./reflections/columnSource.js";
export type { TableDisplay } from "./reflections/display.js";
export { Flag, type FlagName, flagNames, isFlag } from "./reflections/flag.js";
export type { MatchOptions } from "./reflections/match.js";
export { ReflectionTable } from "./reflections/reflectionTable.js";
export {
  type StandardColumn,
  type StandardColumnName,
  type StandardColumns,
  standardColumns,
} from "./reflections/standardColumns.js";
export type { TableOptions, TableRow } from "./reflections/tableParts.js";
