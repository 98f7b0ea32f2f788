"""DIALS' side of scattering.bench.mjs. f0|sasaki|henke|kapton|kapton2019 ROWS: one run for each line on stdin, answered with
[seconds, peak memory in MiB, a sum]."""
import json, resource, sys, time
import numpy as np
from cctbx.eltbx import henke, sasaki, xray_scattering
from dials.algorithms.integration.kapton_2019_correction import KaptonTape_2019
from dials.algorithms.integration.kapton_correction import KaptonAbsorption
from dials.array_family import flex
from dxtbx import flumpy

command, rows = sys.argv[1], int(sys.argv[2])
i = np.arange(rows, dtype=float)
few = i[: rows // 100]
d_star_sq = flumpy.from_numpy(i / rows * 4)
wavelengths = [0.5 + w / len(few) for w in few]
count = rows // 10 if command == "kapton2019" else rows
rays = np.stack([(i * 0.37) % 1.9 - 0.95, (i * 0.61) % 1.7 - 0.85, np.full(rows, -1.0)], 1)[:count]
s1 = flumpy.vec_from_numpy(np.ascontiguousarray(rays / np.linalg.norm(rays, axis=1)[:, None]))
tape = (0.02, 0.05, 1.5875, 1.15)
gaussian = xray_scattering.it1992("Fe3+", True).fetch()


def anomalous(table):
    found = [table.at_angstrom(w) for w in wavelengths]
    return [a.fp() for a in found], [a.fdp() for a in found]


run = {
    "f0": lambda: flumpy.to_numpy(gaussian.at_d_star_sq(d_star_sq)),
    "sasaki": lambda: np.add(*anomalous(sasaki.table("Se"))),
    "henke": lambda: np.add(*anomalous(henke.table("Se"))),
    "kapton": lambda: flumpy.to_numpy(KaptonAbsorption(*tape, wavelength_ang=1.3).abs_correction_flex(s1)),
    "kapton2019": lambda: flumpy.to_numpy(KaptonTape_2019(*tape, wavelength_ang=1.3).abs_correction_flex(s1)),
}[command]
for line in sys.stdin:
    if line.strip() == "quit":
        break
    start = time.perf_counter()
    answer = run()
    seconds = time.perf_counter() - start
    print(json.dumps([seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, float(answer[::7].sum())]), flush=True)
