// Every experiment file of the shared data beside live DIALS: frames, points, beam centres, rotations, A, U, B, cells.
import { readdirSync, readFileSync } from "node:fs";
import { expect } from "vitest";
import { runDials } from "../../../test/support/dials.js";
import { needs } from "../../../test/support/needs.js";
import { shared } from "../../../test/support/paths.js";
import { ExperimentList, type Vec2 } from "../node/main.js";

const script = `
from dxtbx.model.experiment_list import ExperimentListFactory
out = {}
def attempt(f):
    try: return list(f())
    except RuntimeError: return None
for path in input["paths"]:
    try:
        el = ExperimentListFactory.from_json_file(path, check_format=False)
    except Exception as error:
        out[path] = str(error)
        continue
    models = dict(detectors=[], goniometers=[], crystals=[])
    s0 = next((b.get_s0() for b in el.beams() if b is not None), (0, 0, -1))
    for d in [d for d in el.detectors() if d is not None]:
        for p in d:
            nx, ny = p.get_image_size()
            pts = [(0.0, 0.0), (nx / 3.0, ny / 2.0), (nx - 0.5, 10.25)]
            models["detectors"].append(dict(d=p.get_d_matrix(), normal=p.get_normal(), px=pts, mm=[p.pixel_to_millimeter(x) for x in pts],
                lab=[p.get_pixel_lab_coord(x) for x in pts], back=[p.millimeter_to_pixel(p.pixel_to_millimeter(x)) for x in pts],
                centre=attempt(lambda: p.get_beam_centre_px(s0)), ray=attempt(lambda: p.get_ray_intersection((0.1, -0.2, -1))),
                res=[p.get_resolution_at_pixel(s0, x) for x in pts]))
    for g in el.goniometers():
        if g is not None:
            models["goniometers"].append(dict(axis=g.get_rotation_axis(), fixed=g.get_fixed_rotation(), setting=g.get_setting_rotation()))
    for c in [c for c in el.crystals() if c is not None]:
        k = c.num_scan_points
        models["crystals"].append(dict(A=c.get_A(), U=c.get_U(), B=c.get_B(), cell=c.get_unit_cell().parameters(),
            points=[[c.get_A_at_scan_point(i), c.get_U_at_scan_point(i), c.get_B_at_scan_point(i), c.get_unit_cell_at_scan_point(i).parameters()] for i in ((0, k // 2, k - 1) if k else ())]))
    out[path] = models
output(out)
`;

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
  detectors: Facts[];
  goniometers: Facts[];
  crystals: Facts[];
}

needs.all(needs.dials(), needs.sharedData("data")).it(
  "every experiment file equals DIALS to 1e-10",
  async () => {
    const names = (readdirSync(shared("data"), { recursive: true }) as string[])
      .filter((name) => /\.(expt|json)$/.test(name))
      .filter((name) => readFileSync(shared("data", name), "utf8").includes('"ExperimentList"'));
    const answers = await runDials<Record<string, Models | string>>(script, {
      paths: names.map((name) => shared("data", name)),
    });
    let compared = 0;
    for (const name of names) {
      const theirs = answers[shared("data", name)]!;
      // DIALS 3.12 cannot read one of them, of a polychromatic beam.
      if (typeof theirs === "string") continue;
      compared++;
      const list = ExperimentList.fromFile(shared("data", name));
      const s0 = list.models("beam")[0]?.getS0() ?? [0, 0, -1];
      const panels = list.models("detector").flatMap((detector) => [...detector.panels]);
      expect(panels.length, name).toBe(theirs.detectors.length);
      panels.forEach((panel, i) => {
        const facts = theirs.detectors[i]!;
        const px = facts.px as unknown as Vec2[];
        const ours: Record<string, unknown> = {
          d: panel.getDMatrix(),
          normal: panel.getNormal(),
          mm: px.map((x) => panel.pixelToMillimeter(x)),
          lab: px.map((x) => panel.getPixelLabCoord(x)),
          back: px.map((x) => panel.millimeterToPixel(panel.pixelToMillimeter(x))),
          centre: panel.getBeamCentrePx(s0),
          ray: panel.getRayIntersection([0.1, -0.2, -1]),
          res: px.map((x) => panel.getResolutionAtPixel(s0, x)),
        };
        for (const [key, value] of Object.entries(ours))
          close(value, facts[key]!, `${name} panel ${i} ${key}`);
      });
      list.models("goniometer").forEach((goniometer, i) => {
        const facts = theirs.goniometers[i]!;
        close(goniometer.getRotationAxis(), facts.axis!, `${name} axis`);
        close(goniometer.getFixedRotation(), facts.fixed!, `${name} fixed rotation`);
        close(goniometer.getSettingRotation(), facts.setting!, `${name} setting rotation`);
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
    }
    expect(compared).toBeGreaterThanOrEqual(names.length - 1);
  },
  300_000,
);
