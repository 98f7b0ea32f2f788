// NXmx files made with h5py, each showing one thing the definition allows; what dxtbx makes of them goes with them.

/** The Python that makes the files of `input.folder`; for each: name → what dxtbx reads. */
export const makeNxmxFiles = `
import base64, os
import h5py, numpy as np

def attributes(item, **values):
    for key, value in values.items():
        if isinstance(value, str): item.attrs[key] = np.string_(value)
        elif value is not None: item.attrs[key] = value

def group(parent, name, cls):
    made = parent.create_group(name)
    made.attrs["NX_class"] = np.string_(cls)
    return made

def axis(parent, name, kind, value, units, vector, depends_on=".", offset=None, offset_units=None):
    made = parent.create_dataset(name, data=value)
    attributes(made, transformation_type=kind, units=units, vector=np.array(vector, float), depends_on=depends_on)
    if offset is not None: made.attrs["offset"] = np.array(offset, float)
    if offset_units is not None: made.attrs["offset_units"] = np.string_(offset_units)
    return made

TR = "/entry/instrument/detector/transformations/"

def base(path, images=3, shape=(7, 11), dtype="uint16", sample=True, data=None, transformations=None, module_base=None,
         modules=None, bits=None, signal="data", saturation=60000, underload=0, material="Si", frame_time=(0.25, "s"),
         omega=None, chain=None, pixel=(0.172, "mm"), wavelength=(0.9795, "angstrom"), beam_centre=None):
    f = h5py.File(path, "w")
    e = group(f, "entry", "NXentry")
    e["definition"] = np.string_("NXmx")
    i = group(e, "instrument", "NXinstrument")
    i["name"] = np.string_("synthetic")
    b = group(i, "beam", "NXbeam")
    b["incident_wavelength"] = wavelength[0]
    b["incident_wavelength"].attrs["units"] = np.string_(wavelength[1])
    d = group(i, "detector", "NXdetector")
    d["sensor_material"] = np.string_(material)
    d["sensor_thickness"] = 320.0
    d["sensor_thickness"].attrs["units"] = np.string_("um")
    if saturation is not None: d["saturation_value"] = saturation
    if underload is not None: d["underload_value"] = underload
    if bits: d["bit_depth_readout"] = bits
    if frame_time:
        d["frame_time"] = frame_time[0]
        d["frame_time"].attrs["units"] = np.string_(frame_time[1])
    t = group(d, "transformations", "NXtransformations")
    (transformations or (lambda t: axis(t, "det_z", "translation", [211.5], "mm", (0, 0, 1))))(t)
    for n, (origin, size, offset, fast, slow) in enumerate(modules or [((0, 0), shape, (7.25, -3.5, 0), (-1, 0, 0), (0, -1, 0))]):
        m = group(d, "module_%02d" % n if modules else "module", "NXdetector_module")
        m["data_origin"] = np.array(origin)
        m["data_size"] = np.array(size)
        where = module_base(n) if module_base else TR + "det_z"
        axis(m, "module_offset", "translation", [0.0], "mm", (1, 0, 0), where, offset, "mm")
        axis(m, "fast_pixel_direction", "translation", [pixel[0]], pixel[1], fast, m.name + "/module_offset", (0, 0, 0), "mm")
        axis(m, "slow_pixel_direction", "translation", [pixel[0]], pixel[1], slow, m.name + "/module_offset", (0, 0, 0), "mm")
    if beam_centre:
        d["beam_center_x"], d["beam_center_y"] = beam_centre
    if sample:
        s = group(e, "sample", "NXsample")
        st = group(s, "transformations", "NXtransformations")
        if chain: s["depends_on"] = np.string_(chain(st, images))
        else:
            axis(st, "omega", "rotation", np.arange(images) * 0.1 + 30 if omega is None else omega, "deg", (-1, 0, 0))
            st["omega_end"] = st["omega"][()] + 0.1
            s["depends_on"] = np.string_("/entry/sample/transformations/omega")
    else:
        group(e, "sample", "NXsample")
    n = group(e, "data", "NXdata")
    if signal: n.attrs["signal"] = np.string_(signal)
    if data: data(f, n, path)
    else: n.create_dataset("data", data=frames(images, shape, dtype), chunks=(1,) + tuple(shape), compression="gzip")
    return f

def frames(images, shape, dtype, seed=1):
    rng = np.random.RandomState(seed)
    if np.dtype(dtype).kind == "f": return rng.normal(size=(images,) + tuple(shape)).astype(dtype)
    top = min(np.iinfo(dtype).max, 2**31 - 1)
    values = rng.poisson(2.0, size=(images,) + tuple(shape)).astype(dtype)
    flat = values.reshape(-1)
    where = rng.permutation(flat.size)[: flat.size // 10]
    flat[where] = rng.randint(0, top, size=where.size)
    if np.dtype(dtype).kind == "u":
        # what Dectris writes for gaps and bad pixels
        flat[where[::3]] = np.iinfo(dtype).max
        flat[where[1::3]] = np.iinfo(dtype).max - 1
    return values

def two_theta(t):
    axis(t, "arm", "rotation", [20.5], "deg", (-1, 0, 0))
    axis(t, "det_z", "translation", [21.15], "cm", (0, 0, 1), TR + "arm", (0.1, -0.2, 0.3), "mm")

def tilted(t):
    axis(t, "det_z", "translation", [0.2], "m", (0, 0, 1))
    axis(t, "tilt", "rotation", [np.radians(3.25)], "rad", (0, 1, 0), TR + "det_z", (0.5, 0, 0), "mm")

def quadrants(t):
    axis(t, "det_z", "translation", [150.0], "mm", (0, 0, 1))
    axis(t, "q0", "rotation", [1.5], "deg", (0, 0, 1), TR + "det_z", (1, 2, 0.5), "mm")
    axis(t, "q1", "rotation", [-2.5], "deg", (0, 0.6, 0.8), TR + "det_z", (-3, 2, 0.25), "mm")

def kappa(st, images):
    T = "/entry/sample/transformations/"
    axis(st, "omega", "rotation", np.linspace(5, 6, images), "deg", (-1, 0, 0), ".")
    axis(st, "kappa", "rotation", [-35.5], "deg", (-0.642788, 0.766044, 0), T + "omega")
    axis(st, "phi", "rotation", [77.0], "deg", (-1, 0, 0), T + "kappa")
    axis(st, "sam_x", "translation", [0.1], "mm", (1, 0, 0), T + "phi")
    return T + "sam_x"

def external(images_each, sub=""):
    def make(f, n, path):
        folder = os.path.dirname(path)
        os.makedirs(os.path.join(folder, sub), exist_ok=True)
        name = os.path.join(sub, os.path.basename(path).replace(".h5", "_data.h5"))
        with h5py.File(os.path.join(folder, name), "w") as g:
            g.create_dataset("entry/data/data", data=frames(images_each, (7, 11), "uint32"), chunks=(1, 7, 11))
        n["data"] = h5py.ExternalLink(name, "/entry/data/data")
    return make

def virtual(f, n, path):
    layout = h5py.VirtualLayout(shape=(4, 7, 11), dtype="int32")
    for k in range(2):
        name = os.path.basename(path).replace(".h5", "_%06d.h5" % (k + 1))
        with h5py.File(os.path.join(os.path.dirname(path), name), "w") as g:
            g.create_dataset("data", data=frames(2, (7, 11), "int32", k + 5), chunks=(1, 7, 11), compression="gzip", shuffle=True)
        layout[2 * k : 2 * k + 2] = h5py.VirtualSource(name, "data", shape=(2, 7, 11))
    n.create_virtual_dataset("data", layout)

two = [((0, 0), (7, 11), (7.25, -3.5, 0), (-1, 0, 0), (0, -1, 0)), ((9, 0), (7, 11), (7.5, -13.5, 0.1), (-1, 0, 0), (0, -1, 0)),
       ((9, 13), (7, 8), (1.5, -13.5, 0.1), (0, 1, 0), (-1, 0, 0))]

def files(folder):
    at = lambda name: os.path.join(folder, name)
    made = {}
    def add(name, **options):
        f = base(at(name + ".h5"), **options)
        made[name] = at(name + ".h5")
        return f
    add("plain").close()
    add("sentinels16", bits=16).close()
    add("uint32", dtype="uint32", bits=32).close()
    add("int32", dtype="int32").close()
    add("int16", dtype="int16").close()
    add("uint8", dtype="uint8", bits=8).close()
    add("float32", dtype="float32").close()
    add("float64", dtype="float64").close()
    add("limitless", saturation=None, underload=None).close()
    add("twoTheta", transformations=two_theta).close()
    add("tilted", transformations=tilted, pixel=(75e-6, "m")).close()
    add("modules", shape=(16, 24), modules=two, transformations=quadrants, module_base=lambda n: TR + "q%d" % min(n, 1)).close()
    add("kappa", images=5, chain=kappa).close()
    add("still", images=1, omega=[0.0]).close()
    add("noSample", sample=False).close()
    add("external", data=external(3)).close()
    add("subfolder", data=external(3, "raw")).close()
    add("virtual", images=4, data=virtual).close()
    add("CdTe", material="CdTe", wavelength=(2.5e-11, "m"), frame_time=(40.0, "ms")).close()
    with add("masked") as f:
        mask = (np.random.RandomState(3).uniform(size=(7, 11)) < 0.2) * np.uint32(1)
        f.create_dataset("entry/instrument/detector/pixel_mask", data=mask, compression="gzip")
    return made

def models(path, pixels=True):
    import dxtbx
    from dxtbx.format.Registry import get_format_class_for_file
    cls = get_format_class_for_file(path)
    image = cls.get_instance(path)
    detector, beam, goniometer, scan = image.get_detector(), image.get_beam(), image.get_goniometer(), image.get_scan()
    data, mask = [], image.get_static_mask()
    for index in range(image.get_num_images() if pixels else 0):
        panels = image.get_raw_data(index)
        if not isinstance(panels, tuple): panels = (panels,)
        data.append([[list(p.all()), base64.b64encode(p.as_numpy_array().astype(np.float64).tobytes()).decode()] for p in panels])
    return dict(
        format=cls.__name__, images=image.get_num_images(), data=data,
        mask=None if mask is None else [base64.b64encode(m.as_numpy_array().astype(np.uint8).tobytes()).decode() for m in mask],
        beam=beam.to_dict(), detector=detector.to_dict(),
        goniometer=None if goniometer is None else goniometer.to_dict(), scan=None if scan is None else scan.to_dict(),
        frames=[[list(p.get_fast_axis()), list(p.get_slow_axis()), list(p.get_origin())] for p in detector])
`;

/** What `models(path)` gives. */
export interface DxtbxModels {
  format: string;
  images: number;
  /** For each image and panel: shape, and the values as doubles in base64. */
  data: [shape: [number, number], values: string][][];
  mask: string[] | null;
  beam: Record<string, unknown>;
  detector: Record<string, unknown>;
  goniometer: Record<string, unknown> | null;
  scan: Record<string, unknown> | null;
  frames: [number[], number[], number[]][];
}
