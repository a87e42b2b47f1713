import assert from "node:assert/strict";
import { test } from "node:test";
import { readLog } from "./read-log.ts";

/** A log of so many lines; a page ends at line `after`. */
function log(length: number) {
  const asked: (string | undefined)[] = [];
  const lines = Array.from({ length }, (_, at) => at + 1);
  return {
    asked,
    grow: (more: number) => lines.push(...Array.from({ length: more }, () => lines.length + 1)),
    ask: ({ after, limit }: { after?: string; limit: number }) => {
      asked.push(after);
      const page = lines.slice(Number(after ?? 0), Number(after ?? 0) + limit);
      const nextAfter = page.length > 0 ? String(page.at(-1)) : (after ?? null);
      const line = { level: "info", message: "", at: "", attempt: 1 };
      return Promise.resolve({ lines: page.map((id) => ({ id, ...line })), nextAfter });
    },
  };
}

test("who reads a log again and again reads what is new, and keeps what was read", async () => {
  const { ask, asked, grow } = log(6_000);
  const first = await readLog(ask, undefined, { follow: true });
  assert.equal(first.lines.length, 6_000);
  assert.equal(await readLog(ask, first, { follow: true }), first);
  grow(1);
  const second = await readLog(ask, first, { follow: true });
  assert.equal(second.lines.length, 6_001);
  assert.deepEqual(asked, [undefined, "5000", "6000", "6000"]);
});

test("who does not follow reads all of it, and so does who then follows", async () => {
  const { ask, asked } = log(3);
  const all = await readLog(ask, undefined, { follow: false });
  const again = await readLog(ask, all, { follow: true });
  assert.equal((await readLog(ask, again, { follow: false })).lines.length, 3);
  assert.deepEqual(asked, [undefined, undefined, undefined]);
});

test("a log without a line is asked for from its beginning", async () => {
  const { ask, grow } = log(0);
  const nothing = await readLog(ask, undefined, { follow: true });
  assert.deepEqual(nothing, { lines: [] });
  grow(2);
  assert.equal((await readLog(ask, nothing, { follow: true })).lines.length, 2);
});
