import { EwaldError } from "../../error.js";
import { Detector } from "../../models/detector.js";
import { moduleGrid, pilatusModules } from "../modules.js";
import { panelData, panelGroup } from "../simpleModels.js";
import type { MiniCbfHeader } from "./miniCbfHeader.js";
import { absorbingSensor, distanceOf, type ImageSize, sensorOf, wavelengthOf } from "./miniCbfModels.js";

/**
 * A Pilatus as one panel for each of its modules (`multi_panel=True`), row by row, in one group with the image's frame. Throws
 * EwaldError `"bad-format"` when the image is not made of Pilatus modules.
 */
export function pilatusModulePanels(header: MiniCbfHeader, [nx, ny]: ImageSize): Detector {
  const grid = moduleGrid(nx, ny, pilatusModules);
  if (!grid)
    throw new EwaldError(
      "bad-format",
      `${header.file} has ${nx} × ${ny} pixels, which Pilatus modules do not fill; read it without multi_panel.`,
    );
  const [pixelX, pixelY] = header.pair("Pixel_size").map((metres) => metres * 1000) as [number, number];
  const [beamX, beamY] = header.pair("Beam_xy");
  const sensor = absorbingSensor(
    { material: "Si", thickness: sensorOf(header)?.thickness ?? header.numberIn("Silicon", 2) * 1000 },
    wavelengthOf(header),
  );
  const { fast, slow, gapFast, gapSlow } = pilatusModules;
  const panels = Array.from({ length: grid[0] * grid[1] }, (_, i) => {
    const x = (i % grid[0]) * (fast + gapFast);
    const y = Math.floor(i / grid[0]) * (slow + gapSlow);
    return panelData({
      name: `Panel${i}`,
      type: "SENSOR_PAD",
      fast: [1, 0, 0],
      slow: [0, 1, 0],
      origin: [x * pixelX, y * pixelY, 0],
      pixelSize: [pixelX, pixelY],
      imageSize: [fast, slow],
      trustedRange: [0, header.number("Count_cutoff")],
      sensor,
      rawImageOffset: [x, y],
    });
  });
  return new Detector({
    panels,
    hierarchy: panelGroup(
      panels.map((_, panel) => ({ panel })),
      {
        fast: [1, 0, 0],
        slow: [0, -1, 0],
        origin: [-beamX * pixelX, beamY * pixelY, -distanceOf(header)],
      },
    ),
  });
}
