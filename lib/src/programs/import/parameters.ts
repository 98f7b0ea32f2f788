import {
  Auto,
  bool,
  choice,
  type Extracted,
  ints,
  multiple,
  path,
  scope,
  str,
} from "../../parameters/declare.js";
import { geometryParameters } from "../geometry/parameters.js";
import { toleranceParameters } from "../geometry/tolerance.js";

/** The parameters of dials.import. */
export const importParameters = scope({
  output: scope({
    experiments: str({ default: "imported.expt", help: "The output experiment file." }),
    trusted_range: choice(["inclusive", "exclusive"], {
      default: "inclusive",
      help:
        "How trusted ranges are written: their ends are trusted (DIALS with dxtbx 3.12 or newer), or not, one beyond at either end " +
        "(as older ones read them).",
    }),
    compact: bool({ default: false, help: "Write the experiment file without line breaks." }),
  }),
  identifier_type: choice(["uuid", "timestamp"], {
    default: "uuid",
    allowNone: true,
    help: "What identifiers of experiments are: random, or the time.",
  }),
  input: scope({
    ignore_unhandled: bool({
      default: true,
      help: "Leave out files that are no images (log files, say), and say how many; otherwise they are an error.",
    }),
    template: multiple(
      str({
        default: null,
        help: "Images by template, image_####.cbf. Only the header of the first is read.",
      }),
    ),
    directory: multiple(str({ default: null, help: "A folder with images." })),
    reference_geometry: path({
      default: null,
      help: "Take beam, detector and goniometer from this experiment file.",
    }),
    check_reference_geometry: bool({
      default: true,
      expertLevel: 2,
      help: "Refuse a reference whose detector has other pixels.",
    }),
    use_beam_reference: bool({ default: true, expertLevel: 2, help: "Take the beam from the reference." }),
    use_gonio_reference: bool({
      default: true,
      expertLevel: 2,
      help: "Take the goniometer from the reference.",
    }),
    use_detector_reference: bool({
      default: true,
      expertLevel: 2,
      help: "Take the detector from the reference.",
    }),
    allow_multiple_sequences: bool({ default: true, help: "If False, several sequences are an error." }),
    as_grid_scan: bool({ default: false, help: "Import as a grid scan." }),
    grid_size: ints({ default: null, size: 2, help: "Columns and rows of the grid." }),
    tolerance: toleranceParameters("How much headers may differ and still share a model."),
  }),
  format: scope(
    {
      dynamic_shadowing: bool({ default: Auto, help: "Mask what the goniometer shadows." }),
      multi_panel: bool({
        default: false,
        help: "Take each module of the detector for a panel, where the format can.",
      }),
    },
    { help: "What the reader of the format is told.", expertLevel: 2 },
  ),
  geometry: geometryParameters,
  lookup: scope({
    mask: str({ default: null, help: "A mask of the images." }),
    gain: str({ default: null, help: "A map of gains of the images." }),
    pedestal: str({ default: null, help: "A map of pedestals of the images." }),
    dx: str({ default: null, help: "A map of offsets of pixels along rows; needs dy too." }),
    dy: str({ default: null, help: "A map of offsets of pixels from row to row; needs dx too." }),
  }),
});

export type ImportParameters = Extracted<typeof importParameters>;
