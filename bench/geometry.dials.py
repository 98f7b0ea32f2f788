"""DIALS' side of geometry.bench.mjs. still|rotation|map flat|parallax SETUP: one run for each line on stdin, answered with
[seconds, peak memory in MiB, a sum]. The C++ route: whole flex columns. `loop` is the loop over pixels that the tutorials
show, of a hundredth of the rows, its time times 100."""
import json, math, resource, sys, time
import numpy as np
from dials.array_family import flex
from dxtbx import flumpy
from dxtbx.model import BeamFactory, CrystalFactory, Detector, Experiment, ExperimentList, GoniometerFactory, Scan
from scitbx import matrix

command, kind, setup = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
strategy = {"type": "ParallaxCorrectedPxMmStrategy" if kind == "parallax" else "SimplePxMmStrategy"}
beam = BeamFactory.from_dict(setup["beam"])
detector = Detector.from_dict({"panels": [dict(setup["panel"], px_mm_strategy=strategy)]})
panel = detector[0]
crystal = CrystalFactory.from_dict(setup["crystal"])
goniometer = GoniometerFactory.from_dict(setup["goniometer"])
scan = Scan.from_dict(setup["scan"])
n = setup["rows"]
i = np.arange(n, dtype=float)
pxyz = np.stack([(i * 7.31) % 2463, (i * 3.17) % 2527, ((i * 13) % 9000) / 10], 1)
xyz = flumpy.vec_from_numpy(pxyz)
xy = flumpy.vec_from_numpy(np.ascontiguousarray(pxyz[:, :2]))
a_inverse = matrix.sqr(crystal.get_A()).inverse().elems
inverses = flex.mat3_double(n, a_inverse)


def still():
    mm = panel.pixel_to_millimeter(xy)
    lab = panel.get_lab_coord(mm)
    s1 = lab.each_normalize() * (1 / beam.get_wavelength())
    q = s1 - beam.get_s0()
    return (inverses * q).as_double()


experiments = ExperimentList([Experiment(beam=beam, detector=detector, goniometer=goniometer, scan=scan, crystal=crystal)])


def rotation():
    t = flex.reflection_table()
    t["id"], t["panel"] = flex.int(n, 0), flex.size_t(n, 0)
    t["xyzobs.px.value"] = xyz
    t["xyzobs.px.variance"] = flex.vec3_double(n, (1, 1, 1))
    t.centroid_px_to_mm(experiments)
    t.map_centroids_to_reciprocal_space(experiments)
    return (inverses * t["rlp"]).as_double()


def resolution_map():
    two_theta = flumpy.to_numpy(panel.get_two_theta_array(beam.get_s0()))
    return flumpy.from_numpy((beam.get_wavelength() / (2 * np.sin(two_theta / 2))).ravel())


def loop():
    total = []
    for k in range(0, n, 100):
        lab = matrix.col(panel.get_pixel_lab_coord(xy[k]))
        q = lab.normalize() * (1 / beam.get_wavelength()) - matrix.col(beam.get_s0())
        total.append((matrix.sqr(a_inverse) * q).elems)
    return flex.vec3_double(total).as_double()


run = {"still": still, "rotation": rotation, "map": resolution_map, "loop": loop}[command]
for line in sys.stdin:
    if line.strip() == "quit":
        break
    start = time.perf_counter()
    answer = run()
    seconds = (time.perf_counter() - start) * (100 if command == "loop" else 1)
    total = float(flumpy.to_numpy(answer)[::997].sum())
    print(json.dumps([seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, total]), flush=True)
