import { describe, expect, it } from "vitest";
import { interpretArgument } from "./commandLine.js";
import { parsePhil } from "./parse.js";
import { asText } from "./print.js";

const master = parsePhil(`
spotfinder { filter { min_spot_size = Auto
    d_min = None
    ice_rings { filter = False
       width = 0.002
    }
    untrusted
      .multiple = True
    { panel = 0
      circle = None
    }
  }
  threshold.algorithm = *dispersion radial_profile
  name = "a b"
}
index { algorithm=1
 d_min=3
 known { d_min=4
 name=x
 }
 aa_bb=1
 bb=2
}
output { log = None
}
d_max=4
name=x
!hidden=1
`);

// Both columns are libtbx's answers (command_line_argument_interpreter), from runs of cctbx 2023.
describe("key=value arguments", () => {
  it.each([
    ["min_spot_size=3", "spotfinder.filter.min_spot_size = 3"],
    ["size=3", "spotfinder.filter.min_spot_size = 3"],
    ["filter=yes", "spotfinder.filter.ice_rings.filter = yes"],
    ["panel=2", "spotfinder.filter.untrusted.panel = 2"],
    ["name=q", "name = q"],
    ["bb=3", "index.bb = 3"],
    ["er.d_min=3", "spotfinder.filter.d_min = 3"],
    ["known.d_min=3", "index.known.d_min = 3"],
    ["threshold=3", "spotfinder.threshold.algorithm = 3"],
    ["log='a b'", "output.log = 'a b'"],
    ["output{log=3}", "output.log = 3"],
    ["log=x;d_max=3", "output.log = x\nd_max = 3"],
    ["d_max=3 # x", "d_max = 3"],
    ["log=a=b", "output.log = a=b"],
  ])("%s means %s", (argument, text) =>
    expect(asText(interpretArgument(master, argument))).toBe(`${text}\n`),
  );

  it.each([
    [
      "d_min=2",
      "Ambiguous parameter definition: d_min = 2\nBest matches:\n  spotfinder.filter.d_min\n  index.d_min\n  index.known.d_min",
    ],
    [
      "ice_rings=1",
      "Ambiguous parameter definition: ice_rings = 1\nBest matches:\n  spotfinder.filter.ice_rings.filter\n  spotfinder.filter.ice_rings.width",
    ],
    [
      "e=3",
      "Ambiguous parameter definition: e = 3\nBest matches:\n  spotfinder.filter.min_spot_size\n  spotfinder.filter.untrusted.circle\n  spotfinder.name\n  index.known.name\n  name",
    ],
    [
      "min_spot_sise=3",
      'There is no parameter min_spot_sise; did you mean spotfinder.filter.min_spot_size? (command line argument "min_spot_sise=3")',
    ],
    ["hidden=2", 'There is no parameter hidden (command line argument "hidden=2")'],
    ["log=", "log has no value; log = None would work (command line argument, line 1)"],
    [
      "--log=3",
      '"--log" is no parameter name; letters, digits and _ would work (command line argument, line 1)',
    ],
  ])("%s is refused", (argument, message) =>
    expect(() => interpretArgument(master, argument)).toThrow(message),
  );
});
