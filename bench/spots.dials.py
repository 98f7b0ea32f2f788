"""DIALS' side of spots.bench.mjs: for each line on stdin one run; prints [seconds, peak memory in MiB, number of spots]."""
import json, resource, sys, time
import numpy as np
from dials.array_family import flex
from dials.model.data import PixelList, PixelListLabeller
from dxtbx import flumpy

path, images, slow, fast = sys.argv[1], *map(int, sys.argv[2:5])
numbers = np.fromfile(path, dtype=np.uint32)
sizes = numbers[:images].astype(int)
places, counts = numbers[images:].reshape(2, -1)
ends = np.cumsum(sizes)
lists = [
    PixelList(
        i,
        (slow, fast),
        flumpy.from_numpy(counts[end - n : end].astype(float)),
        flumpy.from_numpy(places[end - n : end].astype(np.uint64)),
    )
    for i, (n, end) in enumerate(zip(sizes, ends))
]
for line in sys.stdin:
    if line.strip() == "quit":
        break
    start = time.perf_counter()
    labeller = PixelListLabeller()
    for pixels in lists:
        labeller.add(pixels)
    boxes = flex.PixelListShoeboxCreator(labeller, 0, 0, False, 3, 1000, False).result()
    boxes = boxes.select(boxes.is_allocated())
    observed = flex.observation(boxes.panels(), boxes.centroid_valid(), boxes.summed_intensity())
    table = flex.reflection_table(observed, boxes)
    seconds = time.perf_counter() - start
    print(json.dumps([seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, len(table)]), flush=True)
