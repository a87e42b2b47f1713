import assert from "node:assert/strict";
import { test } from "node:test";
import { following } from "./filter-rows.tsx";

test("a filter's field keeps what is typed until it is given another value, which it then shows", () => {
  const typed = { given: "20", text: "20.5" };
  assert.equal(following(typed, "20"), typed);
  assert.deepEqual(following(typed, "20.5"), { given: "20.5", text: "20.5" }, "handed on");
  // Another reason was clicked, or the filter before this one was removed.
  assert.deepEqual(following({ given: "20", text: "20" }, "40"), { given: "40", text: "40" });
});
