import {
  bool,
  choice,
  type Extracted,
  float,
  floats,
  int,
  ints,
  multiple,
  path,
  scope,
  spaceGroup,
  str,
  strings,
  unitCell,
} from "../../parameters/declare.js";
import { detectorModels } from "../../simulate/detectorModels.js";

const detector = scope(
  {
    model: choice([...(Object.keys(detectorModels) as (keyof typeof detectorModels)[]), "custom"], {
      default: "pilatus_1m",
      help: "Size, pixels, gaps, sensor and overload of the detector. The parameters below override its values.",
    }),
    image_size: ints({
      default: null,
      size: 2,
      min: 1,
      max: 65535,
      help: "Pixels along fast and slow of a custom detector, which is one module without gaps.",
    }),
    pixel_size: float({ default: null, min: 1e-4, help: "Edge of a pixel, mm." }),
    thickness: float({
      default: null,
      min: 0,
      help: "Of the sensor, mm; 0 for one that stops every photon.",
    }),
    material: choice(["Si", "CdTe"], { default: null, help: "Of the sensor." }),
    distance: float({ default: 200, min: 1e-3, help: "From the sample, mm." }),
    beam_centre: floats({
      default: null,
      size: 2,
      help: "Where the beam meets the detector, fast and slow, px; its middle when not given.",
    }),
    gain: float({ default: 1, min: 1e-6, help: "Counts of one photon." }),
    pedestal: float({ default: 0, help: "Counts without a photon." }),
    read_noise: float({
      default: 0,
      min: 0,
      help: "Standard deviation of a pixel's own noise, counts; with a pedestal, as values below 0 are no counts to most readers.",
    }),
    saturation: float({ default: null, min: 1, help: "Counts beyond which a pixel is overloaded." }),
    gain_switching: bool({
      default: false,
      help: "A charge-integrating pixel that switches gain (JUNGFRAU): a notch in the histogram near 25 photons, wells full near 10000.",
    }),
    point_spread: float({
      default: 0.4,
      min: 0,
      help: "Standard deviation of the blur by the detector, px.",
    }),
    sensor_depth: choice(["centred", "physical", "point"], {
      default: "centred",
      help: "Photons are absorbed at all depths of the sensor (parallax): centred on where DIALS' correction puts the spot, physically (deeper, by the part of photons that are not stopped), or all at that one point.",
    }),
    dead_pixels: float({ default: 0, min: 0, max: 0.5, help: "Part of the pixels that see nothing." }),
    hot_pixels: float({ default: 0, min: 0, max: 0.5, help: "Part of the pixels that always count." }),
    mark_bad_pixels: bool({
      default: true,
      help: "Dead and hot pixels read −2, as of a detector that knows them.",
    }),
  },
  { help: "A flat detector at right angles to the beam." },
);

const beam = scope({
  wavelength: float({ default: 0.9795, min: 0.01, max: 12, help: "Å." }),
  divergence: float({
    default: 0.02,
    min: 0,
    max: 5,
    help: "Standard deviation of the directions of rays in each direction, degrees.",
  }),
  bandwidth: float({
    default: 1.5e-4,
    min: 0,
    max: 0.1,
    help: "Standard deviation of the wavelength, as a part of it.",
  }),
  polarization_fraction: float({
    default: 0.999,
    min: 0,
    max: 1,
    help: "1: polarized along x; 0.5: not at all.",
  }),
});

const scan = scope({
  images: int({ default: 100, min: 1, max: 100000, help: "How many." }),
  first_image: int({ default: 1, min: 0, help: "Its number." }),
  start: float({ default: 0, help: "Angle at the start of the first image, degrees." }),
  width: float({ default: 0.2, min: -90, max: 90, help: "Turn of each image, degrees. 0 makes stills." }),
  axis: floats({ default: [1, 0, 0], size: 3, help: "Rotation axis in the laboratory." }),
  exposure_time: float({ default: 0.1, min: 0, help: "Of each image, s; for the headers." }),
});

const crystal = scope({
  unit_cell: unitCell({
    default: "78.1,78.1,37.9,90,90,90",
    help: "a, b, c, Å, α, β, γ, degrees.",
  }),
  space_group: spaceGroup({ default: "P 43 21 2", help: "Symbol or number." }),
  orientation: floats({
    default: null,
    size: 9,
    help: "U, row by row, at the goniometer's datum; by the seed at random when not given.",
  }),
  mosaicity: float({
    default: 0.08,
    min: 0,
    max: 5,
    help: "Standard deviation of the directions of blocks about each axis, degrees.",
  }),
  block_size: float({
    default: null,
    min: 10,
    help: "Diameter of coherent blocks, Å; no limit when not given.",
  }),
  size: float({
    default: 0.03,
    min: 0,
    help: "Standard deviation of the lit part in each direction, mm: a quarter to a third of its breadth.",
  }),
  drift: scope(
    {
      angle: float({
        default: 0,
        min: -30,
        max: 30,
        help: "Turn from the start to the end of the scan, degrees.",
      }),
      axis: floats({ default: [0, 1, 0], size: 3, help: "About this axis." }),
      cell: floats({
        default: [0, 0, 0],
        size: 3,
        min: -0.2,
        max: 0.2,
        help: "Growth of a, b, c from start to end, as parts of them.",
      }),
    },
    { help: "How the crystal changes along the scan; in the middle it is as said above." },
  ),
  second: scope(
    {
      fraction: float({
        default: 0,
        min: 0,
        max: 1,
        help: "Part of the crystal that is a second lattice; 0 for none.",
      }),
      angle: float({ default: 2, help: "By which it is turned, degrees." }),
      axis: floats({ default: [0, 1, 1], size: 3, help: "About this axis." }),
    },
    { help: "A split crystal." },
  ),
});

const intensities = scope({
  source: choice(["wilson", "list", "atoms"], {
    default: "wilson",
    help: "Drawn by Wilson's statistics; those of a reflection file given as input; or of the atoms given.",
  }),
  scale: float({
    default: 3000,
    min: 0,
    help: "Mean photons of a reflection at low resolution (before 1/L·P and sensor); factor of a list.",
  }),
  b_factor: float({ default: 20, help: "Of the whole crystal, Å² (wilson)." }),
  column: str({
    default: null,
    help: "Column of the reflection file; the best of intensity.scale, prf, sum value when not given.",
  }),
  anomalous: bool({ default: false, help: "Friedel mates differ: of a list, or by f″ of atoms." }),
  atom: multiple(
    strings({
      default: null,
      help: "One atom: element x y z [occupancy [B]], fractional coordinates, Å².",
    }),
  ),
  d_min: float({
    default: null,
    min: 0.1,
    help: "Highest resolution, Å; the detector's corners when not given.",
  }),
  min_zeta: float({
    default: 0.02,
    min: 1e-4,
    max: 1,
    help: "Reflections nearer to the rotation axis than this |zeta| are left out.",
  }),
});

const background = scope(
  {
    air: float({ default: 2, min: 0, help: "Near the beam." }),
    solvent: float({ default: 1, min: 0, help: "Ring near 3.4 Å." }),
    floor: float({ default: 0.3, min: 0, help: "Everywhere." }),
    ice: float({ default: 0, min: 0, help: "The strongest ring of hexagonal ice." }),
    ice_width: float({ default: 0.002, min: 1e-5, help: "Standard deviation of the ice rings, 1/Å." }),
  },
  { help: "Photons per pixel and image, where the detector is met at right angles." },
);

const beamstop = scope({
  radius: float({ default: 0, min: 0, help: "Of the disc, mm; 0 for no beamstop." }),
  distance: float({ default: 30, min: 1e-3, help: "From the sample, mm." }),
  arm_width: float({ default: 0, min: 0, help: "mm; 0 for no arm." }),
  arm_angle: float({ default: 90, help: "Where the arm goes, degrees from x towards y." }),
});

const exposure = scope({
  amplitude: float({
    default: 0,
    min: 0,
    max: 1,
    help: "Part by which intensities rise and fall along the scan.",
  }),
  period: float({ default: 100, min: 1e-3, help: "Of that, images." }),
  jitter: float({ default: 0, min: 0, max: 1, help: "Standard deviation of each image's own part." }),
  loss: float({ default: 0, min: 0, max: 1, help: "Part of the intensity lost by the end of the scan." }),
  b_increase: float({ default: 0, min: 0, help: "Growth of B by the end of the scan, Å²." }),
});

const output = scope({
  format: choice(["cbf", "nxmx", "none"], {
    default: "cbf",
    help: "miniCBF, a file an image; NXmx, one file; or no images.",
  }),
  template: path({ default: "simulated_####.cbf", help: "Of CBF files; # for the digits of the number." }),
  nxmx: path({ default: "simulated.nxs", help: "Of the NXmx file." }),
  compression: choice(["bitshuffle-lz4", "gzip", "none"], {
    default: "bitshuffle-lz4",
    help: "Of its images; gzip is read by every HDF5, the first needs its plugin.",
  }),
  reflections: path({ default: "truth.refl", help: "What is true of every reflection." }),
  experiments: path({ default: "truth.expt", help: "The true models." }),
});

/** Everything that decides the images. */
export const parameters = scope({
  seed: int({ default: 1, min: 0, help: "The same seed and parameters give the same images." }),
  detector,
  beam,
  scan,
  crystal,
  intensities,
  background,
  beamstop,
  exposure,
  output,
});

export type SimulateParameters = Extracted<typeof parameters>;
