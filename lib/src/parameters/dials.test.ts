// The same texts through libtbx.phil and the parameters of every DIALS program, where DIALS is installed.
import fc from "fast-check";
import { expect } from "vitest";
import { runDials } from "../../../test/support/dials.js";
import { needs } from "../../../test/support/needs.js";
import { fetchDiff } from "./diff.js";
import { extractPhil } from "./extract.js";
import { fetchPhil } from "./fetch.js";
import { formattedPhil } from "./formatted.js";
import { parsePhil } from "./parse.js";
import { asText } from "./print.js";

/** Runs every `dials.*` command of PATH with -c -a2 -e10 in one process; those that print no parameters are left out. */
const printConfigurations = String.raw`
import contextlib, glob, importlib, inspect, io, os, signal, warnings
warnings.simplefilter("ignore")
class TooLong(BaseException): pass
def late(*_): raise TooLong()
signal.signal(signal.SIGALRM, late)
folders = os.environ.get("PATH", "").split(os.pathsep)
texts = {}
for name in sorted({os.path.basename(p)[6:] for f in folders for p in glob.glob(os.path.join(f, "dials.*"))}):
    try:
        signal.alarm(20)
        run = importlib.import_module("dials.command_line." + {"import": "dials_import"}.get(name, name)).run
        if "args" not in inspect.signature(run).parameters: continue
        out = io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
            try: run(args=["-c", "-a2", "-e10"])
            except SystemExit: pass
        head, found, text = out.getvalue().partition("expert_level = 10\n\n")
        if found: texts[name] = text
    except (Exception, TooLong): pass
    finally: signal.alarm(0)
output(texts)
`;

const compare = `
import math, warnings
warnings.simplefilter("ignore")
import libtbx
from libtbx.phil import parse, scope_extract
def plain(value):
    if isinstance(value, scope_extract):
        return {k: plain(v) for k, v in value.__dict__.items() if not k.startswith("__")}
    if isinstance(value, list): return [plain(v) for v in value]
    if isinstance(value, float) and not math.isfinite(value): return str(value)
    return "Auto" if value is libtbx.Auto else value
results = []
for master, users in input:
    try:
        scope = parse(master)
        working = scope.fetch(sources=[parse(user) for user in users])
        values = plain(working.extract())
        results.append([working.as_str(attributes_level=2), values, scope.fetch_diff(working).as_str(), scope.fetch_diff(scope.format(working.extract())).as_str()])
    except (Exception, libtbx.utils.Sorry if hasattr(libtbx, "utils") else Exception):
        results.append(None)
output(results)
`;

needs.dials().describe("PHIL agrees with libtbx", () => {
  needs.dials().it(
    "every DIALS program's parameters print as DIALS prints them",
    async () => {
      const texts = await runDials<Record<string, string>>(printConfigurations);
      expect(Object.keys(texts).length).toBeGreaterThan(50);
      for (const [name, text] of Object.entries(texts)) {
        // DIALS prints allow_none=False by leaving allow_none out, which read again means True: its one loss
        const expected = text
          .trimEnd()
          .replaceAll(".type = int(value_min=1)\n", ".type = int(value_min=1, allow_none=True)\n");
        expect(asText(parsePhil(text, name), { attributesLevel: 2 }).trimEnd(), name).toBe(expected);
      }
    },
    240_000,
  );

  needs.dials().it(
    "values, differences and refusals of 4000 random masters and users",
    async () => {
      const value = fc.constantFrom(
        "1",
        "2.5",
        "1/3",
        "None",
        "Auto",
        "x",
        "*x y",
        "x y",
        "x+y",
        "'x y'",
        "1 2",
        "1,2,3",
        "(4 5)",
        "True",
        "off",
        "-3",
        "1e-3",
        '"7"',
        "*y",
        "y",
      );
      const type = fc.constantFrom(
        "int",
        "float(value_min=0)",
        "bool",
        "str",
        "strings",
        "ints(size=2)",
        "floats",
        "choice",
        "choice(multi=True)",
        "ints(value_max=3,allow_none_elements=True)",
        "qstr",
        "",
      );
      const name = fc.constantFrom("a", "b", "c");
      const definition = fc.tuple(name, value, type, fc.boolean()).map(([key, words, kind, many]) => {
        // a choice needs alternatives, and libtbx none but words among them
        const words_ = kind.startsWith("choice") ? "*x y z" : words;
        return `${key} = ${words_}\n${kind && `.type = ${kind}\n`}${many ? ".multiple = True\n" : ""}`;
      });
      const scope = fc
        .tuple(
          fc.constantFrom("s", "t"),
          fc.uniqueArray(definition, { minLength: 1, maxLength: 3, selector: (text) => text[0] }),
          fc.boolean(),
        )
        .map(
          ([key, children, many]) => `${key}\n${many ? ".multiple = True\n" : ""}{\n${children.join("")}}\n`,
        );
      const master = fc.uniqueArray(fc.oneof(definition, scope), {
        minLength: 1,
        maxLength: 4,
        selector: (text) => text[0],
      });
      const user = fc
        .array(
          fc
            .tuple(fc.constantFrom("", "s.", "t."), name, value)
            .map(([path, key, words]) => `${path}${key} = ${words}`),
          { maxLength: 4 },
        )
        .map((lines) => lines.join("\n"));
      const cases = fc.sample(
        fc.tuple(
          master.map((objects) => objects.join("")),
          fc.array(user, { maxLength: 2 }),
        ),
        { seed: 11, numRuns: 4000 },
      );
      const theirs = await runDials<([string, unknown, string, string] | null)[]>(compare, cases);
      const finite = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
      let accepted = 0;
      for (const [i, [text, users]] of cases.entries()) {
        let ours: [string, unknown, string, string] | null = null;
        let unknown = 0;
        try {
          const scope = parsePhil(text);
          const working = fetchPhil(
            scope,
            users.map((each) => parsePhil(each)),
            { onUnknown: () => unknown++ },
          );
          ours = [
            asText(working, { attributesLevel: 2 }),
            finite(extractPhil(working)),
            asText(fetchDiff(scope, working)),
            asText(formattedPhil(fetchDiff(scope, working))),
          ];
          // an instance with unknown names only counts as one in libtbx; here unknown names are errors anyway
          if (unknown > 0) continue;
          accepted++;
        } catch (error) {
          expect((error as Error).name, `${text} ${users}`).toBe("EwaldError");
        }
        // libtbx's format leaves repeated definitions within repeated scopes unformatted from the second scope on
        const isNested = /\.multiple = True\n\{\n[^}]*\.multiple = True/.test(text);
        const compared = (answer: readonly unknown[] | null) => answer?.slice(0, isNested ? 3 : 4);
        expect(compared(ours), JSON.stringify([text, users])).toEqual(compared(theirs[i]!));
      }
      expect(accepted).toBeGreaterThan(500);
    },
    120_000,
  );
});
