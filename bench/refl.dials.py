"""DIALS' side of refl.bench.mjs. Commands: make PATH ROWS | read PATH (select and four columns) | all PATH (every column).
Prints seconds and peak memory (MB), one JSON line per repeat asked for on stdin; "quit" or end of input ends."""
import json, resource, sys, time
import numpy as np
from dials.array_family import flex
from dxtbx import flumpy


def make(path, rows):
    """29 columns, 280 bytes a row, as integration leaves them."""
    rng = np.random.default_rng(2)
    t = flex.reflection_table()
    vec = lambda s: flumpy.vec_from_numpy(rng.normal(size=(rows, 3)) * s)
    real = lambda s=1.0: flumpy.from_numpy(rng.normal(size=rows) * s)
    whole = lambda n: flumpy.from_numpy(rng.integers(0, n, rows).astype(np.int32))
    for name in ("xyzobs.px.value", "xyzobs.px.variance", "xyzcal.px", "s1"):
        t[name] = vec(1000)
    for name in ("intensity.sum.value", "intensity.sum.variance", "intensity.prf.value", "intensity.prf.variance",
                 "background.mean", "background.sum.value", "background.sum.variance", "d", "lp", "qe", "zeta",
                 "partiality", "profile.correlation"):
        t[name] = real(100)
    for name in ("id", "imageset_id", "num_pixels.background", "num_pixels.foreground", "num_pixels.valid", "n_signal"):
        t[name] = whole(50)
    t["panel"] = flex.size_t(rows, 0)
    t["partial_id"] = flex.size_t(range(rows))
    t["flags"] = flex.size_t(((rng.random(rows) < 0.6).astype(np.uint64) * 4 + 32).tolist())
    t["bbox"] = flex.int6(rows)
    t["miller_index"] = flex.miller_index(rows)
    t["entering"] = flex.bool(rows, True)
    assert len(list(t.keys())) == 29, len(list(t.keys()))
    t.as_file(path)


def read(path):
    t = flex.reflection_table.from_file(path)
    s = t.select(t.get_flags(t.flags.indexed))
    return sum(flex.sum(s[name]) for name in ("intensity.sum.value", "intensity.sum.variance", "d")) + len(s["xyzobs.px.value"])


def every(path):
    t = flex.reflection_table.from_file(path)
    return len([t[name] for name in t.keys()])


if __name__ == "__main__":
    command, path = sys.argv[1:3]
    if command == "make":
        make(path, int(sys.argv[3]))
    else:
        run = {"read": read, "all": every}[command]
        for line in sys.stdin:
            if line.strip() == "quit":
                break
            start = time.perf_counter()
            run(path)
            seconds = time.perf_counter() - start
            print(json.dumps([seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]), flush=True)
