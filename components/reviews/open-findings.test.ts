import assert from "node:assert/strict";
import { test } from "node:test";
import { createElement as h } from "react";
import { drawn } from "../ui/drawn.fixture.ts";
import { OpenFindings } from "./open-findings.tsx";
import type { Review } from "./types.ts";

type Finding = Review["findings"][number];

const finding = (id: string, more: Partial<Finding>) =>
  ({ id, severity: "high", title: id, state: "open", condition: false, ...more }) as Finding;

test("who approves is told what is open still, conditions and what is closed apart", () => {
  const html = drawn(
    h(OpenFindings, {
      findings: [
        finding("Few rows under 21", {}),
        finding("No drift check", { state: "answered" }),
        finding("Typing error", { state: "closed" }),
        finding("Test it again", { condition: true }),
      ],
    }),
  );
  assert.match(html, /2 findings are not closed.*Few rows under 21.*No drift check/s);
  assert.doesNotMatch(html, /Typing error|Test it again/);
  assert.equal(drawn(h(OpenFindings, { findings: [finding("Done", { state: "closed" })] })), "");
});
