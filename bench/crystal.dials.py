"""cctbx's side of crystal.bench.mjs. COMMAND ROWS: one run for each line on stdin, answered with [seconds, peak memory in MiB, a
sum]."""
import json, resource, sys, time
import numpy as np
from cctbx import crystal, miller, sgtbx, uctbx
from cctbx.array_family import flex
from cctbx.sgtbx import lattice_symmetry
from dxtbx import flumpy

command, n = sys.argv[1], int(sys.argv[2])
i = np.arange(n)
part = lambda step, size: flumpy.from_numpy(((i * step) % size - size // 2).astype(np.int32))
hkl = flex.miller_index(part(7, 61), part(13, 53), part(29, 71))
type = sgtbx.space_group_info("P 43 3 2").type()
cell = uctbx.unit_cell((57, 68, 79, 81, 95, 103))
settings = [s.hall() for s in sgtbx.space_group_symbol_iterator()]
cells = [uctbx.unit_cell((20 + k % 17, 30 + k % 13, 25 + k % 29, 70 + k % 37, 75 + k % 31, 80 + k % 23)) for k in range(1000)]
lattices = [crystal.symmetry(uctbx.unit_cell((40, 40 + 0.1 * (k % 5), 40 + 0.2 * (k % 3), 90, 90 + 0.3 * (k % 4), 90)), "P1") for k in range(20)]


def mapped(anomalous):
    indices = hkl.deep_copy()
    miller.map_to_asu(type, anomalous, indices)
    return indices


def weighted(indices):
    h, k, l = (flumpy.to_numpy(x).astype(float) for x in indices.as_vec3_double().parts())
    return float((h + 100 * k + 10000 * l)[::997].sum())


runs = {
    "asu": (lambda: mapped(False), weighted),
    "anomalous": (lambda: mapped(True), weighted),
    "absent": (lambda: type.group().is_sys_absent(hkl), lambda a: a.count(True)),
    "d": (lambda: cell.d(hkl), lambda a: float(np.where(np.isfinite(x := flumpy.to_numpy(a)), x, 0)[1::997].sum())),
    "settings": (lambda: [sgtbx.space_group(s).order_z() for s in settings], sum),
    "niggli": (lambda: [u.niggli_cell().parameters()[0] for u in cells], sum),
    "lattice": (
        lambda: [len(lattice_symmetry.metric_subgroups(s, 5.0, bravais_types_only=True).result_groups) for s in lattices],
        sum,
    ),
}
run, total = runs[command]
for line in sys.stdin:
    if line.strip() == "quit":
        break
    start = time.perf_counter()
    answer = run()
    seconds = time.perf_counter() - start
    print(json.dumps([seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, total(answer)]), flush=True)
