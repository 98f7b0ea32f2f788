// What DIALS makes of two files: whether it finds the same experiments, or the same reflections, in both.
import { runDials } from "../support/dials.js";

const script = `
import json, os
from dials.array_family import flex
from dxtbx.model.experiment_list import ExperimentListFactory

def near(a, b, where, found):
    if isinstance(a, dict) and isinstance(b, dict):
        for key in sorted(set(a) | set(b)):
            if key not in a or key not in b:
                if key not in input["ignored"]:
                    found.append("%s.%s only in %s" % (where, key, "ours" if key in a else "DIALS'"))
            else:
                near(a[key], b[key], "%s.%s" % (where, key), found)
    elif isinstance(a, (list, tuple)) and isinstance(b, (list, tuple)):
        if len(a) != len(b):
            found.append("%s has %d, not %d" % (where, len(a), len(b)))
        else:
            for i, (x, y) in enumerate(zip(a, b)):
                near(x, y, "%s[%d]" % (where, i), found)
    elif isinstance(a, (int, float)) and isinstance(b, (int, float)):
        if abs(a - b) > 1e-9 * max(1, abs(a), abs(b)):
            found.append("%s: %r, not %r" % (where, a, b))
    elif a != b:
        found.append("%s: %r, not %r" % (where, a, b))

def models(experiments, identifiers):
    answer = []
    for e in experiments:
        one = {"identifier": e.identifier if identifiers else e.identifier != ""}
        for name in ["beam", "detector", "goniometer", "scan", "crystal", "profile", "scaling_model"]:
            model = getattr(e, name)
            one[name] = None if model is None else model.to_dict()
            if name in input["sharing"]:
                one[name + " of"] = [getattr(x, name) for x in experiments].index(model)
        s = e.imageset
        one["imageset"] = None if s is None else [type(s).__name__, len(s), s.paths()[:3], list(s.indices())[:3]] + [
            s.get_array_range() if hasattr(s, "get_array_range") else None,
            s.external_lookup.mask.filename]
        answer.append(one)
    return answer

def same_experiments(ours, theirs):
    a, b = [models(ExperimentListFactory.from_json_file(p, check_format=False), input["identifiers"]) for p in (ours, theirs)]
    found = []
    near(a, b, "", found)
    return found[:12]

def same_reflections(ours, theirs):
    a, b = [flex.reflection_table.from_file(p) for p in (ours, theirs)]
    found = []
    if len(a) != len(b):
        return ["%d rows, not %d" % (len(a), len(b))]
    if sorted(a.keys()) != sorted(b.keys()):
        return ["columns %r" % sorted(set(a.keys()) ^ set(b.keys()))]
    ids = [sorted((k, t.experiment_identifiers()[k] if input["identifiers"] else "") for k in t.experiment_identifiers().keys()) for t in (a, b)]
    near(ids[0], ids[1], "identifiers", found)
    for key in a.keys():
        if key == "shoebox":
            x = [flex.sum(c.data.as_double().as_1d()) for c in a[key]]
            y = [flex.sum(c.data.as_double().as_1d()) for c in b[key]]
            if x != y:
                found.append("shoebox")
            continue
        x, y = a[key], b[key]
        if type(x) is not type(y):
            found.append("%s is %s, not %s" % (key, type(x).__name__, type(y).__name__))
        elif list(x) != list(y) and repr(list(x)) != repr(list(y)):
            found.append(key)
    return found

answer = {}
for ours, theirs in input["pairs"]:
    answer[ours] = same_experiments(ours, theirs) if ours.endswith(".expt") else same_reflections(ours, theirs)
output(answer)
`;

export interface SameOptions {
  /** Whether experiments must have the same identifiers, not only some or none alike. */
  readonly identifiers?: boolean;
  /** Keys of models that only one side need have. */
  readonly ignored?: readonly string[];
  /** Models that must be shared between experiments in the same way. */
  readonly sharing?: readonly string[];
}

/** For each of our files what DIALS finds different in its own, in a few words; nothing when the same. */
export function differences(
  pairs: readonly (readonly [ours: string, theirs: string])[],
  { identifiers = true, ignored = [], sharing = [] }: SameOptions = {},
): Promise<Record<string, string[]>> {
  return runDials(script, { pairs, identifiers, ignored, sharing });
}

/** One run of a program: the folder it runs in, and its arguments. */
export interface Run {
  readonly program: string;
  readonly folder: string;
  readonly args: readonly string[];
}

/** Runs DIALS' programs as their commands do, all in one process; answers what lies in each folder then, and what was printed. */
export function runProgramsOfDials(runs: readonly Run[]): Promise<{ files: string[]; out: string }[]> {
  return runDials(
    `
import contextlib, importlib, io, os
answer = []
for run in input:
    os.makedirs(run["folder"], exist_ok=True)
    os.chdir(run["folder"])
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        importlib.import_module("dials.command_line." + run["program"]).run(run["args"])
    answer.append({"files": sorted(os.listdir(".")), "out": out.getvalue()})
output(answer)
`,
    runs,
  );
}
