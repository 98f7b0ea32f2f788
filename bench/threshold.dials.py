"""DIALS' side of threshold.bench.mjs: ALGORITHM FILE, one run for each line on stdin, answered with [processor seconds, peak memory in MiB, strong
pixels]."""
import json, resource, sys, time, warnings

warnings.simplefilter("ignore")
from dials.algorithms.image.threshold import DispersionExtendedThreshold, DispersionThreshold
from dials.array_family import flex
from dxtbx.imageset import ImageSetFactory

algorithm, path = sys.argv[1:]
imageset = ImageSetFactory.new([path])[0]
image, mask = imageset.get_corrected_data(0)[0], imageset.get_mask(0)[0]
kind = DispersionThreshold if algorithm == "dispersion" else DispersionExtendedThreshold
threshold = kind(image.all(), (3, 3), 6, 3, 0, 2)
for line in sys.stdin:
    if line.strip() == "quit":
        break
    start = time.process_time()
    strong = flex.bool(flex.grid(image.all()))
    threshold(image, mask, strong)
    seconds = time.process_time() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps([seconds, memory, strong.count(True)]), flush=True)
