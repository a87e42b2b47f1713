import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium } from "playwright-core";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** What to do where {@link browserPath} finds none. */
export const NO_BROWSER =
  "install the package 'chromium', run 'npx playwright install chromium', or set PENSTOCK_CHROMIUM to one";

/** The program of a Chromium: `PENSTOCK_CHROMIUM`, one on PATH, or Playwright's own; null where there is none. */
export function browserPath(env: NodeJS.ProcessEnv = process.env): string | null {
  const named = env["PENSTOCK_CHROMIUM"];
  if (named) return existsSync(/* turbopackIgnore: true */ named) ? named : null;
  const folders = (env["PATH"] ?? "").split(delimiter).filter(Boolean);
  const files = folders.flatMap((folder) =>
    NAMES.map((name) => join(/* turbopackIgnore: true */ folder, name)),
  );
  return (
    [...files, chromium.executablePath()].find((file) =>
      existsSync(/* turbopackIgnore: true */ file),
    ) ?? null
  );
}
