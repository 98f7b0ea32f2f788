/** Who may import whom (docs/architecture.md). Each rule forbids an import that would point upwards. */
const only = (name, from, to) => ({
  name,
  severity: "error",
  from: { path: `^lib/src/${from}/`, pathNot: "\\.test\\.ts$" },
  to: { path: "^lib/src/", pathNot: `^lib/src/(${[from, "bytes", ...to].join("|")})/|^lib/src/error\\.ts$` },
});
const stages = [
  "spots",
  "index",
  "refine",
  "profile",
  "integrate",
  "merge",
  "scale",
  "symmetry",
  "stills",
  "diffuse",
];
const stage = `(?:${stages.join("|")})`;
module.exports = {
  forbidden: [
    {
      name: "no-cycles",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    only("bytes-stand-alone", "bytes", []),
    only("array-is-the-bottom", "array", ["compute"]),
    only("compute-stands-alone", "compute", []),
    only("hdf5-on-compute", "hdf5", ["compute"]),
    only("reflections-on-array", "reflections", ["array", "compute"]),
    only("crystal-on-array", "crystal", ["array", "compute"]),
    only("scattering-on-array", "scattering", ["array", "compute"]),
    only("models-on-crystal", "models", ["crystal", "array", "compute"]),
    only("geometry-on-models", "geometry", ["models", "crystal", "scattering", "array", "compute"]),
    only("images-on-models", "images", ["hdf5", "geometry", "models", "crystal", "array", "compute"]),
    only("files-on-reflections-and-models", "files", [
      "reflections",
      "models",
      "images",
      "hdf5",
      "crystal",
      "array",
      "compute",
    ]),
    only("stages-on-geometry-and-images", stage, [
      ...stages,
      "geometry",
      "images",
      "reflections",
      "models",
      "crystal",
      "scattering",
      "array",
      "compute",
    ]),
    {
      name: "only-node-folder-imports-node",
      severity: "error",
      from: { path: "^lib/src/", pathNot: "^lib/src/node/|\\.test\\.ts$" },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "nobody-imports-programs",
      severity: "error",
      from: { path: "^lib/src/", pathNot: "^lib/src/(programs|node)/|^lib/src/index\\.ts$" },
      to: { path: "^lib/src/programs/" },
    },
    {
      name: "lib-imports-neither-kernel-nor-widgets",
      severity: "error",
      from: { path: "^lib/" },
      to: { path: "^(kernel|widgets)/|ewald-kernel|ewald-widgets" },
    },
    {
      name: "widgets-do-not-import-kernel",
      severity: "error",
      from: { path: "^widgets/" },
      to: { path: "^kernel/|ewald-kernel" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)dist/|\\.as\\.ts$" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.base.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["node", "import", "types", "default"],
    },
  },
};
