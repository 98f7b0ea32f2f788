"""Writes the tables of lib/src/scattering/tables/ from an installed DIALS (with its cctbx) and an installed xraylib.

    /usr/bin/python3 tools/scattering_tables.py cctbx     form factors, anomalous scattering, attenuation, elements
    python3 tools/scattering_tables.py xraylib            incoherent scattering

Only needed to make the tables anew. The numbers are published facts; each file names its source. cctbx answers with
interpolated float32 numbers only for the two anomalous tables, so their nodes are looked up in its library, where they
lie as arrays of floats, and every node found is checked against what cctbx itself answers there.
"""
import os
import sys

folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../lib/src/scattering/tables")


def write(name, constant, header, lines):
    text = "\n".join(lines)
    # Latin-1 throughout: then JavaScript keeps a byte a character.
    header.encode("latin-1")
    assert "`" not in text and "\\" not in text and "$" not in text
    path = os.path.join(folder, name)
    with open(path, "w") as f:
        doc = "".join(f" * {line}".rstrip() + "\n" for line in header.strip().split("\n"))
        f.write(f"/**\n{doc} */\nexport const {constant}: string = `\n{text}\n`;\n")
    print(f"{name}: {len(lines)} lines, {os.path.getsize(path) / 1000:.0f} kB")


def number(x):
    """A float32 as it was printed: six digits."""
    text = "%.6g" % x
    if "e" in text:
        mantissa, exponent = text.split("e")
        return f"{mantissa}e{int(exponent)}"
    return text[1:] if text.startswith("0.") else text.replace("-0.", "-.") if text.startswith("-0.") else text


def exact(x):
    text = repr(float(x))
    return text[:-2] if text.endswith(".0") else text


def single(x):
    """A float32 in as few digits as tell it from its neighbours: in general as it was printed."""
    import numpy

    text = numpy.format_float_positional(numpy.float32(x), trim="-")
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text


def library_floats():
    import numpy

    # The extension module pulls the library in; the process' own map says where it lies.
    import cctbx.eltbx.sasaki  # noqa: F401

    with open("/proc/self/maps") as maps:
        found = {line.split()[-1] for line in maps if "/libcctbx.so" in line}
    (path,) = found
    data = open(path, "rb").read()
    return numpy.frombuffer(data[: len(data) // 4 * 4], dtype="<f4")


def henke_table(floats):
    from cctbx.eltbx import henke

    starts = [i for i in range(len(floats) - 4) if floats[i] == 10 and 10.161 < floats[i + 3] < 10.162]
    blocks = []
    for start in starts:
        rows = 0
        while floats[start + 3 * rows] != 0:
            rows += 1
        blocks.append(floats[start : start + 3 * rows].reshape(rows, 3))
    labels = [t.label() for t in henke.table_iterator()]
    of = {}
    for label in labels:
        table, z = henke.table(label), henke.table(label).atomic_number()
        for block in blocks:
            answers = [table.at_ev(float(row[0])) for row in block]
            if all(
                abs(a.fdp() - row[2]) <= 1e-6 * row[2]
                and (not a.is_valid_fp() or abs(a.fp() - (float(row[1]) - z)) <= 3e-7 * (z + abs(row[1])))
                for a, row in zip(answers, block)
            ):
                of.setdefault(label, []).append(block)
    assert len(labels) == 92 and all(len(of[label]) == 1 for label in labels)
    count = {}
    for label in labels:
        for row in of[label][0]:
            count[row[0]] = count.get(row[0], 0) + 1
    grid = sorted(e for e in count if count[e] > 46)
    lines = ["grid " + " ".join(number(e) for e in grid)]
    for label in labels:
        block = of[label][0]
        energies = [row[0] for row in block]
        undefined = sum(row[1] == -9999 for row in block)
        assert all(row[1] == -9999 for row in block[:undefined]) and energies[undefined] == grid[grid.index(energies[undefined])]
        more = [e for e in energies if e not in count or count[e] <= 46]
        less = [e for e in grid if e not in energies]
        lines.append(
            " | ".join(
                [
                    label,
                    " ".join(["+" + number(e) for e in more] + ["-" + number(e) for e in less]),
                    " ".join(number(row[1]) for row in block[undefined:]),
                    " ".join(number(row[2]) for row in block),
                ]
            )
        )
    write(
        "henke1993.ts",
        "henke1993",
        """Atomic scattering factors f1 = Z + f' and f2 = f'', electrons, 10 eV to 30 keV: B. L. Henke, E. M. Gullikson & J. C. Davis,
Atomic Data and Nuclear Data Tables 54 (1993) 181, as cctbx holds them. Made by tools/scattering_tables.py.
The line `grid` has the energies, eV, common to all; a line of an element: symbol | energies it has more (+) or fewer (-) |
f1, from 29.3 eV on (below it is not tabulated) | f2, of all its energies.""",
        lines,
    )


def sasaki_table(floats):
    import numpy
    from cctbx import factor_ev_angstrom
    from cctbx.eltbx import sasaki

    size = 560  # floats in a table: 280 pairs
    elements = [(t.label(), t) for t in sasaki.table_iterator()]

    def answers(table, nodes, step):
        found = [table.at_ev(factor_ev_angstrom / (n * step)) for n in nodes]
        return numpy.array([[a.fp(), a.fdp()] for a in found], dtype="<f4")

    wide = {}
    for label, table in elements:
        there = answers(table, range(10, 290), 0.01).reshape(-1)
        best = max(
            (i for i in numpy.flatnonzero(numpy.abs(floats - there[0]) < 1e-6) if i + size <= len(floats)),
            key=lambda i: int((numpy.abs(floats[i : i + size] - there) < 2e-5).sum()),
        )
        assert (numpy.abs(floats[best : best + size] - there) < 2e-5).mean() > 0.9, label
        wide[label] = int(best)
    taken = set(wide.values())
    lines, edges = [], 0
    for label, table in elements:
        # An element's edges lie beside its wide table; which belong to it, and where they begin, its own answers say.
        first, last = 400, 100000
        fine = answers(table, range(first, last), 0.0001)
        # Keep what lies on the 1e-4 grid of the printed numbers: elsewhere the wide table is interpolated.
        blocks = []
        for away in (*range(-5, 0), *range(1, 6)):
            at = wide[label] + away * size
            if at in taken or at < 0 or at + size > len(floats):
                continue
            block = floats[at : at + size].reshape(280, 2)
            votes = {}
            for anchor in range(0, 280, 9):
                for n in numpy.flatnonzero(numpy.abs(fine - block[anchor]).max(axis=1) < 2e-6 * (1 + numpy.abs(block[anchor]).max())):
                    votes[int(n) - anchor] = votes.get(int(n) - anchor, 0) + 1
            if votes:
                begin = max(votes, key=votes.get)
                if votes[begin] >= 12:
                    blocks.append((begin + first, block))
        blocks.sort(key=lambda one: one[0])
        # What is seen: the first of the edges that covers a node.
        for n in range(first, last):
            cover = [b[n - s] for s, b in blocks if s <= n < s + 280]
            if cover:
                assert numpy.abs(fine[n - first] - cover[0]).max() < 5e-6 * (1 + numpy.abs(cover[0]).max()), (label, n)
        near_k = len(blocks) in (1, 4) or (len(blocks) > 0 and table.atomic_number() < 47)
        names = (["k"] if near_k else []) + ["l1", "l2", "l3"]
        assert len(blocks) <= len(names), (label, len(blocks))

        def printed(values):
            whole = [round(float(v) * 10000) for v in values]
            assert all(abs(float(v) * 10000 - w) < 0.01 * (1 + abs(w) * 1e-4) for v, w in zip(values, whole)), label
            return " ".join(str(w - (whole[i - 1] if i else 0)) for i, w in enumerate(whole))

        block = floats[wide[label] : wide[label] + size].reshape(280, 2)
        lines.append(f"{label} wide .1 | {printed(block[:, 0])} | {printed(block[:, 1])}")
        for name, (start, block) in zip(names, blocks):
            lines.append(f"{label} {name} {number(start / 10000)} | {printed(block[:, 0])} | {printed(block[:, 1])}")
            edges += 1
    print(f"sasaki: {len(elements)} elements, {edges} edges")
    write(
        "sasaki1989.ts",
        "sasaki1989",
        """Anomalous scattering factors by the method of Cromer & Liberman, 0.1 to 2.89 Å and finely near edges: S. Sasaki, Numerical
Tables of Anomalous Scattering Factors Calculated by the Cromer and Liberman Method, KEK Report 88-14 (1989) 1-136, as cctbx
holds them. Made by tools/scattering_tables.py.
A line: symbol, table, first wavelength, Å | f' | f'', 280 numbers each, in 0.0001 electrons, each less the one before. The step is
0.01 Å in the table `wide`, 0.0001 Å in those of the edges k, l1, l2, l3.""",
        lines,
    )


def gaussians(name, constant, factory, iterator, header):
    lines = []
    for entry in iterator():
        g = factory(entry.label(), True).fetch()
        numbers = [*g.array_of_a(), *g.array_of_b(), g.c()]
        lines.append(f"{entry.label()} " + " ".join(single(x) for x in numbers))
    write(name, constant, header, lines)


def attenuation_table():
    from cctbx.eltbx import attenuation_coefficient as source

    lines = []
    for symbol in source.nist_elements().symbol_list():
        table = source.get_table(symbol)
        columns = [list(table.energy()), list(table.mu_rho()), list(table.mu_en_rho())]
        assert all(later >= before for before, later in zip(columns[0], columns[0][1:])), symbol
        columns[0] = [round(e * 1e6, 4) for e in columns[0]]
        lines.append(" | ".join([f"{symbol} {exact(table.density())}"] + [" ".join(exact(x) for x in c) for c in columns]))
    write(
        "nist.ts",
        "nistAttenuation",
        """X-ray mass attenuation: J. H. Hubbell & S. M. Seltzer, Tables of X-Ray Mass Attenuation Coefficients and Mass
Energy-Absorption Coefficients, NISTIR 5632 (1995), as cctbx holds them. Made by tools/scattering_tables.py.
A line: symbol and density, g/cm³ | energies, eV; twice at an edge: below and above it | mu/rho, cm²/g | mu_en/rho, cm²/g.""",
        lines,
    )


def element_table():
    from cctbx.eltbx import tiny_pse

    lines, seen = [], set()
    for entry in tiny_pse.table_iterator():
        if entry.atomic_number() in seen or entry.symbol() == "D":
            continue
        seen.add(entry.atomic_number())
        lines.append(f"{entry.symbol()} {number(entry.weight())}")
        assert entry.atomic_number() == len(lines)
    write(
        "elements.ts",
        "elementWeights",
        """The elements in order of atomic number, with their atomic weights, g/mol, as cctbx (eltbx.tiny_pse) has them. Made by
tools/scattering_tables.py.""",
        lines,
    )


def compton_table():
    import xraylib

    # The x of Hubbell et al. 1975, table II, as far as S is not yet Z.
    grid = [
        *(0.005, 0.01, 0.015, 0.02, 0.025, 0.03, 0.04, 0.05, 0.07, 0.09, 0.1, 0.125, 0.15, 0.175, 0.2, 0.25, 0.3, 0.4, 0.5),
        *(0.6, 0.7, 0.8, 0.9, 1, 1.25, 1.5, 2, 2.5, 3, 3.5, 4, 5, 6, 7, 8, 10, 15, 20, 50, 80, 100),
    ]
    lines = ["grid " + " ".join(exact(x).removeprefix("0") for x in grid)]
    for z in range(1, 99):
        values = [xraylib.SF_Compt(z, x) for x in grid]
        shown = ["%.5g" % v for v in values]
        assert all(abs(float(s) - v) < 1e-6 * v for s, v in zip(shown, values)), (z, values)
        assert xraylib.SF_Compt(z, 1000) == z
        lines.append(f"{xraylib.AtomicNumberToSymbol(z)} " + " ".join(s.removeprefix("0") for s in shown))
    write(
        "hubbell1975.ts",
        "hubbell1975",
        """Incoherent scattering function S(x, Z), electrons, x = sin(theta)/lambda, 1/Å: J. H. Hubbell, W. J. Veigele, E. A. Briggs, R. T. Brown,
D. T. Cromer & R. J. Howerton, J. Phys. Chem. Ref. Data 4 (1975) 471, table II, as xraylib (T. Schoonjans et al., Spectrochimica
Acta B 66 (2011) 776) holds it, to Z = 98. Made by tools/scattering_tables.py.
The line `grid` has x; a line of an element S at each.""",
        lines,
    )


def kapton_table():
    from dials.algorithms.integration.kapton_correction import get_absorption_correction

    table = get_absorption_correction()
    write(
        "kaptonCxro.ts",
        "kaptonCxro",
        """Attenuation length of Kapton, C22H10N2O5 of 1.43 g/cm³: photoelectric absorption alone, of the Center for X-Ray Optics (LBNL;
from the tables of Henke et al. 1993), as DIALS' kapton_correction holds it. Made by tools/scattering_tables.py.
Energies, eV, one step apart | attenuation lengths, µm.""",
        [" | ".join(" ".join(exact(x) for x in column) for column in (table.energy, table.microns))],
    )


os.makedirs(folder, exist_ok=True)
if sys.argv[1:] == ["cctbx"]:
    from cctbx.eltbx import xray_scattering

    element_table()
    gaussians(
        "it1992.ts",
        "it1992",
        xray_scattering.it1992,
        xray_scattering.it1992_iterator,
        """Form factors f0(s) = sum of a exp(-b s²), + c, s = sin(theta)/lambda to 2 per Å: International Tables for Crystallography C (1992), table
6.1.1.4, as cctbx holds them. Made by tools/scattering_tables.py.
A line: label a1 a2 a3 a4 b1 b2 b3 b4 c.""",
    )
    gaussians(
        "wk1995.ts",
        "wk1995",
        xray_scattering.wk1995,
        xray_scattering.wk1995_iterator,
        """Form factors f0(s) = sum of a exp(-b s²), + c, s = sin(theta)/lambda to 6 per Å: D. Waasmaier & A. Kirfel, Acta Cryst. A51 (1995) 416, as
cctbx holds them. Made by tools/scattering_tables.py.
A line: label a1 a2 a3 a4 a5 b1 b2 b3 b4 b5 c.""",
    )
    attenuation_table()
    kapton_table()
    floats = library_floats()
    henke_table(floats)
    sasaki_table(floats)
elif sys.argv[1:] == ["xraylib"]:
    compton_table()
else:
    sys.exit(__doc__)
