import assert from "node:assert/strict";
import { test } from "node:test";
import { createElement as h } from "react";
import { BUILT_IN } from "../../server/policies/built-in.ts";
import { writeSource } from "../../server/policies/read-source.ts";
import { ModelPage } from "../models/model-page.tsx";
import { PoliciesPage } from "../policies/policies-page.tsx";
import { InvitationsCard } from "../settings/invitations-card.tsx";
import { KeysCard } from "../settings/keys-card.tsx";
import { drawn } from "../ui/drawn.fixture.ts";

const failed = new Error("The server is starting.");

test("a page with forms stays as it is when reading it again fails", () => {
  const name = "scoring";
  const unassessed = { assessment: null, derived: {}, stale: [], history: [] };
  const risk = drawn(
    h(ModelPage, { name }),
    (trpc) => [
      [trpc.models.get.queryKey({ name }), { description: "", versions: [] }, failed],
      [trpc.risk.get.queryKey({ name }), unassessed, failed],
    ],
    "tab=risk",
  );
  assert.match(risk, /Not assessed yet/);
  const document = BUILT_IN.high;
  const policies = drawn(h(PoliciesPage), (trpc) => [
    [trpc.policies.list.queryKey(), { items: [{ tier: "high", number: 0, document }] }, failed],
    [
      trpc.policies.get.queryKey({ tier: "high" }),
      {
        tier: "high",
        number: 0,
        latest: 0,
        document,
        source: writeSource(document),
        catalogue: { kinds: [], metrics: [], sections: [] },
      },
      failed,
    ],
  ]);
  assert.match(policies, /aria-label="Policy"/);
  for (const page of [risk, policies]) assert.doesNotMatch(page, /The server is starting/);
});

test("what is shown once is shown outside the list, which is drawn anew when the first row is there", () => {
  const key = { id: "k", name: "desk", prefix: "pk_1", state: "active", by: { name: "Ada" } };
  const invitation = { id: "i", email: "a@b.c", state: "open", by: { name: "Ada" }, functions: [] };
  const at = "2026-05-05T12:00:00Z";
  for (const items of [[], [{ ...key, ...invitation, createdAt: at, expiresAt: at }]]) {
    const read = { pages: [{ items, nextCursor: null }], pageParams: [null] };
    const keys = drawn(h(KeysCard), (trpc) => [
      [trpc.keys.list.infiniteQueryKey({ limit: 50 }), read],
    ]);
    const invitations = drawn(h(InvitationsCard), (trpc) => [
      [trpc.invitations.list.infiniteQueryKey({ limit: 20 }), read],
    ]);
    assert.match(keys, /New key<.*<\/header>/s);
    assert.match(invitations, /Invite<.*<\/header>/s);
  }
});
