import { describe, expect, it } from "vitest";
import { fetchDiff } from "./diff.js";
import { extractPhil } from "./extract.js";
import { fetchPhil } from "./fetch.js";
import { parsePhil } from "./parse.js";
import { asText } from "./print.js";

const int = "a=1\n.type=int\n";
const several = `${int}.multiple=True\n`;
const scopes = "s\n.multiple=True\n{\na=1\n.type=int\nb=x\n.type=str\n}\n";
const choice = "a=*x y Zz\n.type=choice\n";
const choices = "a=*x y *z\n.type=choice(multi=True)\n";

/** Values and difference as libtbx.phil gives them for a master and users' texts, from runs of cctbx 2023. */
const cases: readonly (readonly [master: string, users: readonly string[], values: unknown, diff: string])[] =
  [
    [int, ["a=2", "a=3"], { a: 3 }, "a = 3\n"],
    [int, ["a=1.0"], { a: 1 }, ""],
    [int, ["!a=3"], { a: 1 }, ""],
    [int, ["a=auto"], { a: "Auto" }, "a = auto\n"],
    ["a=1", ["a=3 4"], { a: ["3", "4"] }, "a = 3 4\n"],
    ["a=d\n.type=str", ["a='None'"], { a: "None" }, "a = 'None'\n"],
    ["a=d\n.type=str", ['a="x" y'], { a: "x y" }, 'a = "x" y\n'],
    ["a=d\n.type=strings", ["a=p 'q r' s"], { a: ["p", "q r", "s"] }, "a = p 'q r' s\n"],
    ["a=1 2\n.type=ints", ["a=(1,2)"], { a: [1, 2] }, ""],
    ["a=1 2\n.type=ints(allow_none_elements=True)", ["a=1 None"], { a: [1, null] }, "a = 1 None\n"],
    ["a=None\n.type=floats", ["a=1/3, 2"], { a: [1 / 3, 2] }, "a = 1/3, 2\n"],
    ["a=True\n.type=bool", ["a=off"], { a: false }, "a = off\n"],
    [choice, ["a=y"], { a: "y" }, "a = x *y Zz\n"],
    [choice, ["a=zz"], { a: "Zz" }, "a = x y *Zz\n"],
    [choice, ["a=x *Y Zz"], { a: "y" }, "a = x *y Zz\n"],
    [choice, ["a=x y"], { a: null }, "a = x y Zz\n"],
    [choice, ["a=None"], { a: null }, "a = x y Zz\n"],
    [choice, ["a=Auto"], { a: "Auto" }, "a = Auto\n"],
    [choices, ["a=y + z"], { a: ["y", "z"] }, "a = x *y *z\n"],
    [choices, ["a=*y *x"], { a: ["x", "y"] }, "a = *x *y z\n"],
    [choices, ["a=None"], { a: [] }, "a = x y z\n"],
    [several, [], { a: [] }, ""],
    [several, ["a=2\na=3\na=2.0\na=4"], { a: [3, 2, 4] }, "a = 3\na = 2.0\na = 4\n"],
    [several, ["a=1\na=2"], { a: [2] }, "a = 2\n"],
    [`${several}a=4\n`, ["a=5"], { a: [4, 5] }, "a = 5\n"],
    [scopes, [], { s: [] }, ""],
    [
      scopes,
      ["s{a=2\n}\ns{b=y\n}"],
      {
        s: [
          { a: 2, b: "x" },
          { a: 1, b: "y" },
        ],
      },
      "s {\n  a = 2\n}\ns {\n  b = y\n}\n",
    ],
    [scopes, ["s.a=2", "s.a=2"], { s: [{ a: 2, b: "x" }] }, "s {\n  a = 2\n}\n"],
    ["a{b=1\n}\na{c=2\n}\n", ["a.b=3"], { a: { b: ["3"], c: ["2"] } }, "a {\n  b = 3\n}\n"],
    ["a.b.c=1\na.d=2\n", ["a.d=3"], { a: { b: { c: ["1"] }, d: ["3"] } }, "a.d = 3\n"],
    ["a=1\nb=2", ["b=5\na=$b"], { a: ["5"], b: ["5"] }, "a = 5\nb = 5\n"],
    ["a=1", ["!x=1\na='$q'"], { a: ["$q"] }, "a = '$q'\n"],
    ["a=x\n.alias=q\n", ["q=3"], { a: ["3"] }, "a = 3\n"],
  ];

describe("fetch, extract and difference", () => {
  it.each(cases)("of %j over %j", (master, users, values, diff) => {
    const scope = parsePhil(master);
    const working = fetchPhil(
      scope,
      users.map((text) => parsePhil(text)),
    );
    expect(extractPhil(working)).toEqual(values);
    expect(asText(fetchDiff(scope, working))).toBe(diff);
  });

  it("puts the environment in place of $NAME, where there is one", () => {
    const scope = parsePhil("a=1");
    const working = fetchPhil(scope, [parsePhil('a="$(HOME)/x"')], { environment: { HOME: "/home/ewald" } });
    expect(extractPhil(working)).toEqual({ a: ["/home/ewald/x"] });
    expect(() => fetchPhil(scope, [parsePhil("a=$HOME")])).toThrow(
      "$HOME is not defined; single quotes keep a $ as it is (PHIL text, line 1)",
    );
  });

  it.each([
    [int, "b=1", "There is no parameter b; did you mean a? (u.phil, line 1)"],
    ["first=1\nsecond=1", "third=1", "There is no parameter third; known are first, second (u.phil, line 1)"],
    [int, "a=x", "a = x cannot be used: x is no number; an integer would work (u.phil, line 1)"],
    [int, "\na=1/2", "a = 1/2 cannot be used: an integer would work (u.phil, line 2)"],
    [
      "a=1\n.type=int(allow_none=False)",
      "a=None",
      "a = None cannot be used: an integer would work (u.phil, line 1)",
    ],
    [
      "a=1\n.type=float(value_min=0,value_max=2)",
      "a=3",
      "a = 3 cannot be used: a number from 0 to 2 would work (u.phil, line 1)",
    ],
    ["a=1\n.type=bool", "a=maybe", "a = maybe cannot be used: True or False would work (u.phil, line 1)"],
    [choice, "a=q", "a = q cannot be used: possible choices are x, y, Zz (u.phil, line 1)"],
    [choice, "a=*x *y", "a = x y cannot be used: only one choice can be selected (u.phil, line 1)"],
    [
      "a=1 2\n.type=ints(size=2)",
      "a=1",
      "a = 1 cannot be used: 1 given; 2 integers would work (u.phil, line 1)",
    ],
    [
      "a=None\n.type=unit_cell",
      "a=10 x",
      "a = x cannot be used: x is no number; a number would work (u.phil, line 1)",
    ],
    [scopes, "s=3", "s is a group of parameters and takes no value; one of s.a, s.b does (u.phil, line 1)"],
    [int, "a{b=1}", "a is a single parameter, not a group; a = … would work (u.phil, line 1)"],
    [
      "a=1\na=2",
      "a=1",
      "a is declared twice (PHIL text, line 1 and PHIL text, line 2); .multiple = True on the first would allow it",
    ],
  ])("of %j over %j is refused", (master, user, message) => {
    expect(() => extractPhil(fetchPhil(parsePhil(master), [parsePhil(user, "u.phil")]))).toThrow(message);
  });
});
