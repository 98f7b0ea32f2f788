import { keyOf, Pcg32 } from "../../array/random.js";
import { unit } from "../../array/vec3.js";
import type { Mat3, Vec3 } from "../../array/vectors.js";
import { SpaceGroup } from "../../crystal/spaceGroup.js";
import { type CellParameters, UnitCell } from "../../crystal/unitCell.js";
import { EwaldError } from "../../error.js";
import { singleAxisGoniometer } from "../../images/simpleModels.js";
import type { Crystal } from "../../models/crystal.js";
import { Experiment } from "../../models/experiment.js";
import { ExperimentList } from "../../models/experimentList.js";
import { ImageSetData } from "../../models/imageSetData.js";
import type { ReflectionTable } from "../../reflections/reflectionTable.js";
import { crystalOf, driftingCrystal, turnedCrystal } from "../../simulate/crystalDrift.js";
import { type CrystalIntensities, listedCrystal, wilsonCrystal } from "../../simulate/crystalIntensities.js";
import { type DetectorModel, detectorModels } from "../../simulate/detectorModels.js";
import type { ImagesOptions } from "../../simulate/imageSimulation.js";
import { beamOf, detectorOf, randomOrientation, scanOf } from "../../simulate/scanExperiment.js";
import { type Atom, atomicCrystal } from "../../simulate/structureFactors.js";
import { uuid } from "../../simulate/uuid.js";
import type { SimulateParameters } from "./parameters.js";

const degree = Math.PI / 180;
/** JUNGFRAU-like: where pixels leave their first gain, photons. */
const gainSwitching = { switchAt: 25, step: 2.4, fade: 6, fullWell: 10_000, fullWellSpread: 0.02 };

function detectorModelOf({ detector }: SimulateParameters): DetectorModel {
  const { model, image_size, pixel_size, thickness, material, saturation } = detector;
  const overrides = {
    ...(pixel_size !== null && { pixelSize: pixel_size }),
    ...(thickness !== null && { thickness }),
    ...(material !== null && { material }),
    ...(saturation !== null && { saturation }),
  };
  if (model !== "custom") {
    if (image_size !== null)
      throw new EwaldError(
        "bad-argument",
        "detector.image_size is of a custom detector; set detector.model=custom.",
      );
    return { ...detectorModels[model], ...overrides };
  }
  if (image_size === null || pixel_size === null)
    throw new EwaldError(
      "bad-argument",
      "A custom detector needs detector.image_size and detector.pixel_size.",
    );
  return {
    name: "CUSTOM",
    modules: [1, 1],
    moduleSize: image_size,
    gap: [0, 0],
    pixelSize: pixel_size,
    thickness: 0.32,
    material: "Si",
    saturation: 1_048_500,
    ...overrides,
  };
}

/** The experiments that the parameters describe: one for each lattice of a scan; of stills one for each image and lattice. */
function describedExperiments(params: SimulateParameters): ExperimentList {
  const { seed, beam, scan, crystal, detector } = params;
  const group = SpaceGroup.of(crystal.space_group);
  const cell = crystal.unit_cell.split(/[\s,]+/).map(Number) as readonly number[] as CellParameters;
  if (!new UnitCell(cell).isCompatibleWith(group, { relativeLength: 1e-3, absoluteAngle: 0.1 }))
    throw new EwaldError(
      "bad-argument",
      `The cell ${cell.join(", ")} cannot have the space group ${group.symbol()}; change crystal.unit_cell or crystal.space_group.`,
    );
  const models = {
    beam: beamOf(beam.wavelength, beam.polarization_fraction),
    detector: detectorOf({
      model: detectorModelOf(params),
      distance: detector.distance,
      beamCentre: detector.beam_centre ?? undefined,
      wavelength: beam.wavelength,
      gain: detector.gain,
      pedestal: detector.pedestal,
    }),
  };
  const names = new Pcg32(seed, keyOf(2));
  const given = crystal.orientation as readonly number[] | null as Mat3 | null;
  const oriented = (stream: number): Crystal => {
    const one = crystalOf(cell, given ?? randomOrientation(seed, keyOf(4, stream)), group.hallSymbol());
    one.setU(one.getU());
    return one;
  };
  const { fraction, axis, angle } = crystal.second;
  const lattices = (one: Crystal) => (fraction > 0 ? [one, turnedCrystal(one, axis as Vec3, angle)] : [one]);
  if (scan.width === 0) {
    const stills = Array.from({ length: scan.images }, (_, n) => {
      const imageset = stillSet(params, n);
      return lattices(oriented(n)).map(
        (one) => new Experiment({ identifier: uuid(names), ...models, crystal: one, imageset }),
      );
    });
    return ExperimentList.fromExperiments(stills.flat());
  }
  const turning = scanOf(scan.first_image, scan.images, [scan.start, scan.width], scan.exposure_time);
  const goniometer = singleAxisGoniometer(unit(scan.axis as Vec3));
  const imageset = scanSet(params, scan.images);
  const { drift } = crystal;
  const drifts = drift.angle !== 0 || drift.cell.some((part) => part !== 0);
  const change = { angle: drift.angle, axis: drift.axis as Vec3, cell: drift.cell as Vec3 };
  return ExperimentList.fromExperiments(
    lattices(oriented(0)).map(
      (one) =>
        new Experiment({
          identifier: uuid(names),
          ...models,
          goniometer,
          scan: turning,
          crystal: drifts ? driftingCrystal(one, turning, change) : one,
          imageset,
        }),
    ),
  );
}

const noLookup = { mask: "", gain: "", pedestal: "", dx: "", dy: "", params: {} };

function scanSet({ output }: SimulateParameters, images: number): ImageSetData {
  return new ImageSetData(
    output.format === "nxmx"
      ? {
          __id__: "ImageSequence",
          template: output.nxmx,
          single_file_indices: Array.from({ length: images }, (_, i) => i),
          ...noLookup,
        }
      : { __id__: "ImageSequence", template: output.template, ...noLookup },
  );
}

function stillSet({ output, scan }: SimulateParameters, n: number): ImageSetData {
  return new ImageSetData(
    output.format === "nxmx"
      ? { __id__: "ImageSet", images: [output.nxmx], single_file_indices: [n], ...noLookup }
      : { __id__: "ImageSet", images: [imagePath(output.template, scan.first_image + n)], ...noLookup },
  );
}

/** The experiments given, of our images instead of those they were measured on. */
function givenExperiments(given: readonly Experiment[], params: SimulateParameters): ExperimentList {
  const sets = new Map<unknown, ImageSetData>();
  return ExperimentList.fromExperiments(
    given.map((experiment) => {
      if (!experiment.crystal)
        throw new EwaldError(
          "bad-argument",
          "The experiments given have no crystal; those of dials.index or a truth.expt would work.",
        );
      const key = experiment.scan ?? experiment.imageset ?? experiment;
      const imageset =
        sets.get(key) ??
        (experiment.scan && !experiment.isStill()
          ? scanSet(params, experiment.scan.getNumImages())
          : stillSet(params, sets.size));
      sets.set(key, imageset);
      const { identifier, beam, detector, goniometer, scan, crystal, profile } = experiment;
      return new Experiment({ identifier, beam, detector, goniometer, scan, crystal, profile, imageset });
    }),
  );
}

/** A template's run of # as the number of an image. */
export function imagePath(template: string, number: number): string {
  const run = /#+/.exec(template)?.[0];
  if (run === undefined)
    throw new EwaldError(
      "bad-argument",
      `output.template=${template} has no # for the number of the image; simulated_####.cbf would work.`,
    );
  return template.replace(run, String(number).padStart(run.length, "0"));
}

const listColumns = ["intensity.scale.value", "intensity.prf.value", "intensity.sum.value"];

function intensitiesOf(
  experiment: Experiment,
  params: SimulateParameters,
  tables: readonly ReflectionTable[],
): CrystalIntensities {
  const { source, scale, b_factor, column, anomalous, atom } = params.intensities;
  const group = SpaceGroup.fromHall(experiment.crystal!.getHallSymbol());
  if (source === "wilson") return wilsonCrystal(group, { seed: params.seed, bFactor: b_factor, scale });
  if (source === "atoms")
    return atomicCrystal(group, atom.filter((words) => words !== null).map(atomOf), {
      scale,
      wavelength: anomalous ? experiment.beam!.getWavelength() : undefined,
    });
  const table = tables[0];
  if (!table || tables.length > 1)
    throw new EwaldError(
      "bad-argument",
      `intensities.source=list takes one reflection file, not ${tables.length}.`,
    );
  const name = column ?? listColumns.find((each) => table.has(each));
  if (name === undefined || !table.has(name))
    throw new EwaldError(
      "missing-column",
      `The reflection file has no column ${name ?? listColumns.join(", ")} of intensities; name one with intensities.column.`,
    );
  const values = table.column(name as "intensity.prf.value").data;
  const indices = table.column("miller_index");
  return listedCrystal(group, indices, values, { scale, anomalous });
}

function atomOf(words: readonly string[]): Atom {
  const numbers = words.slice(1).map(Number);
  if (words.length < 4 || words.length > 6 || !numbers.every(Number.isFinite))
    throw new EwaldError(
      "bad-argument",
      `intensities.atom=${words.join(" ")} is no atom: element x y z [occupancy [B]], as S 0.1 0.2 0.3 1 15.`,
    );
  const [x, y, z, occupancy = 1, b = 20] = numbers;
  return { element: words[0]!, site: [x!, y!, z!], occupancy, b };
}

/** What the library needs, of parameters and of experiments and reflections given with them. */
export function imagesOptions(
  params: SimulateParameters,
  experiments: readonly ExperimentList[],
  reflections: readonly ReflectionTable[],
): ImagesOptions {
  const given = experiments.flatMap((list) => [...list]);
  const list = given.length > 0 ? givenExperiments(given, params) : describedExperiments(params);
  const { beam, detector, exposure, background, beamstop, intensities, crystal } = params;
  const { d_min, min_zeta } = intensities;
  const first = list[0]!;
  const { fraction } = crystal.second;
  const fractions = Array.from(list, (_, i) =>
    given.length > 0 || fraction === 0 ? 1 : i % 2 ? fraction : 1 - fraction,
  );
  const saturation = Math.min(2 ** 31 - 2, first.detector![0]!.getTrustedRange()[1]);
  return {
    seed: params.seed,
    experiments: list,
    intensities: Array.from(list, (experiment) => intensitiesOf(experiment, params, reflections)),
    fractions,
    dMin: d_min ?? first.detector!.getMaxResolution(first.beam!.getS0()),
    minZeta: min_zeta,
    widths: {
      mosaicity: crystal.mosaicity * degree,
      divergence: beam.divergence * degree,
      bandwidth: beam.bandwidth,
      blockSize: crystal.block_size ?? Number.POSITIVE_INFINITY,
      crystalSize: crystal.size,
      pointSpread: detector.point_spread,
    },
    background: {
      air: background.air,
      ring: background.solvent,
      floor: background.floor,
      ice: background.ice,
      iceWidth: background.ice_width,
    },
    sensorDepth: detector.sensor_depth,
    beamstop:
      beamstop.radius > 0 || beamstop.arm_width > 0
        ? {
            radius: beamstop.radius,
            distance: beamstop.distance,
            armWidth: beamstop.arm_width,
            armAngle: beamstop.arm_angle,
          }
        : undefined,
    exposure: { ...exposure, bIncrease: exposure.b_increase },
    readout: {
      gain: detector.gain,
      pedestal: detector.pedestal,
      readNoise: detector.read_noise,
      saturation,
      response: detector.gain_switching ? gainSwitching : undefined,
      deadPixels: detector.dead_pixels,
      hotPixels: detector.hot_pixels,
      markBadPixels: detector.mark_bad_pixels,
    },
  };
}
