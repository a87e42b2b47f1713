import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { browserPath, NO_BROWSER } from "../../server/browser.ts";

/** A Chromium to test with: one that Penstock finds, or, as it was asked for now, Playwright's or the package of Debian. */
export async function findChromium(say: (line: string) => void): Promise<string> {
  const found = browserPath();
  if (found) return found;
  spawnSync("npx", ["playwright", "install", "chromium"], { stdio: "ignore", timeout: 120_000 });
  if (!browserPath() && process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    say("Chromium: installing the system's package");
    execFileSync("apt-get", ["update", "-qq"], { stdio: "ignore" });
    execFileSync(
      "apt-get",
      ["install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-liberation"],
      {
        stdio: "ignore",
      },
    );
  }
  const installed = browserPath();
  if (installed) return installed;
  throw new Error(`no Chromium: ${NO_BROWSER}.`);
}
