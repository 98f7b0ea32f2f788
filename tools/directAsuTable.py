"""Writes lib/src/crystal/directAsuTable.ts: the asymmetric units of direct space that cctbx uses, asked of an installed cctbx.

    python3 tools/directAsuTable.py > lib/src/crystal/directAsuTable.ts

The shapes are those of International Tables A with cctbx's choice of the faces that belong (Grosse-Kunstleve, Wong, Mustyakimov &
Adams 2011, Acta Cryst. A67, 269-275). The table holds the answers only, in a notation of its own.
"""
from cctbx.sgtbx.direct_space_asu import cut_plane, reference_table


def form(cut):
    """n.x + c as text: x-2*z+3/8."""
    text = ""
    for n, letter in zip(cut.n, "xyz"):
        if n:
            text += ("-" if n < 0 else "+") + ("" if abs(n) == 1 else "%d*" % abs(n)) + letter
    if cut.c:
        text += ("-" if cut.c < 0 else "+") + str(abs(cut.c))
    return text.lstrip("+")


def face(cut):
    if not cut.inclusive:
        return form(cut) + "!"
    return form(cut) + ("{%s}" % condition(cut.cut_expr) if cut.has_cuts() else "")


def condition(expression):
    if isinstance(expression, cut_plane.cut):
        return face(expression)
    left, right = condition(expression.lhs), condition(expression.rhs)
    return "(%s%s%s)" % (left, expression.op, right)


print('''/**
 * The asymmetric units of direct space of the 230 reference settings as cctbx has them, written by tools/directAsuTable.py from cctbx's
 * own answers (its reference_table): shapes of International Tables A, the choice of faces that belong cctbx's. One line for each
 * number: its faces, `form ≥ 0`. A point on a face's plane belongs when nothing or a true condition in { } follows, not with `!`;
 * conditions are faces again, joined by & and |.
 */
export const directAsuText = `''' + "\n".join(
    "; ".join(face(cut) for cut in reference_table.get_asu(number).cuts) for number in range(1, 231)
) + "`;")
