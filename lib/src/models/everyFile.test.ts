// Every experiment file of the shared data beside live DIALS, each number to 1e-10 of its size: frames, px → mm → lab, beam
// centres in mm, px and lab, rays, resolutions; axes and matrices of goniometers at angles and scan points; scans; A, U, B and
// cells, at scan points too, and A turned to angles.
import { readdirSync, readFileSync } from "node:fs";
import { expect } from "vitest";
import { runDials } from "../../../test/support/dials.js";
import { needs } from "../../../test/support/needs.js";
import { shared } from "../../../test/support/paths.js";
import { ExperimentList, type Vec2, type Vec3 } from "../node/main.js";

const script = `
from dxtbx.model.experiment_list import ExperimentListFactory
from scitbx import matrix
out = {}
angles = input["angles"]
rays = [tuple(ray) for ray in input["rays"]]
def turned(g, angle, setting=None):
    r = matrix.col(g.get_rotation_axis_datum()).axis_and_angle_as_r3_rotation_matrix(angle, deg=True)
    return matrix.sqr(setting or g.get_setting_rotation()) * r * matrix.sqr(g.get_fixed_rotation())
def number(f):
    try: return f()
    except RuntimeError: return None
def hit(f):
    try: panel, xy = f(); return [panel, *xy]
    except RuntimeError: return None
def attempt(f):
    try: return list(f())
    except RuntimeError: return None
for path in input["paths"]:
    try:
        el = ExperimentListFactory.from_json_file(path, check_format=False)
    except Exception as error:
        out[path] = str(error)
        continue
    models = dict(panels=[], detectors=[], beams=[], goniometers=[], scans=[], crystals=[], experiments=[])
    s0 = next((b.get_s0() for b in el.beams() if b is not None), (0, 0, -1))
    for b in [b for b in el.beams() if b is not None]:
        k = b.num_scan_points
        models["beams"].append(dict(s0=b.get_s0(), unit=b.get_unit_s0(), direction=b.get_sample_to_source_direction(),
            normal=b.get_polarization_normal(), points=[b.get_s0_at_scan_point(i) for i in range(k)]))
    for d in [d for d in el.detectors() if d is not None]:
        models["detectors"].append(dict(max=d.get_max_resolution(s0), inscribed=number(lambda: d.get_max_inscribed_resolution(s0)),
            hits=[hit(lambda: d.get_ray_intersection(ray)) for ray in rays + [s0]],
            panel=[d.get_panel_intersection(ray) for ray in rays + [s0]]))
        for p in d:
            nx, ny = p.get_image_size()
            pts = [(0.0, 0.0), (nx / 3.0, ny / 2.0), (nx - 0.5, 10.25)]
            models["panels"].append(dict(d=p.get_d_matrix(), normal=p.get_normal(), px=pts, mm=[p.pixel_to_millimeter(x) for x in pts],
                lab=[p.get_pixel_lab_coord(x) for x in pts], back=[p.millimeter_to_pixel(p.pixel_to_millimeter(x)) for x in pts],
                centre=attempt(lambda: p.get_beam_centre_px(s0)), centre_mm=attempt(lambda: p.get_beam_centre(s0)),
                centre_lab=attempt(lambda: p.get_beam_centre_lab(s0)), D=p.get_D_matrix(), distance=p.get_directed_distance(),
                rays=[attempt(lambda: p.get_ray_intersection(ray)) for ray in rays],
                rays_px=[attempt(lambda: p.get_ray_intersection_px(ray)) for ray in rays],
                corners=p.get_max_resolution_at_corners(s0), ellipse=number(lambda: p.get_max_resolution_ellipse(s0)),
                two_theta=[[p.get_two_theta_at_pixel(s0, x)] for x in pts],
                res=[[p.get_resolution_at_pixel(s0, x)] for x in pts]))
    for g in el.goniometers():
        if g is not None:
            k = g.num_scan_points
            models["goniometers"].append(dict(axis=g.get_rotation_axis(), datum=g.get_rotation_axis_datum(), fixed=g.get_fixed_rotation(), setting=g.get_setting_rotation(),
                turned=[turned(g, angle).elems for angle in angles],
                points=[turned(g, 12.5, g.get_setting_rotation_at_scan_point(i)).elems for i in range(k)]))
    for s in el.scans():
        if s is not None:
            z0, z1 = s.get_array_range()
            zs = [z0, z0 + 0.25, (z0 + z1) / 2.0, z1]
            models["scans"].append(dict(range=s.get_oscillation_range(), batches=s.get_batch_range(), angle=[s.get_angle_from_array_index(z) for z in zs],
                radians=[s.get_angle_from_array_index(z, deg=False) for z in zs], image=[s.get_angle_from_image_index(z) for z in zs],
                index=[] if s.get_oscillation()[1] == 0 else [s.get_array_index_from_angle(angle) for angle in angles],
                exposure=[[x] for x in list(s.get_exposure_times())[:3]], epochs=[[x] for x in list(s.get_epochs())[:3]]))
    for c in [c for c in el.crystals() if c is not None]:
        k = c.num_scan_points
        models["crystals"].append(dict(A=c.get_A(), U=c.get_U(), B=c.get_B(), cell=c.get_unit_cell().parameters(),
            points=[[c.get_A_at_scan_point(i), c.get_U_at_scan_point(i), c.get_B_at_scan_point(i), c.get_unit_cell_at_scan_point(i).parameters()] for i in ((0, k // 2, k - 1) if k else ())]))
    for e in el:
        c, g = e.crystal, e.goniometer
        if c is not None and g is not None:
            models["experiments"].append([(turned(g, angle) * matrix.sqr(c.get_A())).elems for angle in angles])
    out[path] = models
output(out)
`;

/**
 * To 1e-10 of each number; of elements of a vector, a matrix or the angles of one scan to 1e-10 of its length, as what is zero
 * but for rounding has no size of its own.
 */
type Numbers = number | null | Numbers[];
function close(ours: unknown, theirs: Numbers, where: string, size = 0): void {
  if (theirs === null) expect(ours, where).toBeUndefined();
  else if (Array.isArray(theirs)) {
    const scale = theirs.every((x) => typeof x === "number")
      ? Math.max(size, Math.hypot(...(theirs as number[])))
      : size;
    const list = ours as unknown[];
    expect(list.length, where).toBe(theirs.length);
    theirs.forEach((value, i) => {
      close(list[i], value, `${where}[${i}]`, scale);
    });
  } else
    expect(Math.abs((ours as number) - theirs), `${where}: ${ours}, DIALS ${theirs}`).toBeLessThanOrEqual(
      1e-10 * Math.max(size, Math.abs(theirs)),
    );
}

type Facts = Record<string, Numbers>;
interface Models {
  panels: Facts[];
  detectors: Facts[];
  beams: Facts[];
  goniometers: Facts[];
  scans: Facts[];
  crystals: Facts[];
  experiments: Numbers[];
}

const angles = [-170, -33.3, 0, 12.5, 90, 301];
const rays: Vec3[] = [
  [0.1, -0.2, -1],
  [-0.3, 0.05, -1.1],
  [0.01, 0.02, -0.9],
  [0.5, -0.6, -0.7],
  [0.2, 0.1, 1],
];

needs.all(needs.dials(), needs.sharedData("data")).it(
  "every experiment file equals DIALS to 1e-10",
  async () => {
    const names = (readdirSync(shared("data"), { recursive: true }) as string[])
      .filter((name) => /\.(expt|json)$/.test(name))
      .filter((name) => readFileSync(shared("data", name), "utf8").includes('"ExperimentList"'));
    const answers = await runDials<Record<string, Models | string>>(script, {
      paths: names.map((name) => shared("data", name)),
      angles,
      rays,
    });
    let compared = 0;
    for (const name of names) {
      const theirs = answers[shared("data", name)]!;
      // DIALS 3.12 cannot read one of them, of a polychromatic beam.
      if (typeof theirs === "string") continue;
      compared++;
      const list = ExperimentList.fromFile(shared("data", name));
      const s0 = list.models("beam")[0]?.getS0() ?? [0, 0, -1];
      const check = (ours: Record<string, unknown>, facts: Facts, where: string) => {
        for (const [key, value] of Object.entries(ours)) close(value, facts[key]!, `${name} ${where} ${key}`);
      };
      expect(list.models("beam").length, name).toBe(theirs.beams.length);
      list.models("beam").forEach((beam, i) => {
        check(
          {
            s0: beam.getS0(),
            unit: beam.getUnitS0(),
            direction: beam.getSampleToSourceDirection(),
            normal: beam.getPolarizationNormal(),
            points: beam.getS0AtScanPoints(),
          },
          theirs.beams[i]!,
          `beam ${i}`,
        );
      });
      expect(list.models("detector").length, name).toBe(theirs.detectors.length);
      list.models("detector").forEach((detector, i) => {
        const facts = theirs.detectors[i]!;
        const all = [...rays, s0];
        check(
          {
            max: detector.getMaxResolution(s0),
            inscribed: detector.getMaxInscribedResolution(s0),
            hits: all.map((ray) => detector.getRayIntersection(ray)?.flat()),
            panel: all.map((ray) => detector.getPanelIntersection(ray) ?? -1),
          },
          facts,
          `detector ${i}`,
        );
      });
      const panels = list.models("detector").flatMap((detector) => [...detector.panels]);
      expect(panels.length, name).toBe(theirs.panels.length);
      panels.forEach((panel, i) => {
        const facts = theirs.panels[i]!;
        const px = facts.px as unknown as Vec2[];
        const ours: Record<string, unknown> = {
          d: panel.getDMatrix(),
          normal: panel.getNormal(),
          mm: px.map((x) => panel.pixelToMillimeter(x)),
          lab: px.map((x) => panel.getPixelLabCoord(x)),
          back: px.map((x) => panel.millimeterToPixel(panel.pixelToMillimeter(x))),
          centre: panel.getBeamCentrePx(s0),
          centre_mm: panel.getBeamCentre(s0),
          centre_lab: panel.getBeamCentreLab(s0),
          D: panel.getInverseDMatrix(),
          distance: panel.getDirectedDistance(),
          rays: rays.map((ray) => panel.getRayIntersection(ray)),
          rays_px: rays.map((ray) => panel.getRayIntersectionPx(ray)),
          corners: panel.getMaxResolutionAtCorners(s0),
          ellipse: panel.getMaxResolutionEllipse(s0),
          two_theta: px.map((x) => [panel.getTwoThetaAtPixel(s0, x)]),
          res: px.map((x) => [panel.getResolutionAtPixel(s0, x)]),
        };
        check(ours, facts, `panel ${i}`);
      });
      expect(list.models("goniometer").length, name).toBe(theirs.goniometers.length);
      list.models("goniometer").forEach((goniometer, i) => {
        const facts = theirs.goniometers[i]!;
        const points = Array.from({ length: goniometer.getNumScanPoints() }, (_, k) => k);
        check(
          {
            axis: goniometer.getRotationAxis(),
            datum: goniometer.getRotationAxisDatum(),
            fixed: goniometer.getFixedRotation(),
            setting: goniometer.getSettingRotation(),
            turned: angles.map((angle) => goniometer.getRotationMatrix(angle)),
            points: points.map((k) => goniometer.getRotationMatrixAtScanPoint(k, 12.5)),
          },
          facts,
          `goniometer ${i}`,
        );
      });
      expect(list.models("scan").length, name).toBe(theirs.scans.length);
      list.models("scan").forEach((scan, i) => {
        const [z0, z1] = scan.getArrayRange();
        const zs = [z0, z0 + 0.25, (z0 + z1) / 2, z1];
        const turns = scan.getOscillation()[1] !== 0;
        check(
          {
            range: scan.getOscillationRange(),
            batches: scan.getBatchRange(),
            angle: zs.map((z) => scan.getAngleFromArrayIndex(z)),
            radians: zs.map((z) => scan.getAngleFromArrayIndex(z, false)),
            image: zs.map((z) => scan.getAngleFromImageIndex(z)),
            index: turns ? angles.map((angle) => scan.getArrayIndexFromAngle(angle)) : [],
            exposure: Array.from(scan.getExposureTimes().slice(0, 3), (x) => [x]),
            epochs: Array.from(scan.getEpochs().slice(0, 3), (x) => [x]),
          },
          theirs.scans[i]!,
          `scan ${i}`,
        );
      });
      const crystals = list.models("crystal");
      expect(crystals.length, name).toBe(theirs.crystals.length);
      crystals.forEach((crystal, i) => {
        const facts = theirs.crystals[i]!;
        close(crystal.getA(), facts.A!, `${name} A`);
        close(crystal.getU(), facts.U!, `${name} U`);
        close(crystal.getB(), facts.B!, `${name} B`);
        close(crystal.getUnitCellParameters(), facts.cell!, `${name} cell`);
        const count = crystal.getNumScanPoints();
        const points = count > 0 ? [0, Math.floor(count / 2), count - 1] : [];
        const ours = points.map((k) => [
          crystal.getAAtScanPoint(k),
          crystal.getUAtScanPoint(k),
          crystal.getBAtScanPoint(k),
          crystal.getUnitCellParametersAtScanPoint(k),
        ]);
        close(ours, facts.points!, `${name} scan points`);
      });
      const turning = list.filter(({ crystal, goniometer }) => crystal && goniometer);
      close(
        turning.map(({ crystal, goniometer }) =>
          angles.map((angle) => crystal!.getAAtAngle(goniometer!, angle)),
        ),
        theirs.experiments,
        `${name} A turned`,
      );
    }
    expect(compared).toBeGreaterThanOrEqual(names.length - 1);
  },
  300_000,
);
