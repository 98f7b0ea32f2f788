import { float, scope } from "../../parameters/declare.js";

const tolerance = (value: number, help: string) => float({ default: value, allowNone: true, min: 0, help });

/** How much two models may differ and still be one: DIALS' `tolerance`. `help` says of what. */
export const toleranceParameters = (help: string) =>
  scope(
    {
      beam: scope({
        wavelength: tolerance(1e-6, "Wavelength (Å)."),
        direction: tolerance(1e-6, "Direction (radians)."),
        polarization_normal: tolerance(1e-6, "Polarization normal (radians)."),
        polarization_fraction: tolerance(1e-6, "Polarization fraction."),
      }),
      detector: scope({
        fast_axis: tolerance(1e-6, "Fast axis (radians)."),
        slow_axis: tolerance(1e-6, "Slow axis (radians)."),
        origin: tolerance(5e-2, "Origin (mm)."),
      }),
      goniometer: scope({
        rotation_axis: tolerance(1e-6, "Rotation axis (radians)."),
        fixed_rotation: tolerance(1e-6, "Elements of the fixed rotation."),
        setting_rotation: tolerance(1e-6, "Elements of the setting rotation."),
      }),
      scan: scope({
        oscillation: tolerance(0.03, "Start of an image, as a part of the images' width."),
      }),
    },
    { help, expertLevel: 2 },
  );
