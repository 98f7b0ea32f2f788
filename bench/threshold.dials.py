"""DIALS' side of threshold.bench.mjs: ALGORITHM[/BLUR] FILE, one run for each line on stdin, answered with [processor seconds, peak memory in MiB, strong
pixels]."""
import json, resource, sys, time, warnings

warnings.simplefilter("ignore")
from dials.algorithms.image.threshold import DispersionExtendedThreshold, DispersionThreshold
from dials.array_family import flex
from dxtbx.imageset import ImageSetFactory

algorithm, path = sys.argv[1:]
imageset = ImageSetFactory.new([path])[0]
image, mask = imageset.get_corrected_data(0)[0], imageset.get_mask(0)[0]


def radial_profile(blur):
    from dials.extensions.radial_profile_spotfinder_threshold_ext import (
        RadialProfileSpotFinderThresholdExt,
        phil_str,
    )
    from iotbx.phil import parse

    scope = parse("spotfinder { threshold { radial_profile {" + phil_str + "} } }")
    params = scope.extract()
    params.spotfinder.threshold.radial_profile.blur = blur or None
    extension = RadialProfileSpotFinderThresholdExt(params)
    return lambda: extension.compute_threshold(
        image, mask, imageset=imageset, i_panel=0
    )


def dispersion(kind):
    threshold = kind(image.all(), (3, 3), 6, 3, 0, 2)

    def find():
        strong = flex.bool(flex.grid(image.all()))
        threshold(image, mask, strong)
        return strong

    return find


name, _, blur = algorithm.partition("/")
if name == "radial_profile":
    find = radial_profile(blur)
else:
    find = dispersion(
        DispersionThreshold if name == "dispersion" else DispersionExtendedThreshold
    )
for line in sys.stdin:
    if line.strip() == "quit":
        break
    start = time.process_time()
    strong = find()
    seconds = time.process_time() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps([seconds, memory, strong.count(True)]), flush=True)
