import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { readEnv } from "../env.ts";
import { startStack } from "./stack.ts";

const asRoot = process.getuid?.() === 0;

test(
  "as root, a home in a closed folder has its database where the user postgres can reach it",
  { skip: asRoot ? false : "only root runs Postgres as another user" },
  async (t) => {
    const closed = mkdtempSync(join(tmpdir(), "penstock-closed-"));
    t.after(() => rmSync(closed, { recursive: true, force: true }));
    assert.equal(statSync(closed).mode & 0o077, 0);
    const lines: string[] = [];
    const start = () =>
      startStack({
        env: readEnv({ PENSTOCK_HOME: join(closed, "home") }),
        ports: "any",
        processes: ["postgres"],
        log: (line) => lines.push(line),
      });
    const first = await start();
    await first.stop();
    const data = lines.map((line) => /its data lies in (\S+)/.exec(line)?.[1]).find(Boolean);
    assert.ok(data, lines.join("\n"));
    t.after(() => rmSync(data, { recursive: true, force: true }));
    assert.ok(readdirSync(data).includes("PG_VERSION"));
    assert.equal(statSync(data).mode & 0o077, 0);

    const second = await start();
    await second.stop();
    assert.equal(lines.filter((line) => line.includes(`its data lies in ${data}`)).length, 2);
  },
);
