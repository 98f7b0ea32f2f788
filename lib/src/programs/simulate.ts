import { EwaldError } from "../error.js";
import { ExperimentList } from "../models/experimentList.js";
import type { ReflectionTable } from "../reflections/reflectionTable.js";
import { ImageSimulation } from "../simulate/imageSimulation.js";
import { truthTable } from "../simulate/truthTable.js";
import { defineProgram } from "./defineProgram.js";
import { imageFiles } from "./simulate/imageFiles.js";
import { imagesOptions } from "./simulate/options.js";
import { parameters } from "./simulate/parameters.js";

/** Images to be computed when asked for, and what is true of them. */
export interface SimulatedImages {
  /** `simulation.image(z)`: what the detector reads; z counts from that of the first image. */
  readonly simulation: ImageSimulation;
  /** The true models. */
  readonly experiments: ExperimentList;
  /** Every reflection: see truthTable. */
  readonly reflections: ReflectionTable;
  toString(): string;
}

/** Diffraction images of which everything is known; an Ewald program, which DIALS does not have. */
export const simulate = defineProgram({
  name: "simulate",
  summary: "Simulate diffraction images and write what is true of them",
  usage: "[options] [models.expt] [intensities.refl]",
  examples: [
    "ewald simulate scan.images=180 scan.width=0.5",
    "ewald simulate crystal.unit_cell=57.8,57.8,150,90,90,90 crystal.space_group=P41212 crystal.mosaicity=0.2",
    "ewald simulate indexed.expt output.format=nxmx",
    "ewald simulate scaled.refl intensities.source=list scan.width=0 scan.images=20",
  ],
  parameters,
  needsInput: () => false,
  run({ experiments, reflections }, params): SimulatedImages {
    if (reflections.length > 0 && params.intensities.source !== "list")
      throw new EwaldError(
        "bad-argument",
        "A reflection file was given; say intensities.source=list to take its intensities.",
      );
    const simulation = new ImageSimulation(imagesOptions(params, experiments, reflections));
    const table = truthTable(simulation);
    const { images, detector } = simulation;
    return {
      simulation,
      experiments: ExperimentList.fromExperiments(simulation.options.experiments),
      reflections: table,
      toString() {
        const pixels = detector.panels.reduce((sum, panel) => {
          const [nx, ny] = panel.getImageSize();
          return sum + nx * ny;
        }, 0);
        return [
          `Images: ${images.length} of ${pixels} pixels`,
          `Experiments: ${simulation.options.experiments.length}`,
          `Reflections: ${table.nrows} to ${simulation.options.dMin.toFixed(2)} Å`,
          `Photons expected in them: ${Math.round(simulation.reflections.reduce((sum, { expected }) => sum + expected, 0))}`,
        ].join("\n");
      },
    };
  },
  text: (result) => result.toString(),
  *outputs({ simulation, experiments, reflections }, params) {
    yield* imageFiles(simulation, params.output, params.scan.first_image);
    yield { path: params.output.reflections, content: reflections };
    yield { path: params.output.experiments, content: experiments };
  },
});
