import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  resolve: {
    alias: [
      { find: /^ewald$/, replacement: here("lib/src/node/main.ts") },
      { find: /^ewald\/simulate$/, replacement: here("lib/src/simulate/index.ts") },
      { find: /^ewald-widgets$/, replacement: here("widgets/src/index.ts") },
    ],
  },
  test: {
    include: ["lib/src/**/*.test.ts", "widgets/src/**/*.test.ts", "kernel/src/**/*.test.ts", "test/**/*.test.ts"],
    globalSetup: ["tools/steps/vitest-setup.mjs"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
