import { type Bitmap, bitmapOf } from "../../images/bitmaps/bitmap.js";
import { drawRings, type RingSet, type ToPicture } from "../../images/bitmaps/drawRings.js";
import { levelsOf, scaleOfPanel, scaleOfPanels } from "../../images/bitmaps/levels.js";
import { inMosaic, mosaic, placements } from "../../images/bitmaps/mosaic.js";
import { colourOf } from "../../images/bitmaps/namedColours.js";
import { evenRings, ringOf } from "../../images/bitmaps/rings.js";
import type { ImageSet } from "../../images/imageSet.js";
import { ringCentres } from "../../images/masks/iceRings.js";
import type { RawPanel } from "../../models/imageAccess.js";
import { intermediateImages } from "../../spots/threshold/intermediateImages.js";
import type { BitmapParameters } from "./bitmapParameters.js";

/** The picture of an image. */
export function pictureOf(set: ImageSet, index: number, params: BitmapParameters): Bitmap {
  const panels = shownPanels(set, index, params);
  const { picture, toPicture } =
    panels.length === 1
      ? ofOnePanel(panels[0]!, set, index, params)
      : ofSeveralPanels(panels, set, index, params);
  drawRings(picture, ringsWanted(set, index, params), toPicture);
  return picture;
}

interface Drawn {
  readonly picture: Bitmap;
  readonly toPicture: ToPicture;
}

function ofOnePanel(panel: RawPanel, set: ImageSet, index: number, params: BitmapParameters): Drawn {
  const trusted = set.getDetector(index).panel(0).getTrustedRange()[1];
  const saturation = Math.round(params.saturation || trusted);
  const binning = params.binning ?? 1;
  const scale = scaleOfPanel(panel, (params.brightness ?? 100) / 100);
  return {
    picture: bitmapOf(levelsOf(panel, { scale, saturation, binning }), params.colour_scheme),
    toPicture: (_, [x, y]) => [x / binning, y / binning],
  };
}

function ofSeveralPanels(
  panels: readonly RawPanel[],
  set: ImageSet,
  index: number,
  params: BitmapParameters,
): Drawn {
  const detector = set.getDetector(index);
  const saturation = params.saturation || detector.panel(0).getTrustedRange()[1];
  const binning = params.binning ?? 1;
  const scale = scaleOfPanels(panels, (params.brightness ?? 100) / 100);
  const levels = panels.map((panel) => levelsOf(panel, { scale, saturation, binning }));
  const places = placements(detector, params.projection, set.getBeam(index).getS0());
  const picture = mosaic(levels, places, { scheme: params.colour_scheme, binning });
  return { picture, toPicture: inMosaic(places, { corner: picture.corner, binning }) };
}

/** The rings that were asked for; the labels of ice between those of the others. */
function ringsWanted(set: ImageSet, index: number, params: BitmapParameters): RingSet[] {
  const { resolution_rings, ice_rings, binning } = params;
  const detector = set.getDetector(index);
  const s0 = set.getBeam(index).getS0();
  const ringSet = (
    spacings: readonly number[],
    { fill, fontsize }: { fill: string | null; fontsize: number | null },
    labelsFrom: number,
  ): RingSet => ({
    rings: spacings.map((d) => ringOf(detector, s0, d, labelsFrom)),
    colour: colourOf(fill ?? ""),
    fontSize: fontsize && fontsize / Math.sqrt(binning ?? 1),
  });
  const wanted: RingSet[] = [];
  if (resolution_rings.show) {
    const { d_spacings, number } = resolution_rings;
    const spacings = d_spacings?.length ? d_spacings : evenRings(detector, s0, number);
    wanted.push(ringSet(spacings, resolution_rings, Math.PI / 4));
  }
  if (ice_rings.show) {
    const centres = ringCentres(ice_rings, detector.getMaxResolution(s0));
    const spacings = Array.from(centres, (centre) => 1 / Math.sqrt(centre));
    wanted.push(ringSet(spacings, ice_rings, resolution_rings.show ? 0 : Math.PI / 4));
  }
  return wanted;
}

/** What is drawn of each panel. */
function shownPanels(set: ImageSet, index: number, params: BitmapParameters): RawPanel[] {
  const raw = set.getRawData(index);
  const { display, show_mask } = params;
  if (display === "image" && !show_mask) return raw;
  const mask = set.maskOf(raw, index).map(({ values }) => values.data);
  const counts = show_mask ? raw.map((panel, i) => withoutMasked(panel, mask[i]!)) : raw;
  if (display === "image") return counts;
  const rule = {
    gain: params.gain ?? 1,
    kernel_size: params.kernel_size,
    sigma_background: params.nsigma_b ?? 6,
    sigma_strong: params.nsigma_s ?? 3,
    min_local: params.min_local ?? 2,
    global_threshold: params.global_threshold ?? 0,
  };
  return counts.map(({ shape, values }, i) => {
    const images = intermediateImages({ shape, values, mask: mask[i]! }, rule, "dispersion");
    return { shape, values: Float64Array.from(images[display]) };
  });
}

/** −2 where a pixel is masked. */
function withoutMasked({ shape, values }: RawPanel, good: Uint8Array): RawPanel {
  return { shape, values: values.map((value, i) => (good[i] ? value : -2)) as typeof values };
}
