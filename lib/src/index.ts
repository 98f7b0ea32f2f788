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
export { type AsuCoverage, asuCoverage } from "./crystal/asuCoverage.js";
// crystal
export type { AsuFace, AsuFaceCondition } from "./crystal/asuFace.js";
export { averageUnitCells, type CellAverage, type Spread } from "./crystal/averageCells.js";
export {
  averageOrientations,
  type OrientationAverage,
  type OrientationAverageOptions,
} from "./crystal/averageOrientations.js";
export { type BestCellOptions, changeOfBasisToBestCell } from "./crystal/bestCell.js";
export { ChangeOfBasis } from "./crystal/changeOfBasis.js";
export {
  type CellClusterOptions,
  clusterUnitCells,
  type UnitCellCluster,
  type UnitCellClusters,
} from "./crystal/clustering/clusterUnitCells.js";
export { type Dendrogram, type DendrogramLink, dendrogram } from "./crystal/clustering/dendrogram.js";
export { ncDist } from "./crystal/clustering/ncDist.js";
export { type G6, g6 } from "./crystal/clustering/niggliCone.js";
export { clustersWithin, type Merge, singleLinkage } from "./crystal/clustering/singleLinkage.js";
export { DirectSpaceAsu, type MappedSite, type MappedSites } from "./crystal/directSpaceAsu.js";
export { latticeSymmetryGroup, maxLePageDelta } from "./crystal/latticeSymmetry.js";
export type { AsuMapping, FractionalAsuMapping } from "./crystal/mapToAsu.js";
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
export { type CellParameters, type CellTolerances, UnitCell } from "./crystal/unitCell.js";
export { EwaldError, type EwaldErrorCode } from "./error.js";

// files
import "./files/install.js";

export { type ByteSource, BytesSource } from "./bytes/byteSource.js";
export { type LookupTile, readLookup, writeMask } from "./files/lookupPickle.js";
export { loadMask, readMask, saveMask } from "./files/maskFile.js";

// geometry
export * as geometry from "./geometry/index.js";

// images
import "./images/install.js";

export { type ClusterOptions, clusterExecutor, installClusterExecutor } from "./compute/cluster.js";
export {
  defaultExecutor,
  defineTask,
  type Executor,
  inlineExecutor,
  installDefaultExecutor,
  type MapOptions,
  type Task,
} from "./compute/executor.js";
export type { ChunkPacking } from "./hdf5/hdf5Writer.js";
export { type LoadHdf5Options, loadHdf5 } from "./hdf5/library.js";
export type { ByteSink } from "./hdf5/sourceFs.js";
export * as bitmaps from "./images/bitmaps/index.js";
export { replaceCbfData } from "./images/cbf/replaceCbfData.js";
export { type MiniCbfImage, writeMiniCbf } from "./images/cbf/writeMiniCbf.js";
export { ExternalLookup, type LookupItem, type LookupPaths } from "./images/externalLookup.js";
export { imageFormats } from "./images/formats.js";
export type { Frame } from "./images/frames.js";
export type {
  ImageFile,
  ImageFormat,
  OpenOptions,
} from "./images/imageFormat.js";
export { ImageGrid } from "./images/imageGrid.js";
export { imageCacheBytes } from "./images/imageReader.js";
export { ImageSequence } from "./images/imageSequence.js";
export { ImageSet } from "./images/imageSet.js";
export {
  type FilesOptions,
  ImageSetFactory,
  type TemplateOptions,
} from "./images/imageSetFactory.js";
export type { ImageModels } from "./images/imageSetModels.js";
export type { DynamicMasker, ImageSetOptions, ImageSetParts } from "./images/imageSetParts.js";
export * as masks from "./images/masks/index.js";
export {
  createNxmx,
  type NxmxDescription,
  type NxmxOptions,
  type NxmxPixels,
  type NxmxPixelType,
  type NxmxWriter,
} from "./images/nxmx/writeNxmx.js";
export { openImage } from "./images/openImage.js";
export type { CountsHistogram } from "./images/packed/countsHistogram.js";
export { ImagePacker, type PackRequest } from "./images/packed/imagePacker.js";
export type { PackedImage } from "./images/packed/packPixels.js";
export type { Stacking } from "./images/packed/stackImages.js";
export { GoniometerMaskerFactory } from "./images/shadows/goniometerMaskerFactory.js";
export type { CarriedPoints, GoniometerShadow } from "./images/shadows/goniometerShadow.js";
export { GoniometerShadowMasker } from "./images/shadows/goniometerShadowMasker.js";
// models
export { averageCrystals, type CrystalAverage } from "./models/averageCrystals.js";
export { Beam, type BeamData } from "./models/beam.js";
export { Crystal, type CrystalData, type CrystalSymmetry } from "./models/crystal.js";
export { Detector, type DetectorData, type PanelGroupData } from "./models/detector.js";
export {
  Experiment,
  type ExperimentModels,
  type ExperimentType,
  type ModelName,
} from "./models/experiment.js";
export { ExperimentList, type ExperimentListOrigin } from "./models/experimentList.js";
export { Goniometer, type GoniometerData } from "./models/goniometer.js";
export type {
  FormatClass,
  FrameAccess,
  FramesOptions,
  ImageAccess,
  ImageSetContext,
  PanelMask,
  RawPanel,
  RealPanel,
} from "./models/imageAccess.js";
export { ImageSetData, type ImageSetRecord } from "./models/imageSetData.js";
export type { JsonObject, JsonValue } from "./models/json.js";
export { Panel, type PanelData, type PanelFrameData, type TrustedRangeOptions } from "./models/panel.js";
export type { PanelFrame } from "./models/panelFrame.js";
export { Profile, type ProfileData } from "./models/profile.js";
export { ScalingModel, type ScalingModelData } from "./models/scalingModel.js";
export { Scan, type ScanData, type ScanProperties } from "./models/scan.js";
export { type TrustedRange, trustedRange } from "./models/trustedRange.js";
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
export type { FindSpotsResult } from "./programs/findSpots.js";
export { dials, programs } from "./programs/index.js";
export { installProgramSurroundings, type ProgramSurroundings } from "./programs/surroundings.js";
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
export { type FlagTest, flagSelection, parseFlagExpression } from "./reflections/flagExpression.js";
export type { MatchOptions } from "./reflections/match.js";
export { ReflectionTable } from "./reflections/reflectionTable.js";
export {
  type StandardColumn,
  type StandardColumnName,
  type StandardColumns,
  standardColumns,
} from "./reflections/standardColumns.js";
export type { TableOptions, TableRow } from "./reflections/tableParts.js";
// scattering
export { type AirConditions, airAttenuation } from "./scattering/airAttenuation.js";
export type { AnomalousTable, FpFdp, FpFdpColumns } from "./scattering/anomalous.js";
export { type Attenuation, type Attenuator, attenuation } from "./scattering/attenuation.js";
export {
  type Compton,
  type ComptonFunction,
  compton,
  comptonApproximation,
  comptonOfAtoms,
} from "./scattering/compton.js";
export { factorEvAngstrom } from "./scattering/energy.js";
export {
  type FormFactor,
  type FormFactorOptions,
  formFactor,
  xrayScattering,
} from "./scattering/formFactor.js";
export { type HenkeTable, henke } from "./scattering/henke.js";
export { kaptonAttenuation } from "./scattering/kaptonAttenuation.js";
export type { Material } from "./scattering/materials.js";
export { sasaki } from "./scattering/sasaki.js";
export {
  type ScatteringFactor,
  type ScatteringFactorOptions,
  scatteringFactor,
} from "./scattering/scatteringFactor.js";
// spots
export {
  iceRingFilter,
  iceRingsOnImages,
  type PowderRingFilter,
  powderRingFilter,
} from "./spots/analysis/powderRingFilter.js";
export {
  type SpotStatistics,
  type StatisticsOptions,
  statsForReflectionTable,
} from "./spots/analysis/spotStatistics.js";
export { type ImageSpotStatistics, statsPerImage } from "./spots/analysis/statsPerImage.js";
export { configureFilters, type FilterSpotsOptions, filterSpots } from "./spots/filters/index.js";
export type {
  FilterImages,
  FilterPanel,
  SpotFilter,
  SpotFilterParameters,
} from "./spots/filters/spotFilter.js";
export {
  type FoundSpots,
  findSpots,
  type ImageCount,
  type SpotFinderContext,
} from "./spots/findSpots.js";
export { markOverloads } from "./spots/overloads.js";
export { centroidPxToMm, mapCentroidsToReciprocalSpace } from "./spots/reciprocalSpace.js";
export {
  joinSpots,
  type PanelSpots,
  SpotBuilder,
  type SpotBuilderOptions,
  type Spots,
} from "./spots/spotBuilder.js";
export { type SpotCountsPlotOptions, spotCountsPerImagePlot } from "./spots/spotCountsPerImagePlot.js";
export type { SpotFinderParameters } from "./spots/spotFinderParameters.js";
export { type SpotTableOptions, spotTable } from "./spots/spotTable.js";
export type { StrongPixels } from "./spots/strongPixels.js";
export type { IntermediateImages } from "./spots/threshold/intermediateImages.js";
export type { DispersionParameters } from "./spots/threshold/threshold.js";
export {
  type PixelMap,
  type ThresholdImages,
  type ThresholdImagesOptions,
  thresholdImages,
} from "./spots/threshold/thresholdImages.js";
