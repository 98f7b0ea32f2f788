"""DIALS' side of images.bench.mjs. imageset|class PASSES FILES: so many passes through the files for each line on stdin, answered with
[processor seconds, peak memory in MiB, a sum of pixels]. `imageset` asks an imageset for each image, as DIALS' programs do; `class`
makes an instance of the format class for each file, which reads header and models, and asks it for its raw data."""
import json, resource, sys, time, warnings

warnings.simplefilter("ignore")
from dxtbx import flumpy
from dxtbx.format.Registry import get_format_class_for_file
from dxtbx.model.experiment_list import ExperimentListFactory

how, passes, files = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
format_class = get_format_class_for_file(files[0])


def by_class():
    for path in files:
        yield format_class(path).get_raw_data()


def images_of(imagesets):
    for imageset in imagesets:
        for i in range(len(imageset)):
            yield imageset.get_raw_data(i)[0]
        imageset.clear_cache()


if how == "imageset":
    imagesets = ExperimentListFactory.from_filenames(files).imagesets()
    run = lambda: images_of(imagesets)
else:
    run = by_class

total = float(sum(int(flumpy.to_numpy(raw).ravel()[::97].astype("i8").sum()) for raw in run()))
for line in sys.stdin:
    if line.strip() == "quit":
        break
    start = time.process_time()
    for _ in range(passes):
        for raw in run():
            pass
    seconds = time.process_time() - start
    print(json.dumps([seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, total]), flush=True)
