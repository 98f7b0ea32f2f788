// Random models beside live DIALS, one Python process for all.
import { beforeAll, expect } from "vitest";
import { runDials } from "../../../test/support/dials.js";
import { needs } from "../../../test/support/needs.js";
import { Pcg32 } from "../array/random.js";
import { AffineOp } from "../crystal/affineOp.js";
import {
  Beam,
  ChangeOfBasis,
  Crystal,
  type CrystalData,
  Detector,
  type DetectorData,
  Experiment,
  type FlexDouble,
  FlexSizeT,
  FlexVec3Double,
  Goniometer,
  type GoniometerData,
  geometry,
  type PanelData,
  Scan,
  type Vec2,
  type Vec3,
} from "../node/main.js";

const { next } = new Pcg32(20);
const between = (low: number, high: number) => low + (high - low) * next();
const vector = (size = 1): number[] => [between(-size, size), between(-size, size), between(-size, size)];
const times = <T>(n: number, make: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => make(i));
const rotation = (): number[] => [
  ...new Goniometer({ rotation_axis: vector() }).getRotationMatrix(between(-180, 180)),
];
const rotate = (m: number[], v: number[]) =>
  [0, 3, 6].map((k) => m[k]! * v[0]! + m[k + 1]! * v[1]! + m[k + 2]! * v[2]!);

function detector(kind: number): DetectorData {
  const turn = new Goniometer({ rotation_axis: vector() }).getRotationMatrix(between(-25, 25));
  const distance = between(80, 400);
  const parallax = kind % 2 === 1;
  const count = kind < 4 ? 1 : 6;
  const panels = times(count, (i): PanelData => {
    const size = [Math.round(between(200, 900)), Math.round(between(200, 900))];
    const pixel = [between(0.05, 0.2), between(0.05, 0.2)];
    const local = new Goniometer({ rotation_axis: vector() }).getRotationMatrix(between(-20, 20));
    const corner = [
      -0.5 * size[0]! * pixel[0]! + (i % 3) * 25 - 25,
      0.5 * size[1]! * pixel[1]! - (i % 2) * 40,
      -distance + 3 * i,
    ];
    const grouped = kind >= 6;
    return {
      name: `p${i}`,
      type: "SENSOR_PAD",
      fast_axis: grouped ? rotate([...local], [1, 0, 0]) : rotate([...turn], [1, 0, 0]),
      slow_axis: grouped ? rotate([...local], [0, -1, 0]) : rotate([...turn], [0, -1, 0]),
      // At different depths, so that where panels overlap it is clear which is hit first.
      origin: grouped ? [corner[0]!, corner[1]!, between(-10, 10)] : rotate([...turn], corner),
      raw_image_offset: [0, 0],
      image_size: size,
      pixel_size: pixel,
      trusted_range: [-1, 1000],
      thickness: between(0.2, 1),
      material: "Si",
      mu: between(0.5, 5),
      identifier: "",
      mask: [],
      gain: 1,
      pedestal: 0,
      px_mm_strategy: { type: parallax ? "ParallaxCorrectedPxMmStrategy" : "SimplePxMmStrategy" },
    };
  });
  if (kind < 6) return { panels };
  const group = (i: number) => ({
    name: `g${i}`,
    type: "",
    fast_axis: rotate(rotation(), [1, 0, 0]),
    slow_axis: [] as number[],
    origin: vector(20),
    raw_image_offset: [0, 0],
    image_size: [0, 0],
    pixel_size: [0, 0],
    trusted_range: [0, 0],
    thickness: 0,
    material: "",
    mu: 0,
    identifier: "",
    mask: [],
    gain: 1,
    pedestal: 0,
    px_mm_strategy: { type: "SimplePxMmStrategy" },
  });
  const framed = (i: number) => {
    const small = new Goniometer({ rotation_axis: vector() }).getRotationMatrix(between(-15, 15));
    return {
      ...group(i),
      fast_axis: rotate([...small], [1, 0, 0]),
      slow_axis: rotate([...small], [0, 1, 0]),
    };
  };
  const half = (from: number) => ({ ...framed(from), children: times(3, (i) => ({ panel: from + i })) });
  return {
    panels,
    hierarchy: { ...framed(9), origin: [3, -2, -distance], children: [half(0), half(3)] },
  };
}

function crystal(i: number): CrystalData {
  const skew = () => (i === 7 ? 0 : between(-3, 3));
  const [a, b, c] = [between(10, 90), between(10, 90), between(10, 90)];
  const u = rotation();
  const points = times(4, () => times(9, (i) => (i % 4 === 0 ? 0.03 : 0) + between(-0.005, 0.005)));
  const root = times(81, () => between(-1e-5, 1e-5));
  const covariance = times(81, (k) => {
    let sum = 0;
    for (let m = 0; m < 9; m++) sum += root[9 * Math.floor(k / 9) + m]! * root[9 * (k % 9) + m]!;
    return sum;
  });
  return {
    __id__: "crystal",
    real_space_a: rotate(u, [a, skew(), skew()]),
    real_space_b: rotate(u, [skew(), b, skew()]),
    real_space_c: rotate(u, [skew(), skew(), c]),
    space_group_hall_symbol: " P 1",
    A_at_scan_points: points,
    B_covariance: covariance,
  };
}

const input = {
  beams: times(8, () => ({
    direction: [between(-0.1, 0.1), between(-0.1, 0.1), 1],
    wavelength: between(0.5, 2),
    divergence: 0,
    sigma_divergence: 0,
    polarization_normal: [...new FlexVec3Double(Float64Array.from(vector())).eachNormalize().at(0)],
    polarization_fraction: next(),
    flux: 0,
    transmission: 1,
  })),
  detectors: times(8, detector),
  rays: times(80, (): number[] => [between(-0.5, 0.5), between(-0.5, 0.5), between(-1.2, 0.2)]),
  px: times(12, (): number[] => [between(-50, 900), between(-50, 900)]),
  goniometers: times(8, (i): GoniometerData => {
    if (i % 2 === 0)
      return { rotation_axis: vector(2), fixed_rotation: rotation(), setting_rotation: rotation() };
    const axes = times(3, () => [...new FlexVec3Double(Float64Array.from(vector())).eachNormalize().at(0)]);
    return {
      axes,
      angles: times(3, () => between(-90, 90)),
      names: ["a", "b", "c"],
      scan_axis: ((i - 1) / 2) % 3,
    };
  }),
  scans: times(8, (i) => {
    const first = Math.round(between(1, 50));
    return {
      image_range: [first, first + (i % 2 ? 900 : 40)],
      batch_offset: 100 * i,
      oscillation: [between(-200, 200), between(0.1, 1)],
      exposure_time: [0.1],
      epochs: [0],
      valid_image_ranges: {},
    };
  }),
  angles: times(20, () => between(-500, 500)),
  crystals: times(8, crystal),
  change: [1, 1, 0, 0, 1, -1, 0, 0, 1],
};

interface Answer {
  panels: Record<string, unknown>[][];
  detectors: Record<string, unknown>[];
  goniometers: Record<string, unknown>[];
  scans: Record<string, unknown>[];
  crystals: Record<string, unknown>[];
  tables: Record<string, number[]>[];
}

const script = `
from dxtbx.model import BeamFactory, Detector, GoniometerFactory, Scan, CrystalFactory, Experiment, ExperimentList
from dials.array_family import flex
from dials.algorithms.integration import Corrections, CorrectionsMulti
from cctbx import sgtbx
from scitbx import matrix
def attempt(f):
    try:
        v = f()
        return list(v) if isinstance(v, tuple) else v
    except RuntimeError:
        return None
out = dict(panels=[], detectors=[], goniometers=[], scans=[], crystals=[], tables=[])
beams = [BeamFactory.from_dict(b) for b in input["beams"]]
detectors = [Detector.from_dict(d) for d in input["detectors"]]
goniometers = [GoniometerFactory.from_dict(g) for g in input["goniometers"]]
scans = [Scan.from_dict(s) for s in input["scans"]]
crystals = [CrystalFactory.from_dict(c) for c in input["crystals"]]
rays = [tuple(r) for r in input["rays"]]
for b, d in zip(beams, detectors):
    s0 = b.get_s0()
    ps = []
    for p in d:
        ps.append(dict(fast=p.get_fast_axis(), slow=p.get_slow_axis(), origin=p.get_origin(), normal=p.get_normal(), d=p.get_d_matrix(), D=p.get_D_matrix(),
            distance=p.get_distance(), directed=p.get_directed_distance(), normal_origin=p.get_normal_origin(), normal_origin_px=p.get_normal_origin_px(),
            corners=p.get_max_resolution_at_corners(s0), ellipse=attempt(lambda: p.get_max_resolution_ellipse(s0)), centre=attempt(lambda: p.get_beam_centre(s0)),
            centre_px=attempt(lambda: p.get_beam_centre_px(s0)), centre_lab=attempt(lambda: p.get_beam_centre_lab(s0)),
            mm=[p.pixel_to_millimeter(x) for x in input["px"]], back=[p.millimeter_to_pixel(p.pixel_to_millimeter(x)) for x in input["px"]],
            lab=[p.get_pixel_lab_coord(x) for x in input["px"]], res=[p.get_resolution_at_pixel(s0, x) for x in input["px"]],
            two_theta=[p.get_two_theta_at_pixel(s0, x) for x in input["px"]], valid=[p.is_coord_valid(x) for x in input["px"]],
            rays=[attempt(lambda: p.get_ray_intersection(r)) for r in rays], both=[attempt(lambda: p.get_bidirectional_ray_intersection(r)) for r in rays],
            rays_px=[attempt(lambda: p.get_ray_intersection_px(r)) for r in rays]))
    out["panels"].append(ps)
    hits = [attempt(lambda: d.get_ray_intersection(r)) for r in rays]
    out["detectors"].append(dict(panel=[d.get_panel_intersection(r) for r in rays], hits=hits, max=d.get_max_resolution(s0), inscribed=attempt(lambda: d.get_max_inscribed_resolution(s0))))
for g, s in zip(goniometers, scans):
    S, F = matrix.sqr(g.get_setting_rotation()), matrix.sqr(g.get_fixed_rotation())
    R = lambda a: matrix.col(g.get_rotation_axis_datum()).axis_and_angle_as_r3_rotation_matrix(a, deg=True)
    out["goniometers"].append(dict(axis=g.get_rotation_axis(), datum=g.get_rotation_axis_datum(), fixed=F.elems, setting=S.elems, matrices=[(S * R(a) * F).elems for a in input["angles"]]))
    out["scans"].append(dict(oscillation_range=s.get_oscillation_range(), batch_range=s.get_batch_range(), angle=[s.get_angle_from_array_index(z + 0.5) for z in range(*s.get_array_range())][:9],
        index=[s.get_array_index_from_angle(a) for a in input["angles"]], image=[s.get_image_index_from_angle(a) for a in input["angles"]], valid=[s.is_angle_valid(a) for a in input["angles"]],
        indices=[[list(x) for x in s.get_array_indices_with_angle(a)] for a in input["angles"]], slice=[list(s[3:7].get_image_range()), list(s[3:7].get_oscillation())]))
op = sgtbx.change_of_basis_op(sgtbx.rt_mx(sgtbx.rot_mx([int(x) for x in input["change"]], 1), sgtbx.tr_vec((0, 0, 0), 1)).new_denominators(sgtbx.cb_r_den, sgtbx.cb_t_den))
for c in crystals:
    n = c.change_basis(op)
    out["crystals"].append(dict(A=c.get_A(), U=c.get_U(), B=c.get_B(), cell=c.get_unit_cell().parameters(), volume=c.get_unit_cell().volume(), sd=list(c.get_cell_parameter_sd()), vsd=c.get_cell_volume_sd(),
        U2=c.get_U_at_scan_point(2), B2=c.get_B_at_scan_point(2), changed=n.get_A(), changed2=n.get_A_at_scan_point(2)))
# whole columns: positions to rlp and corrections
for b, d, g, s, c in zip(beams, detectors, goniometers, scans, crystals):
    el = ExperimentList([Experiment(beam=b, detector=d, goniometer=g, scan=s, crystal=c)])
    t = flex.reflection_table()
    n = 60
    t["id"] = flex.int(n, 0)
    t["panel"] = flex.size_t([i % len(d) for i in range(n)])
    z0, z1 = s.get_array_range()
    t["xyzobs.px.value"] = flex.vec3_double([((37.3 * i) % 300, (71.9 * i) % 250, z0 + (i / n) * (z1 - z0)) for i in range(n)])
    t["xyzobs.px.variance"] = flex.vec3_double(n, (1, 1, 1))
    t.centroid_px_to_mm(el)
    t.map_centroids_to_reciprocal_space(el)
    m = CorrectionsMulti(); m.append(Corrections(b, g, d))
    still = CorrectionsMulti(); still.append(Corrections(b, d))
    t["s1"] = t["s1"] * 1.0
    t["lp"] = m.lp(t["id"], t["s1"]); t["lp.still"] = still.lp(t["id"], t["s1"]); t["qe"] = m.qe(t["id"], t["s1"], t["panel"])
    t.compute_zeta(el[0])
    Ainv = matrix.sqr(c.get_A()).inverse()
    t["hkl"] = flex.mat3_double(n, Ainv.elems) * t["rlp"]
    out["tables"].append({k: list((t[k].as_double() if k not in ("lp", "lp.still", "qe", "zeta") else t[k])) for k in ("xyzobs.px.value", "xyzobs.mm.value", "s1", "rlp", "hkl", "lp", "lp.still", "qe", "zeta")})
output(out)
`;

/** 1e-10 of the size of the value: a vector's length, not its components'. */
function close(ours: unknown, theirs: unknown, where: string, size = 0): void {
  if (theirs === null || ours === undefined) {
    expect(ours ?? null, where).toBe(theirs ?? null);
    return;
  }
  if (Array.isArray(theirs)) {
    const numbers = theirs.every((value) => typeof value === "number");
    const scale = numbers ? Math.max(size, Math.hypot(...(theirs as number[]))) : size;
    const list = Array.from(ours as ArrayLike<unknown>);
    expect(list.length, where).toBe(theirs.length);
    theirs.forEach((value, i) => {
      close(list[i], value, `${where}[${i}]`, scale);
    });
    return;
  }
  if (typeof theirs === "boolean") {
    expect(ours, where).toBe(theirs);
    return;
  }
  const difference = Math.abs((ours as number) - (theirs as number));
  expect(difference, `${where}: ${ours}, DIALS ${theirs}`).toBeLessThanOrEqual(
    1e-10 * Math.max(size, Math.abs(theirs as number)),
  );
}

/** To 1e-10, or near the beam to what DIALS' arc cosine of 2θ leaves of a small angle: 2⁻⁵²/(2θ)². */
function closeResolution(ours: number, theirs: number, beam: Beam, where: string): void {
  const rounding = 2 ** -52 * (theirs / beam.getWavelength()) ** 2;
  close(ours, theirs, where, theirs * Math.max(1, rounding / 1e-10));
}

needs.dials().describe("random models beside DIALS", () => {
  let answer: Answer;
  beforeAll(async () => {
    answer = await runDials<Answer>(script, input);
  }, 120_000);
  const beams = input.beams.map((data) => new Beam(data));
  const detectors = input.detectors.map((data) => new Detector(data));
  const goniometers = input.goniometers.map((data) => new Goniometer(data));
  const scans = input.scans.map((data) => new Scan(data));
  const crystals = input.crystals.map((data) => new Crystal(data));
  const rays = input.rays as unknown as Vec3[];
  const px = input.px as unknown as Vec2[];
  const check = (theirs: Record<string, unknown>, ours: Record<string, unknown>, where: string) => {
    for (const [key, value] of Object.entries(ours)) close(value, theirs[key], `${where}.${key}`);
  };

  needs.dials().it("panels", () => {
    detectors.forEach((one, k) => {
      const s0 = beams[k]!.getS0();
      one.panels.forEach((panel, i) => {
        check(
          answer.panels[k]![i]!,
          {
            fast: panel.getFastAxis(),
            slow: panel.getSlowAxis(),
            origin: panel.getOrigin(),
            normal: panel.getNormal(),
            d: panel.getDMatrix(),
            D: panel.getInverseDMatrix(),
            distance: panel.getDistance(),
            directed: panel.getDirectedDistance(),
            normal_origin: panel.getNormalOrigin(),
            normal_origin_px: panel.getNormalOriginPx(),
            corners: panel.getMaxResolutionAtCorners(s0),
            centre: panel.getBeamCentre(s0),
            centre_px: panel.getBeamCentrePx(s0),
            centre_lab: panel.getBeamCentreLab(s0),
            mm: px.map((x) => panel.pixelToMillimeter(x)),
            back: px.map((x) => panel.millimeterToPixel(panel.pixelToMillimeter(x))),
            lab: px.map((x) => panel.getPixelLabCoord(x)),
            two_theta: px.map((x) => panel.getTwoThetaAtPixel(s0, x)),
            valid: px.map((x) => panel.isCoordValid(x)),
            rays: rays.map((s1) => panel.getRayIntersection(s1)),
            rays_px: rays.map((s1) => panel.getRayIntersectionPx(s1)),
            both: rays.map((s1) => panel.getBidirectionalRayIntersection(s1)),
          },
          `detector ${k} panel ${i}`,
        );
        const resolutions = (one: unknown, other: unknown, name: string) => {
          if (typeof other === "number")
            closeResolution(Number(one), other, beams[k]!, `${name} of ${k}, ${i}`);
          else expect(one ?? null).toBe(other);
        };
        resolutions(panel.getMaxResolutionEllipse(s0), answer.panels[k]![i]!.ellipse, "ellipse");
        px.forEach((x, m) => {
          const theirs = (answer.panels[k]![i]!.res as number[])[m];
          resolutions(panel.getResolutionAtPixel(s0, x), theirs, "d");
        });
      });
    });
  });

  needs.dials().it("detectors", () => {
    let hits = 0;
    detectors.forEach((one, k) => {
      const s0 = beams[k]!.getS0();
      const ours = rays.map((s1) => one.getRayIntersection(s1));
      hits += ours.filter((hit) => hit).length;
      check(
        answer.detectors[k]!,
        {
          panel: rays.map((s1) => one.getPanelIntersection(s1) ?? -1),
          max: one.getMaxResolution(s0),
          hits: ours,
        },
        `detector ${k}`,
      );
      // Where the beam passes outside the panels DIALS gives the distance to their hull all the same; ours is undefined.
      const inscribed = one.getMaxInscribedResolution(s0);
      if (inscribed !== undefined)
        close(inscribed, answer.detectors[k]!.inscribed, `detector ${k} inscribed`);
    });
    expect(hits).toBeGreaterThan(40);
  });

  needs.dials().it("goniometers and scans", () => {
    goniometers.forEach((one, k) => {
      const theirs = answer.goniometers[k]!;
      const matrices = input.angles.map((angle) => one.getRotationMatrix(angle));
      check(
        theirs,
        {
          axis: one.getRotationAxis(),
          datum: one.getRotationAxisDatum(),
          fixed: one.getFixedRotation(),
          setting: one.getSettingRotation(),
          matrices,
        },
        `goniometer ${k}`,
      );
      matrices.forEach((matrix, i) => {
        const turns = (one.getAngleFromRotationMatrix(matrix) - input.angles[i]!) / 360;
        expect(turns).toBeCloseTo(Math.round(turns), 10);
      });
    });
    scans.forEach((one, k) => {
      const [z0] = one.getArrayRange();
      const part = one.slice(3, 7);
      check(
        answer.scans[k]!,
        {
          oscillation_range: one.getOscillationRange(),
          batch_range: one.getBatchRange(),
          angle: times(9, (i) => one.getAngleFromArrayIndex(z0 + i + 0.5)),
          index: input.angles.map((angle) => one.getArrayIndexFromAngle(angle)),
          image: input.angles.map((angle) => one.getImageIndexFromAngle(angle)),
          valid: input.angles.map((angle) => one.isAngleValid(angle)),
          slice: [part.getImageRange(), part.getOscillation()],
        },
        `scan ${k}`,
      );
      // dxtbx loses the last pass now and then: it counts whole turns by rounding down what should be a whole number.
      const [low, high] = one.getOscillationRange();
      (answer.scans[k]!.indices as number[][][]).forEach((theirs, i) => {
        const passes = one.getArrayIndicesWithAngle(input.angles[i]!);
        close(passes.slice(0, theirs.length), theirs, `scan ${k} passes`);
        const turn = (angle: number) => Math.floor((angle - input.angles[i]!) / 360);
        expect(passes.length).toBe(turn(high) - turn(low));
        expect(passes.length - theirs.length).toBeLessThanOrEqual(1);
      });
    });
  });

  needs.dials().it("crystals", () => {
    crystals.forEach((one, k) => {
      const changed = one.changeBasis(new ChangeOfBasis(new AffineOp(input.change)));
      check(
        answer.crystals[k]!,
        {
          A: one.getA(),
          U: one.getU(),
          B: one.getB(),
          cell: one.getUnitCellParameters(),
          volume: one.getVolume(),
          sd: one.getCellParameterSd(),
          // dxtbx 3.11 takes the derivatives of the volume in another order than the covariances; with right angles that
          // is no matter. models.test.ts checks ours by differences.
          ...(k === 7 ? { vsd: one.getCellVolumeSd() } : {}),
          U2: one.getUAtScanPoint(2),
          B2: one.getBAtScanPoint(2),
          changed: changed.getA(),
          changed2: changed.getAAtScanPoint(2),
        },
        `crystal ${k}`,
      );
    });
  });

  needs.dials().it("columns: px to mm, s1, rlp, Miller indices, lp, qe, zeta", () => {
    answer.tables.forEach((theirs, k) => {
      const data = { ...input.crystals[k]! };
      delete data.A_at_scan_points;
      const experiment = new Experiment({
        beam: beams[k],
        detector: detectors[k],
        goniometer: goniometers[k],
        scan: scans[k],
        crystal: new Crystal(data),
      });
      const pxyz = new FlexVec3Double(Float64Array.from(theirs["xyzobs.px.value"]!));
      const panel = FlexSizeT.from(times(60, (i) => i % detectors[k]!.length));
      const mm = geometry.pixelToMillimeter(detectors[k]!, pxyz, panel);
      const s1 = geometry.s1OfPixels(detectors[k]!, beams[k]!, pxyz, panel);
      const q = geometry.qOfPixels(detectors[k]!, beams[k]!, pxyz, panel);
      const rlp = geometry.rlpOfQ(q, pxyz.z, experiment);
      const rows = (column: FlexVec3Double | FlexDouble) => Array.from(column.data);
      const where = `table ${k}`;
      const mmTheirs = new FlexVec3Double(Float64Array.from(theirs["xyzobs.mm.value"]!));
      close(rows(mm.x), rows(mmTheirs.x), `${where} mm x`);
      close(rows(mm.y), rows(mmTheirs.y), `${where} mm y`);
      check(
        theirs,
        {
          s1: rows(s1),
          rlp: rows(rlp),
          hkl: rows(geometry.millerIndicesOfPixels(experiment, pxyz, panel)),
          lp: rows(geometry.lp(s1, experiment)),
          "lp.still": rows(geometry.lp(s1, new Experiment({ beam: beams[k] }))),
          qe: rows(geometry.qe(s1, panel, experiment)),
          zeta: rows(geometry.zeta(s1, experiment)),
        },
        where,
      );
      close(
        rows(geometry.fractionalMillerIndices(rlp, experiment.crystal!.getA())),
        rows(geometry.millerIndicesOfQ(q, pxyz.z, experiment)),
        `${where} hkl by two ways`,
      );
    });
  });
});
