import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { startStack } from "../../server/start/stack.ts";
import { withoutDisk } from "../support/without-disk.ts";

/** Starts all of Penstock, as `npm start` does, on a home of its own; the tests find it by the environment. */
export default async function globalSetup(): Promise<(() => Promise<void>) | undefined> {
  // A stack that somebody named is used as it is.
  if (process.env["PENSTOCK_E2E_WEB"]) return undefined;
  // The stories' own receivers of messages lie on this machine.
  process.env["PENSTOCK_ALLOW_HOSTS"] ??= "localhost";
  const home = await mkdtemp(path.join(tmpdir(), "penstock-e2e-"));
  const stack = await startStack({
    home,
    ports: "any",
    log: (line) => process.stdout.write(`${line}\n`),
  });
  await withoutDisk(stack);
  process.env["PENSTOCK_HOME"] = home;
  process.env["PENSTOCK_E2E_WEB"] = stack.urls.web!;
  process.env["PENSTOCK_E2E_SERVING"] = stack.urls.serving!;
  process.env["PENSTOCK_E2E_DATABASE"] = stack.env["DATABASE_URL"]!;
  return async () => {
    await stack.stop();
    await rm(home, { recursive: true, force: true });
  };
}
