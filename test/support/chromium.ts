import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chromium } from "@playwright/test";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** A Chromium to test with: `PENSTOCK_CHROMIUM`, one on PATH, Playwright's own, or, as root on Debian, the package. */
export async function findChromium(say: (line: string) => void): Promise<string> {
  const named = process.env["PENSTOCK_CHROMIUM"];
  if (named) return named;
  const found =
    onPath() ?? (existsSync(chromium.executablePath()) ? chromium.executablePath() : null);
  if (found) return found;
  if (
    spawnSync("npx", ["playwright", "install", "chromium"], { stdio: "ignore", timeout: 120_000 })
      .status === 0
  )
    return chromium.executablePath();
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    say("Chromium: installing the system's package");
    execFileSync("apt-get", ["update", "-qq"], { stdio: "ignore" });
    execFileSync(
      "apt-get",
      ["install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-liberation"],
      {
        stdio: "ignore",
      },
    );
    const installed = onPath();
    if (installed) return installed;
  }
  throw new Error(
    "no Chromium: install the package 'chromium', run 'npx playwright install chromium', or set PENSTOCK_CHROMIUM to one.",
  );
}

function onPath(): string | null {
  for (const name of NAMES) {
    const { status, stdout } = spawnSync("which", [name], { encoding: "utf8" });
    if (status === 0) return stdout.trim();
  }
  return null;
}
