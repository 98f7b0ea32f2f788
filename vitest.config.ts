import { fileURLToPath } from "node:url";
import { configDefaults, defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const setup = (name: string) => here(`tools/steps/${name}.mjs`);

// Three projects by what must be there first, so that one folder's tests start in a second or two: the library needs its
// compiled kernels only, the kernel and the rest need dist (and .venv, where a test takes it from test/support/needs.ts).
// They run one after the other. Of test/, what only compares files of whole programs goes two files at a time; what measures time or
// memory, or starts servers, one.
const programs = ["test/command", "test/notebooks", "test/simulate", "test/spots"];
const project = (name: string, groupOrder: number, folders: string[], globalSetup: string[]) => ({
  extends: true as const,
  test: {
    name,
    include: folders.map((folder) => `${folder}/**/*.test.ts`),
    globalSetup,
    sequence: { groupOrder },
  },
});
const system = project("system", 4, ["test"], [setup("vitest-system")]);
const compared = project("programs", 3, programs, [setup("vitest-system")]);

export default defineConfig({
  resolve: {
    alias: [
      { find: /^ewald$/, replacement: here("lib/src/node/main.ts") },
      { find: /^ewald\/simulate$/, replacement: here("lib/src/simulate/index.ts") },
      { find: /^ewald-widgets\/install$/, replacement: here("widgets/src/install/index.ts") },
      { find: /^ewald-widgets$/, replacement: here("widgets/src/index.ts") },
    ],
  },
  test: {
    testTimeout: 60_000,
    hookTimeout: 120_000,
    projects: [
      project("lib", 1, ["lib/src", "widgets/src"], [setup("vitest-setup")]),
      project("kernel", 2, ["kernel/src"], [setup("vitest-built")]),
      { ...compared, test: { ...compared.test, maxWorkers: 2 } },
      {
        ...system,
        test: {
          ...system.test,
          exclude: [...configDefaults.exclude, ...programs.map((folder) => `${folder}/**`)],
          fileParallelism: false,
        },
      },
    ],
  },
});
