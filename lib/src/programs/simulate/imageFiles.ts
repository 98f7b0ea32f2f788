import { EwaldError } from "../../error.js";
import type { ChunkPacking } from "../../hdf5/hdf5Writer.js";
import { writeMiniCbf } from "../../images/cbf/writeMiniCbf.js";
import { moduleGaps, pilatusModules } from "../../images/modules.js";
import { createNxmx } from "../../images/nxmx/writeNxmx.js";
import { Detector } from "../../models/detector.js";
import type { Experiment } from "../../models/experiment.js";
import type { ImageSimulation } from "../../simulate/imageSimulation.js";
import { perfectReadout } from "../../simulate/readout.js";
import type { ProgramOutput } from "../defineProgram.js";
import { imagePath } from "./options.js";
import type { SimulateParameters } from "./parameters.js";

/** Where images go: the parameters `output` of simulate. */
export type ImageOutput = Pick<SimulateParameters["output"], "format" | "template" | "nxmx" | "compression">;

/** The images as files, each computed when it is asked for. Stills are numbered from `firstImage` on. */
export function* imageFiles(
  simulation: ImageSimulation,
  output: ImageOutput,
  firstImage = 1,
): Iterable<ProgramOutput & { readonly content: Uint8Array | Iterable<Uint8Array> }> {
  const { format, template, nxmx, compression } = output;
  if (format === "cbf") yield* cbfFiles(simulation, template, firstImage);
  if (format === "nxmx") yield { path: nxmx, content: nxmxFile(simulation, nxmx, compression) };
}

function* cbfFiles(
  simulation: ImageSimulation,
  template: string,
  firstImage: number,
): Iterable<{ path: string; content: Uint8Array }> {
  const { images, options } = simulation;
  const experiment = options.experiments[0]!;
  const still = experiment.isStill();
  const detector = plainDetector(experiment);
  for (const [index, z] of images.entries()) {
    const path = imagePath(template, still ? firstImage + index : z + 1);
    const [panel] = simulation.image(z);
    yield {
      path,
      content: writeMiniCbf({
        beam: experiment.beam!,
        detector,
        ...(!still && { goniometer: experiment.goniometer, scan: experiment.scan, index }),
        data: panel!.values as Int32Array,
        name: path.replace(/^.*[\\/]/, "").replace(/\.[^.]*$/, ""),
        comments: [`Simulated by Ewald: seed ${options.seed}`],
      }),
    };
  }
}

/** Of the detector what a miniCBF header can say: gain and pedestal, and gaps (−1 in the image) that no Pilatus has, it cannot. */
function plainDetector({ detector }: Experiment): Detector {
  if (detector!.length !== 1)
    throw new EwaldError(
      "unsupported",
      `A miniCBF file holds one panel, but the detector has ${detector!.length}; output.format=nxmx would work.`,
    );
  const plain = new Detector(structuredClone(detector!.data));
  const panel = plain.panel(0);
  panel.setGain(1);
  panel.setPedestal(0);
  const [nx, ny] = panel.getImageSize();
  if (String(moduleGaps(nx, ny, pilatusModules)) !== String(panel.getMask())) panel.setMask([]);
  return plain;
}

/** All images in one file; compressed they are in memory until the last is there. */
function* nxmxFile(simulation: ImageSimulation, name: string, packing: ChunkPacking): Iterable<Uint8Array> {
  const { images, options, detector } = simulation;
  const { beam, goniometer, scan } = options.experiments[0]!;
  const rotation = !options.experiments[0]!.isStill();
  const readout = { ...perfectReadout, ...options.readout };
  const writer = createNxmx(
    {
      beam: beam!,
      detector,
      ...(rotation && { goniometer, scan }),
      // 16 bits hold what is at most one above saturation and three values for what is no count
      dtype:
        readout.saturation + 1 <= 2 ** 16 - 3 && readout.pedestal - 8 * readout.readNoise >= 0
          ? "uint16"
          : "int32",
    },
    { name, packing, instrument: "Simulated by Ewald" },
  );
  for (const z of images) writer.addFrame(simulation.image(z).map(({ values }) => values));
  yield writer.finish();
}
