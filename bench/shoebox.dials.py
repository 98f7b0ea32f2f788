"""DIALS' side of shoebox.bench.mjs. make PATH ROWS | histogram PATH | count PATH: one run for each line on stdin, answered
with [seconds, peak memory in MiB]; reading the file is not counted on either side."""
import json, resource, sys, time
import numpy as np
from dials.algorithms.shoebox import MaskCode
from dials.array_family import flex
from dxtbx import flumpy


def make(path, rows):
    """Boxes of 5 to 9 pixels a side and 3 to 7 images, masks as spot finding leaves them."""
    rng = np.random.default_rng(2)
    size = np.stack([rng.integers(5, 10, rows), rng.integers(5, 10, rows), rng.integers(3, 8, rows)], 1)
    start = rng.integers(0, 2000, (rows, 3))
    bbox = np.empty((rows, 6), dtype=np.int32)
    bbox[:, 0::2], bbox[:, 1::2] = start, start + size
    t = flex.reflection_table()
    t["bbox"] = flex.int6([tuple(int(v) for v in row) for row in bbox])
    t["panel"] = flex.size_t(rows, 0)
    t["shoebox"] = flex.shoebox(t["panel"], t["bbox"], allocate=True)
    for s in t["shoebox"]:
        shape = tuple(s.data.all())
        data = rng.poisson(20, shape).astype(np.float32)
        s.data = flumpy.from_numpy(data)
        s.mask = flumpy.from_numpy(np.where(data > 22, 5, 3).astype(np.int32))
    t.as_file(path)


def histogram(t):
    """The tutorial's loop over pixels of all shoeboxes (12,000 bins)."""
    pixels = flex.histogram(flex.double(), data_min=0, data_max=12000, n_slots=12000)
    for s in t["shoebox"]:
        pixels.update(flex.histogram(s.data.as_double().as_1d(), data_min=0, data_max=12000, n_slots=12000))
    return pixels.slots()


def count(t):
    return t["shoebox"].count_mask_values(MaskCode.Valid | MaskCode.Foreground)


if __name__ == "__main__":
    command, path = sys.argv[1:3]
    if command == "make":
        make(path, int(sys.argv[3]))
    else:
        run = {"histogram": histogram, "count": count}[command]
        t = flex.reflection_table.from_file(path)
        for line in sys.stdin:
            if line.strip() == "quit":
                break
            start = time.perf_counter()
            answer = run(t)
            seconds = time.perf_counter() - start
            total = int(flex.sum(answer))
            print(json.dumps([seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, total]), flush=True)
