import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { conditions: ["vitral-source"] },
  ssr: { resolve: { conditions: ["vitral-source"] } },
  test: {
    include: ["src/**/*.test.{ts,tsx}", "test/**/*.test.ts"],
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    teardownTimeout: 10_000,
    reporters: ["default", "./scripts/closing-line.mjs"],
  },
});
