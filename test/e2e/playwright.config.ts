import { defineConfig } from "@playwright/test";

const chromium = process.env["PENSTOCK_CHROMIUM"];

export default defineConfig({
  testDir: ".",
  testMatch: "*.spec.ts",
  globalSetup: "./global-setup.ts",
  outputDir: "../../test-results/e2e",
  // One stack and two cores: one after another.
  workers: 1,
  fullyParallel: false,
  timeout: 480_000,
  expect: { timeout: 60_000 },
  reporter: "list",
  use: {
    viewport: { width: 1440, height: 900 },
    actionTimeout: 60_000,
    screenshot: "only-on-failure",
    // Without a film of every story, which costs a good part of a core: what failed leaves a picture and the pages' content.
    trace: { mode: "retain-on-failure", screenshots: false },
    launchOptions: {
      ...(chromium ? { executablePath: chromium } : {}),
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
