import assert from "node:assert/strict";
import { test } from "node:test";
import { useQueryClient } from "@tanstack/react-query";
import { createElement as h, type ReactNode } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { Composer } from "../comments/composer.tsx";
import { SectionEditor } from "../documentation/section-editor.tsx";
import { standOn } from "../documentation/section-draft.ts";
import type { Section } from "../documentation/types.ts";
import { BUILT_IN } from "../../server/policies/built-in.ts";
import { writeSource } from "../../server/policies/read-source.ts";
import { PoliciesPage } from "../policies/policies-page.tsx";
import { baseOf, policyDraft, type KeptPolicy } from "../policies/use-policy-draft.ts";
import { OverrideCard, overrideDraft } from "../risk/override-card.tsx";
import { riskDraft } from "../risk/risk-form.tsx";
import { RiskPanel } from "../risk/risk-panel.tsx";
import type { Risk } from "../risk/types.ts";
import { DataProvider, useTRPC } from "../trpc.tsx";
import { drawn as drawnPage } from "../ui/drawn.fixture.ts";
import { forgetSent, keepDraft, keptDraft, sentFrom } from "./kept-draft.ts";

test("a draft is kept under its own key until it is forgotten", () => {
  assert.equal(keptDraft("a"), null);
  keepDraft("a", "Is this");
  keepDraft("a", "Is this enough?");
  keepDraft("b", { body: "Not for applicants under 21", base: 1 });
  assert.equal(keptDraft("a"), "Is this enough?");
  keepDraft("a", null);
  assert.equal(keptDraft("a"), null);
  assert.deepEqual(keptDraft("b"), { body: "Not for applicants under 21", base: 1 });
});

test("what is written on while a draft is on its way stays", () => {
  const isSent = (now: string) => now === "Why 0.8?";
  keepDraft("c", "Why 0.8?");
  assert.equal(forgetSent("c", isSent), true);
  assert.equal(keptDraft("c"), null);
  assert.equal(forgetSent("c", isSent), true);
  keepDraft("c", "Why 0.8? And since when?");
  assert.equal(forgetSent("c", isSent), false);
  assert.equal(keptDraft("c"), "Why 0.8? And since when?");

  keepDraft("d", { body: "Not under 21, nor abroad", base: 1 });
  standOn("d", 2);
  assert.deepEqual(keptDraft("d"), { body: "Not under 21, nor abroad", base: 2 });
  standOn("e", 2);
  assert.equal(keptDraft("e"), null);
});

/** A form as it is drawn while a draft is on its way, sent from a form that was closed since. */
function drawn(form: ReactNode, sent: string) {
  function WhileSending() {
    const client = useQueryClient();
    client.setQueryData(useTRPC().workspace.me.queryKey(), {
      rights: ["documentation.write"],
    } as never);
    void client
      .getMutationCache()
      .build(client, { meta: sentFrom(sent), mutationFn: () => new Promise(() => {}) })
      .execute(undefined);
    return form;
  }
  return renderToStaticMarkup(h(DataProvider, null, h(WhileSending)));
}

test("a form that is opened again while its draft is on its way does not send it twice", () => {
  const about = { anchor: "metric", anchorKey: "auc", title: "AUC" } as const;
  const composer = h(Composer, { reviewId: "rev_1", about, label: "Comment", action: "Send" });
  const section = {
    id: "limits",
    number: 1,
    title: "Limits",
    asks: "",
    body: "",
    filled: { facts: [], markdown: "" },
    history: [],
  } as unknown as Section;
  const editor = h(SectionEditor, { modelVersionId: "mv_1", section });
  const BUSY = /<button[^>]* aria-busy="true"/;
  for (const [form, key] of [
    [composer, "comment/rev_1/metric/auc"],
    [editor, "documentation/mv_1/limits"],
  ] as const) {
    assert.match(drawn(form, key), BUSY);
    assert.doesNotMatch(drawn(form, "elsewhere"), BUSY);
  }
});

test("a policy that is changed and a risk that is being assessed are gone on with after another page", () => {
  const document = BUILT_IN.high;
  const source = writeSource(document);
  const base = {
    tier: "high",
    number: 0,
    latest: 0,
    document,
    source,
    catalogue: { kinds: [], metrics: [], sections: [] },
  } as unknown as KeptPolicy["base"];
  const policies = () =>
    drawnPage(h(PoliciesPage), (trpc) => [
      [trpc.workspace.me.queryKey(), { rights: ["policies.write"] }],
      [trpc.policies.list.queryKey(), { items: [{ tier: "high", number: 0, document }] }],
      // Somebody has saved another since.
      [trpc.policies.get.queryKey({ tier: "high" }), { ...base, number: 1, latest: 1 }],
    ]);
  assert.doesNotMatch(policies(), /Discard changes|was saved in the meantime/);
  const changed = `${source}# Stricter.\n`;
  keepDraft<KeptPolicy>(policyDraft("high"), { base, source: changed, document });
  assert.match(policies(), /Discard changes.*Version 1 was saved in the meantime.*# Stricter\./s);
  keepDraft(policyDraft("high"), null);
  const newer = { ...base, number: 1 };
  assert.equal(baseOf(null, base, null), base);
  assert.equal(baseOf(base, { ...base }, null), base);
  assert.equal(baseOf(base, newer, null), newer);
  assert.equal(baseOf(base, newer, { base, source: changed, document }), base);

  const name = "scoring";
  const unassessed = { name, assessment: null, derived: {}, stale: [], history: [] };
  const risk = () =>
    drawnPage(h(RiskPanel, { name }), (trpc) => [[trpc.risk.get.queryKey({ name }), unassessed]]);
  assert.match(risk(), /Not assessed yet/);
  keepDraft(riskDraft(name), {});
  assert.match(risk(), /Save the assessment/);
  keepDraft(riskDraft(name), null);
});

test("what one writes to ask for another tier stays open though somebody else has asked for one", () => {
  const name = "scoring";
  const pending = {
    id: "ovr_1",
    tier: "high",
    reason: "It decides about many.",
    askedBy: { id: "u1", name: "Dana" },
    askedAt: "2031-01-02T12:00:00Z",
    canDecide: true,
    why: null,
  };
  const risk = { name, assessment: null, override: null, pending } as unknown as Risk;
  const card = () => drawnPage(h(OverrideCard, { risk, mayAsk: true }));
  assert.match(card(), /High risk is asked for/);
  keepDraft(overrideDraft(name), { tier: "low", reason: "Nobody is decided upon." });
  assert.match(card(), /Ask for another tier/);
  assert.doesNotMatch(card(), /is asked for/);
  keepDraft(overrideDraft(name), null);
});
