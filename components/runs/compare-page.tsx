"use client";

import { useQuery } from "@tanstack/react-query";
import { GitCompare } from "lucide-react";
import { useRouter, useSearchParams } from "next/navigation";
import { useState } from "react";
import { Loading, Problem } from "../ui/states.tsx";
import { useTRPC } from "../trpc.tsx";
import { Card } from "../ui/card.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { Switch } from "../ui/switch.tsx";
import { AddRun } from "./compare-add.tsx";
import { CompareNode, differs } from "./compare-node.tsx";
import { CompareParams, CompareRuns } from "./compare-tables.tsx";
import type { Comparison } from "./types.ts";

const MOST = 8;

/** Runs side by side: params, settings field by field, outputs and metrics. The runs stand in the address. */
export function ComparePage() {
  const trpc = useTRPC();
  const router = useRouter();
  const search = useSearchParams();
  const [onlyDifferent, setOnlyDifferent] = useState(true);
  const ids = [...new Set((search.get("ids") ?? "").split(",").filter(Boolean))].slice(0, MOST);
  const query = useQuery(
    trpc.runs.compare.queryOptions({ ids }, { enabled: ids.length >= 2, retry: false }),
  );
  const show = (next: readonly string[]) =>
    router.replace(`/runs/compare?ids=${next.join(",")}`, { scroll: false });
  return (
    <>
      <PageHeader
        title="Compare runs"
        breadcrumbs={[{ href: "/runs", label: "Runs" }]}
        actions={
          <>
            {query.data && (
              <Switch
                label="Only what differs"
                checked={onlyDifferent}
                onCheckedChange={setOnlyDifferent}
              />
            )}
            {ids.length < MOST && <AddRun ids={ids} onAdd={(id) => show([...ids, id])} />}
          </>
        }
      />
      {ids.length < 2 ? (
        <Card>
          <EmptyState
            icon={<GitCompare aria-hidden />}
            title={ids.length === 0 ? "Choose two runs" : "Choose another run"}
            actions={<AddRun ids={ids} onAdd={(id) => show([...ids, id])} />}
          >
            {ids.length === 1 ? `${ids[0]} is compared with it: ` : "They are compared: "}
            params, settings, outputs and metrics, side by side.
          </EmptyState>
        </Card>
      ) : query.error && !query.data ? (
        <Problem error={query.error} retry={query.refetch} />
      ) : !query.data ? (
        <Loading what="comparison" rows={8} />
      ) : (
        <div className="flex flex-col gap-4">
          <CompareRuns
            comparison={query.data}
            onRemove={(id) => show(ids.filter((one) => one !== id))}
          />
          <CompareParams comparison={query.data} onlyDifferent={onlyDifferent} />
          <Nodes comparison={query.data} onlyDifferent={onlyDifferent} />
        </div>
      )}
    </>
  );
}

function Nodes({
  comparison: { nodes, runs },
  onlyDifferent,
}: {
  comparison: Comparison;
  onlyDifferent: boolean;
}) {
  const shown = onlyDifferent ? nodes.filter(differs) : nodes;
  if (shown.length === 0)
    return (
      <Card title="Steps">
        <p className="text-muted text-sm">
          Settings, inputs, outputs and metrics of every step are the same.
        </p>
      </Card>
    );
  return shown.map((node) => (
    <CompareNode key={node.node} node={node} runs={runs} onlyDifferent={onlyDifferent} />
  ));
}
