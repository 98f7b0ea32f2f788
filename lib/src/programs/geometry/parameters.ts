import {
  bool,
  type Extracted,
  float,
  floats,
  int,
  ints,
  multiple,
  scope,
  str,
  strings,
} from "../../parameters/declare.js";

const axes = {
  fast_axis: floats({
    default: null,
    size: 3,
    help: "Direction along rows. The other axis and the origin stay as they are, unless given.",
  }),
  slow_axis: floats({ default: null, size: 3, help: "Direction from row to row." }),
  origin: floats({ default: null, size: 3, help: "Corner of the first pixel, mm." }),
};

/** What may be said of the geometry instead of the image headers: the `geometry` of DIALS' programs. */
export const geometryParameters = scope(
  {
    beam: scope(
      {
        wavelength: float({ default: null, help: "Wavelength (Å)." }),
        direction: floats({
          default: null,
          size: 3,
          help: "Direction from the sample to the source.",
          shortCaption: "Sample to source direction",
        }),
        polarization_normal: floats({
          default: null,
          size: 3,
          help: "Normal of the plane of polarization.",
          shortCaption: "Polarization normal",
        }),
        polarization_fraction: float({
          default: null,
          min: 0,
          max: 1,
          help: "Fraction of the beam polarized in that plane.",
          shortCaption: "Polarization fraction",
        }),
        transmission: float({
          default: null,
          help: "Transmission of the attenuators.",
          shortCaption: "transmission",
        }),
        flux: float({ default: null, help: "Flux (photons/s).", shortCaption: "flux" }),
      },
      { expertLevel: 1, shortCaption: "Beam overrides" },
    ),
    detector: scope(
      {
        panel: multiple(
          scope({
            id: int({ default: 0, allowNone: true, help: "The panel number.", shortCaption: "Panel ID" }),
            name: str({ default: null, help: "Name of the panel.", shortCaption: "Panel name" }),
            type: str({
              default: null,
              help: "Type of the panel: SENSOR_PAD, SENSOR_CCD …",
              shortCaption: "Panel type",
            }),
            gain: float({ default: null, min: 0, help: "Counts per photon.", shortCaption: "Gain value" }),
            pedestal: float({
              default: null,
              help: "Counts of a pixel without a photon.",
              shortCaption: "Pedestal value",
            }),
            pixel_size: floats({
              default: null,
              size: 2,
              help: "Pixel size, fast and slow (mm).",
              shortCaption: "Panel pixel size",
            }),
            image_size: ints({
              default: null,
              size: 2,
              help: "Number of pixels, fast and slow.",
              shortCaption: "Panel image size",
            }),
            trusted_range: floats({
              default: null,
              size: 2,
              help: "Lowest and highest count that are trusted.",
              shortCaption: "Panel trusted range",
            }),
            thickness: float({
              default: null,
              help: "Thickness of the sensor (mm).",
              shortCaption: "Panel thickness",
            }),
            material: str({
              default: null,
              help: "Material of the sensor: Si, CdTe …",
              shortCaption: "Panel material",
            }),
            ...axes,
            parallax_correction: bool({
              default: null,
              help: "Correct positions for the depth at which the sensor absorbs, by material, thickness and wavelength; False: do not. Unless given it stays as it is.",
              shortCaption: "Enable parallax correction",
            }),
          }),
        ),
        hierarchy: scope(
          {
            name: str({
              default: null,
              help: "Name of the group of all panels.",
              shortCaption: "group name",
            }),
            ...axes,
            group: multiple(
              scope({
                id: ints({
                  default: null,
                  help: "Place of the group in the hierarchy: number of its ancestor in the root, …, its own.",
                  shortCaption: "Group ID",
                }),
                name: str({ default: null, help: "Name of the group.", shortCaption: "Group name" }),
                ...axes,
                panel: multiple(
                  int({
                    default: null,
                    help: "A panel of the group. Panels cannot change their group.",
                    shortCaption: "Panel ID",
                  }),
                ),
              }),
            ),
          },
          { expertLevel: 2 },
        ),
        mosflm_beam_centre: floats({
          default: null,
          size: 2,
          help: "Beam centre as MOSFLM has it: slow, fast (mm).",
          shortCaption: "Beam centre coordinates (mm, mm) using the Mosflm convention",
        }),
        distance: float({
          default: null,
          help: "Distance of a detector of one panel from the sample, along its normal (mm).",
          shortCaption: "Detector distance",
        }),
        fast_slow_beam_centre: floats({
          default: null,
          sizeMin: 2,
          sizeMax: 3,
          help: "Beam centre: fast, slow (px) and, if not 0, the panel's number.",
          shortCaption: "Beam centre coordinates (px fast, px slow, [panel id])",
        }),
        slow_fast_beam_centre: ints({
          default: null,
          sizeMin: 2,
          sizeMax: 3,
          help: "The same in the order slow, fast.",
          shortCaption: "Beam centre coordinates (px slow, px fast, [panel id])",
        }),
      },
      { expertLevel: 1, shortCaption: "Detector overrides" },
    ),
    goniometer: scope(
      {
        axis: floats({
          default: null,
          size: 3,
          help: "Rotation axis of a goniometer of one axis.",
          shortCaption: "Goniometer axis",
        }),
        axes: floats({
          default: null,
          help: "Axes from the crystal to the base (kappa: phi, kappa, omega), three numbers each.",
          shortCaption: "Goniometer axes",
        }),
        angles: floats({ default: null, help: "Their angles (degrees).", shortCaption: "Goniometer angles" }),
        names: strings({ default: null, help: "Their names.", shortCaption: "The axis names" }),
        scan_axis: int({
          default: null,
          help: "Number of the axis that turns in the scan.",
          shortCaption: "The scan axis",
        }),
        fixed_rotation: floats({
          default: null,
          size: 9,
          help: "Fixed rotation, between crystal and axis, row by row.",
          shortCaption: "Fixed rotation matrix",
        }),
        setting_rotation: floats({
          default: null,
          size: 9,
          help: "Setting rotation, between axis and laboratory, row by row.",
          shortCaption: "Setting rotation matrix",
        }),
        invert_rotation_axis: bool({
          default: false,
          help: "Turn the other way round.",
          shortCaption: "Invert rotation axis",
        }),
      },
      { expertLevel: 1, shortCaption: "Goniometer overrides" },
    ),
    scan: scope(
      {
        image_range: ints({
          default: null,
          size: 2,
          help: "First and last image.",
          shortCaption: "Image range",
        }),
        extrapolate_scan: bool({
          default: false,
          help: "Where the image range goes beyond the images, exposure times and epochs go on as they were.",
          shortCaption: "Extrapolate scan",
        }),
        oscillation: floats({
          default: null,
          size: 2,
          help: "Start of the first image and width of each (degrees).",
          shortCaption: "Oscillation",
        }),
        batch_offset: int({
          default: null,
          min: 0,
          help: "Added to image numbers to make batch numbers.",
          shortCaption: "Batch offset",
        }),
      },
      { expertLevel: 1, shortCaption: "Scan overrides" },
    ),
    convert_stills_to_sequences: bool({
      default: false,
      help: "Make one sequence of stills, with scan.oscillation.",
      shortCaption: "Convert stills into sequences",
    }),
    convert_sequences_to_stills: bool({
      default: false,
      help: "Make stills of sequences.",
      shortCaption: "Convert sequences into stills",
    }),
  },
  { help: "Geometry in place of that of the image headers.", expertLevel: 2 },
);

export type GeometryParameters = Extracted<typeof geometryParameters>;
