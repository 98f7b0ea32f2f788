import { describe, expect, it } from "vitest";
import { parsePhil } from "./parse.js";
import { asText } from "./print.js";

const master = parsePhil(`
a = 1
 .type=int
 .help="short"
b = "a long value that goes on" 'and on and on and on' "and on and on to see where the line" will be wrapped or not at all
 .help="This is a very long help string that should be wrapped at some column, we will see which one exactly and how the continuation looks like. It has (parens) too."
c = one two
 .type=choice
 .optional=False
 .expert_level=2
 .deprecated=True
s .help="Scope help"
{
 d.e.f = 1
 u .expert_level=3 { x=1
 }
}
!z = 3
`);

// The texts expected are libtbx's own (`as_str`), from runs of cctbx 2023.
describe("printing PHIL", () => {
  it("wraps values at 79 columns and leaves deprecated parameters out", () => {
    expect(asText(master)).toBe(`a = 1
b = "a long value that goes on" 'and on and on and on' \\
    "and on and on to see where the line" will be wrapped or not at all
s {
  d.e.f = 1
  u {
    x = 1
  }
}
!z = 3
`);
  });

  it("adds help at level 1, wrapped between quotes", () => {
    expect(asText(master, { attributesLevel: 1, expertLevel: 0 })).toBe(`a = 1
  .help = short
b = "a long value that goes on" 'and on and on and on' \\
    "and on and on to see where the line" will be wrapped or not at all
  .help = "This is a very long help string that should be wrapped at some"
          "column, we will see which one exactly and how the continuation"
          "looks like. It has (parens) too."
s
  .help = "Scope help"
{
  d.e.f = 1
}
!z = 3
`);
  });

  it("adds every attribute at level 3, absent ones as None", () => {
    const text = asText(parsePhil("c=*x y\n.type=choice\n.deprecated=True\n.alias=foo\ns { }"), {
      attributesLevel: 3,
    });
    expect(text).toBe(`# WARNING: deprecated parameter
c = *x y
  .help = None
  .caption = None
  .short_caption = None
  .optional = None
  .type = choice
  .multiple = None
  .input_size = None
  .style = None
  .expert_level = None
  .deprecated = True
  .alias = foo
s
  .style = None
  .help = None
  .caption = None
  .short_caption = None
  .optional = None
  .call = None
  .multiple = None
  .sequential_format = None
  .disable_add = None
  .disable_delete = None
  .expert_level = None
{
}
`);
  });

  it("puts a prefix before each line", () => {
    expect(asText(parsePhil("a{b=1}"), { prefix: "> " })).toBe("> a {\n>   b = 1\n> }\n");
  });
});
