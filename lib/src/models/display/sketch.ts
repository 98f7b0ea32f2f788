import { add, cross, dot, norm, scale } from "../../array/vec3.js";
import type { Vec2, Vec3 } from "../../array/vectors.js";
import type { Beam } from "../beam.js";
import type { Detector } from "../detector.js";
import type { Goniometer } from "../goniometer.js";

const WIDTH = 360;
const HEIGHT = 210;
const MARGIN = 26;
/** The reader stands beside the beam, a little towards the source and above: degrees. */
const AZIMUTH = (38 * Math.PI) / 180;
const ELEVATION = (18 * Math.PI) / 180;
/** Beyond, panels are outlines without a frame each. */
const FEW_PANELS = 60;

const INK = "var(--jp-ui-font-color1, currentColor)";
const SOFT = "var(--jp-ui-font-color2, currentColor)";
const BEAM = "var(--jp-brand-color1, #1976d2)";
const AXIS = "var(--jp-warn-color1, #d9822b)";

const unit = (v: Vec3): Vec3 => scale(v, 1 / (norm(v) || 1));

/** From the laboratory frame (mm) to the sketch's plane, y upwards: an orthographic view from beside the beam. */
function projection(along: Vec3): (v: Vec3) => Vec2 {
  const reference: Vec3 = Math.abs(along[1]) < 0.9 ? [0, 1, 0] : [1, 0, 0];
  const up = unit(add(reference, scale(along, -dot(reference, along))));
  const side = cross(along, up);
  const right = add(scale(along, Math.cos(AZIMUTH)), scale(side, -Math.sin(AZIMUTH)));
  const toReader = add(scale(along, Math.sin(AZIMUTH)), scale(side, Math.cos(AZIMUTH)));
  const upwards = add(scale(up, Math.cos(ELEVATION)), scale(toReader, -Math.sin(ELEVATION)));
  return (v) => [dot(v, right), dot(v, upwards)];
}

/**
 * The panels of a detector with the beam, the sample and the rotation axis, to scale, as an SVG that takes the page's
 * colours. The beam comes from the left.
 */
export function geometrySketch(detector: Detector, beam?: Beam, goniometer?: Goniometer): string {
  const along = beam ? beam.getUnitS0() : ([0, 0, -1] as Vec3);
  const flat = projection(unit(along));
  const outlines = detector.panels.map((panel) => {
    const [fast, slow] = panel.getImageSizeMm();
    const corners: Vec2[] = [
      [0, 0],
      [fast, 0],
      [fast, slow],
      [0, slow],
    ];
    return corners.map((corner) => panel.getLabCoord(corner));
  });
  const corners = outlines.flat();
  const far = Math.max(...corners.map(norm), 1);
  // A detector far away leaves the sample's surroundings small but seen.
  const reach = Math.max(0.45 * far, ...corners.map((corner) => 0.2 * norm(corner)));
  const source = scale(along, -reach);
  const s0 = beam?.getS0() ?? along;
  const hit = detector.getPanelIntersection(s0);
  const centre = hit === undefined ? undefined : detector.panel(hit).getBeamCentreLab(s0);
  const end = centre ?? scale(along, far);
  const axis = goniometer && scale(unit(goniometer.getRotationAxis()), 0.3 * far);
  const all = [...corners, source, end, ...(axis ? [axis, scale(axis, -1)] : [])].map(flat);
  const low = [0, 1].map((i) => Math.min(...all.map((p) => p[i]!)));
  const high = [0, 1].map((i) => Math.max(...all.map((p) => p[i]!)));
  const size = Math.min(
    (WIDTH - 2 * MARGIN) / (high[0]! - low[0]! || 1),
    (HEIGHT - 2 * MARGIN) / (high[1]! - low[1]! || 1),
  );
  const place = (v: Vec3): Vec2 => {
    const [x, y] = flat(v);
    return [
      WIDTH / 2 + size * (x - (low[0]! + high[0]!) / 2),
      HEIGHT / 2 - size * (y - (low[1]! + high[1]!) / 2),
    ];
  };
  const at = (v: Vec3) => place(v).map((one) => one.toFixed(1));
  const line = (a: Vec3, b: Vec3, look: string) => {
    const [[x1, y1], [x2, y2]] = [at(a), at(b)];
    return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" ${look}/>`;
  };
  const text = (v: Vec3, dx: number, dy: number, words: string, anchor = "middle") => {
    const [x, y] = place(v);
    return `<text x="${(x + dx).toFixed(1)}" y="${(y + dy).toFixed(1)}" text-anchor="${anchor}" fill="${SOFT}">${words}</text>`;
  };
  const frame = detector.length > FEW_PANELS ? 0.4 : 1;
  const polygons = outlines.map(
    (outline) =>
      `<polygon points="${outline.map((corner) => at(corner).join(",")).join(" ")}" fill="${SOFT}" fill-opacity=".13" stroke="${INK}" stroke-width="${frame}" stroke-linejoin="round"/>`,
  );
  const origin: Vec3 = [0, 0, 0];
  const [ox, oy] = at(origin);
  const parts = [
    ...polygons,
    line(source, end, `stroke="${BEAM}" stroke-width="2"`),
    arrow(place(source), place(origin)),
    text(source, 0, -8, "beam", "start"),
  ];
  if (axis) {
    parts.push(
      line(scale(axis, -1), axis, `stroke="${AXIS}" stroke-width="1.6" stroke-dasharray="5 3"`),
      text(axis, 0, place(axis)[1] > place(origin)[1] ? 14 : -6, "rotation axis"),
    );
  }
  parts.push(`<circle cx="${ox}" cy="${oy}" r="4" fill="${INK}"/>`, text(origin, 4, -10, "sample", "start"));
  if (centre) {
    const [x, y] = at(centre);
    parts.push(`<circle cx="${x}" cy="${y}" r="3.2" fill="${BEAM}"/>`);
  }
  const words = `Detector of ${detector.length} panel${detector.length === 1 ? "" : "s"}, beam${axis ? ", rotation axis" : ""} and sample, to scale`;
  return `<svg xmlns="http://www.w3.org/2000/svg" class="ewald-sketch" role="img" aria-label="${words}" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" font-size="11" style="font-family:var(--jp-ui-font-family,system-ui,sans-serif);max-width:100%">${parts.join("")}</svg>`;
}

/** The tip of an arrow in the middle of the way from a to b. */
function arrow(a: Vec2, b: Vec2): string {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const length = Math.hypot(dx, dy) || 1;
  const [ux, uy] = [dx / length, dy / length];
  const [x, y] = [a[0] + 0.6 * dx, a[1] + 0.6 * dy];
  const point = (back: number, side: number) =>
    `${(x - back * ux - side * uy).toFixed(1)},${(y - back * uy + side * ux).toFixed(1)}`;
  return `<polygon points="${point(0, 0)} ${point(9, 4)} ${point(9, -4)}" fill="${BEAM}"/>`;
}
