import { defineConfig } from "vitest/config";

/** The tests that mutation testing runs for every mutant: pure ones that take milliseconds, without those of growth. */
export default defineConfig({
  test: {
    include: ["test/core/**/*.test.ts"],
    setupFiles: ["test/support/fewer-runs.ts"],
    testNamePattern: /^(?!.* times as )/,
    testTimeout: 20_000,
  },
});
