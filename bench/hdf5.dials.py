# The other side of hdf5.bench.mjs: for each line on stdin one pass over all images; prints [seconds, peak MiB, sum of one image].
import json
import resource
import sys
import time

how, path = sys.argv[1:3]
if how == "h5py":
    import h5py
    import hdf5plugin  # noqa: F401

    def once():
        total = 0
        with h5py.File(path) as f:
            data = f["/entry/data/data"]
            for i in range(len(data)):
                frame = data[i].astype("int32")
                total += int(frame[100, 100])
        return total

else:
    import dxtbx

    imageset = dxtbx.load(path)

    def once():
        total = 0
        for i in range(imageset.get_num_images()):
            total += imageset.get_raw_data(i)[0][100, 100]
        return total


for line in sys.stdin:
    if line.strip() == "quit":
        break
    start = time.perf_counter()
    total = once()
    seconds = time.perf_counter() - start
    print(json.dumps([seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, total]), flush=True)
