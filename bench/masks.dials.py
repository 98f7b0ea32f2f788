"""DIALS' side of masks.bench.mjs: COMMAND flat|parallax SETUP, one run for each line on stdin, answered with [seconds, peak memory in MiB,
masked pixels]. `loop` and `bragg-loop` are the loops of the documents over a part of the pixels and shoeboxes, their time scaled up."""
import json, math, resource, sys, time
import dials.util.masking
from dials.algorithms.shoebox import MaskCode
from dials.array_family import flex
from dials.util.masking import generate_mask, phil_scope
from dxtbx.model import BeamFactory, Detector
from iotbx.phil import parse

command, kind, setup = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
strategy = {"type": "ParallaxCorrectedPxMmStrategy" if kind == "parallax" else "SimplePxMmStrategy"}
beam = BeamFactory.from_dict(setup["beam"])
detector = Detector.from_dict({"panels": [dict(setup["panel"], px_mm_strategy=strategy)]})
width, height = setup["panel"]["image_size"]
# A mask is made once for a detector: d of its pixels is not there yet.
fresh = dials.util.masking._get_resolution_masker.__wrapped__
kept = []


def masker(beam, panel):
    if not kept:
        kept.append(fresh(beam, panel))
    return kept[0]


dials.util.masking._get_resolution_masker = masker


class Models:
    def get_detector(self):
        return detector

    def get_beam(self):
        return beam


def numbers(values):
    return " ".join(map(str, values))


limits = "\n".join(f"{k}={v}" for k, v in setup["resolution"].items())
phil = {
    "resolution": limits,
    "ranges": limits + "".join(f"\nresolution_range={numbers(r)}" for r in setup["ranges"]),
    "rings": "ice_rings.filter=True",
    "circle": "untrusted.circle=" + numbers(setup["circle"]),
    "polygon": "untrusted.polygon=" + numbers(setup["polygon"]),
}


def generated():
    kept.clear()
    return generate_mask(Models(), params)


def loop():
    """Every hundredth row of the documents' create_custom_resolution_mask."""
    panel, wavelength = detector[0], beam.get_wavelength()
    d_min, d_max = setup["resolution"]["d_min"], setup["resolution"]["d_max"]
    mask = flex.bool(flex.grid(height, width), True)
    for slow in range(0, height, 100):
        for fast in range(width):
            x, y, z = panel.get_pixel_lab_coord((fast, slow))
            two_theta = math.atan2((x**2 + y**2) ** 0.5, z)
            d = wavelength / (2 * math.sin(two_theta / 2)) if two_theta > 0 else float("inf")
            keep = not (d < d_min or d > d_max)
            for low, high in setup["ranges"]:
                if low <= d <= high:
                    keep = False
                    break
            mask[slow, fast] = keep
    return [mask]


def bragg_loop():
    """Every hundredth shoebox of the documents' create_2d_bragg_mask_from_shoeboxes."""
    mask = flex.bool(flex.grid(height, width), False)
    target = MaskCode.Foreground | MaskCode.Valid
    for i in range(0, len(shoeboxes), 100):
        shoebox = shoeboxes[i]
        bbox, codes = shoebox.bbox, shoebox.mask
        nz, ny, nx = codes.accessor().all()
        for y in range(ny):
            for x in range(nx):
                for z in range(nz):
                    if (codes[z, y, x] & target) == target:
                        py, px = bbox[2] + y, bbox[0] + x
                        if 0 <= px < width and 0 <= py < height:
                            mask[py, px] = True
                        break
    return [mask]


run = {"loop": loop, "bragg-loop": bragg_loop}.get(command, generated)
if command in phil:
    params = phil_scope.fetch(parse(phil[command])).extract()
    params.untrusted = [u for u in params.untrusted if u.circle or u.polygon]
if command == "bragg-loop":
    shoeboxes = flex.reflection_table.from_file(setup["shoeboxes"])["shoebox"]
for line in sys.stdin:
    if line.strip() == "quit":
        break
    start = time.perf_counter()
    answer = run()
    seconds = (time.perf_counter() - start) * (100 if command.endswith("loop") else 1)
    masked = sum(m.count(False) for m in answer)
    print(json.dumps([seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, masked]), flush=True)
