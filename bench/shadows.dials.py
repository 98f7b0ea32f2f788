"""DIALS' side of shadows.bench.mjs: COMMAND SETUP, one run for each line on stdin, answered with [seconds, peak memory in
MiB, clusters or masked pixels]."""
import json, resource, sys, time
from cctbx import crystal
from dials.algorithms.clustering.unit_cell import cluster_unit_cells
from dxtbx.masking import GoniometerMaskerFactory
from dxtbx.model import Detector
from dxtbx.model.goniometer import GoniometerFactory

command, setup = sys.argv[1], json.loads(sys.argv[2])
if command == "clusters":
    symmetries = [crystal.symmetry(unit_cell=cell, space_group_symbol="P 1") for cell in setup["cells"]]
else:
    detector = Detector.from_dict({"panels": [setup["panel"]]})
    masker = GoniometerMaskerFactory.smargon(GoniometerFactory.from_dict(setup["goniometer"]))


def run():
    if command == "clusters":
        return len(cluster_unit_cells(symmetries, threshold=setup["threshold"]))
    return sum(mask.count(False) for mask in masker.get_mask(detector, setup["angle"]))


for line in sys.stdin:
    if line.strip() == "quit":
        break
    start = time.perf_counter()
    answer = run()
    seconds = time.perf_counter() - start
    print(json.dumps([seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, answer]), flush=True)
