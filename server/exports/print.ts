import { spawn } from "node:child_process";
import path from "node:path";
import { browserPath, NO_BROWSER } from "../browser.ts";
import { PenstockError } from "../errors.ts";
import { repoRoot } from "../home.ts";
import { log } from "../log.ts";

const LONGEST_MS = 90_000;
const MOST_WAITING = 5;

// On the global object: Next's development server loads this module anew with each edit.
const kept = globalThis as typeof globalThis & {
  penstockPrinting?: { last: Promise<unknown>; waiting: number };
};

/**
 * Prints a document as PDF by a headless browser, in a process of its own that knows no secret and reaches no network. One at
 * a time: a browser takes some hundred megabytes.
 * @throws PenstockError `unavailable` with what to do
 */
export async function print(document: unknown, longestMs = LONGEST_MS): Promise<Buffer> {
  const browser = browserPath();
  if (!browser)
    throw new PenstockError(
      "unavailable",
      `The server has no browser to print with: ${NO_BROWSER}.`,
    );
  const queue = (kept.penstockPrinting ??= { last: Promise.resolve(), waiting: 0 });
  if (queue.waiting >= MOST_WAITING)
    throw new PenstockError(
      "unavailable",
      `${queue.waiting} documents are being printed already: try again in a minute.`,
    );
  queue.waiting += 1;
  const printed = queue.last.then(() => printNow(browser, JSON.stringify(document), longestMs));
  queue.last = printed.catch(() => undefined);
  return printed.finally(() => {
    queue.waiting -= 1;
  });
}

function printNow(browser: string, document: string, longestMs: number): Promise<Buffer> {
  const { PATH, HOME, TMPDIR } = process.env;
  const child = spawn(
    process.execPath,
    ["--import", "tsx", path.join(repoRoot, "components", "print", "print-process.tsx"), browser],
    {
      cwd: repoRoot,
      // A group of its own, so that the browser ends with it.
      detached: true,
      env: { NODE_ENV: "production", PATH, HOME, TMPDIR },
    },
  );
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let isOver = false;
    let said = "";
    const overdue = setTimeout(() => {
      fail(`The PDF was not ready after ${longestMs / 1000} seconds: try again.`);
    }, longestMs);
    const fail = (sentence: string) => {
      isOver = true;
      end(child.pid);
      clearTimeout(overdue);
      reject(new PenstockError("unavailable", sentence));
    };
    child.stdout.on("data", (part: Buffer) => parts.push(part));
    child.stderr.on("data", (part: Buffer) => (said = `${said}${part.toString()}`.slice(-4_000)));
    child.once("error", (error) => {
      log.error({ err: error }, "printing did not start");
      fail("The process that prints did not start: see the server's log.");
    });
    child.once("close", (code) => {
      if (isOver) return;
      const pdf = Buffer.concat(parts);
      if (code === 0 && pdf.subarray(0, 5).toString() === "%PDF-") {
        clearTimeout(overdue);
        end(child.pid);
        return resolve(pdf);
      }
      log.error({ code, said, browser }, "printing failed");
      fail(`The browser ${browser} could not print the document: see the server's log.`);
    });
    child.stdin.on("error", () => undefined);
    child.stdin.end(document);
  });
}

/** Ends all that is left of the group. */
function end(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // There is nothing left.
  }
}
