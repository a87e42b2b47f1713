import assert from "node:assert/strict";
import { test } from "node:test";
import { useQueryClient, type Query, type QueryClient } from "@tanstack/react-query";
import { createElement as h, type ReactNode } from "react";
import { DatasetPage } from "../datasets/dataset-page.tsx";
import { DatasetsList } from "../datasets/datasets-list.tsx";
import { ModelPage } from "../models/model-page.tsx";
import { ModelsList } from "../models/models-list.tsx";
import { VersionPage } from "../models/version-page.tsx";
import { PoliciesPage, TierPolicy } from "../policies/policies-page.tsx";
import { RiskPanel } from "../risk/risk-panel.tsx";
import { GroupsCard } from "../settings/groups-card.tsx";
import { InvitationsCard } from "../settings/invitations-card.tsx";
import { KeysCard } from "../settings/keys-card.tsx";
import { LimitsCard } from "../settings/limits-card.tsx";
import { MembersCard } from "../settings/members-card.tsx";
import { SecretsCard } from "../settings/secrets-card.tsx";
import { SessionsCard } from "../settings/sessions-card.tsx";
import { WorkspacesCard } from "../settings/workspaces-card.tsx";
import { drawn } from "./drawn.fixture.ts";
import { REFRESH } from "./refresh.ts";

/** How often what a page shows is read again, by what it reads. */
function readAgain(page: ReactNode): Record<string, unknown> {
  let client: QueryClient | undefined;
  function Watched() {
    client = useQueryClient();
    return page;
  }
  drawn(h(Watched));
  const queries = client!.getQueryCache().getAll();
  return Object.fromEntries(
    queries.map((query) => [(query.queryKey[0] as string[]).join("."), intervalOf(query)]),
  );
}

function intervalOf(query: Query): unknown {
  const { refetchInterval } = query.options as {
    refetchInterval?: number | ((query: Query) => unknown);
  };
  return typeof refetchInterval === "function" ? refetchInterval(query) : refetchInterval;
}

test("a page of what others change is read again by itself", () => {
  const of = { name: "scoring" };
  const pages: [ReactNode, string][] = [
    [h(ModelsList), "models.list"],
    [h(ModelPage, of), "models.get"],
    [h(VersionPage, { ...of, number: 1 }), "models.version"],
    [h(VersionPage, { ...of, number: 1 }), "approvals.get"],
    [h(DatasetsList), "datasets.list"],
    [h(DatasetPage, of), "datasets.get"],
    [h(RiskPanel, of), "risk.get"],
    [h(PoliciesPage), "policies.list"],
    [h(TierPolicy, { tier: "high" }), "policies.get"],
    [h(MembersCard), "members.list"],
    [h(GroupsCard), "groups.list"],
    [h(InvitationsCard), "invitations.list"],
    [h(KeysCard), "keys.list"],
    [h(SecretsCard), "secrets.list"],
    [h(LimitsCard), "limits.list"],
    [h(SessionsCard), "sessions.list"],
    [h(WorkspacesCard), "workspace.mine"],
  ];
  for (const [page, read] of pages) assert.equal(readAgain(page)[read], REFRESH, read);
});
