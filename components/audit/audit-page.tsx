"use client";

import { History, X } from "lucide-react";
import { useRouter } from "next/navigation";
import { ListBody } from "../evidence/list-body.tsx";
import { usePages } from "../evidence/use-pages.ts";
import { useTRPC, useTRPCClient } from "../trpc.tsx";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { Select } from "../ui/select.tsx";
import { AuditTable, type AuditRow } from "./audit-table.tsx";

const ALL = "all";
const ENTITIES = [
  { value: ALL, label: "Everything" },
  { value: "pipeline", label: "Pipelines" },
  { value: "run", label: "Runs" },
  { value: "dataset", label: "Datasets" },
  { value: "upload", label: "Uploads" },
  { value: "model-version", label: "Model versions" },
  { value: "review", label: "Reviews" },
  { value: "deployment", label: "Deployments" },
  { value: "notification", label: "Deliveries" },
  { value: "key", label: "API keys" },
  { value: "secret", label: "Secrets" },
  { value: "member", label: "People" },
];

interface Props {
  entity?: string;
  entityId?: string;
}

/** Who did what, when, to what, and why; newest first. */
export function AuditPage({ entity, entityId }: Props) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const router = useRouter();
  const input = { limit: 50, ...(entity ? { entity } : {}), ...(entityId ? { entityId } : {}) };
  const log = usePages<AuditRow>({
    queryKey: trpc.audit.list.infiniteQueryKey(input),
    read: (cursor, signal) => client.audit.list.query({ ...input, cursor }, { signal }),
    refresh: 30_000,
  });
  const { items } = log;
  return (
    <>
      <PageHeader
        title="Audit"
        description="Every change, by whom, and why. The record can be added to and read; the database refuses to change or remove a line."
        actions={
          <>
            {entityId && (
              <Button
                size="sm"
                variant="ghost"
                icon={<X aria-hidden />}
                onClick={() => router.push(`/audit?entity=${entity ?? ""}`)}
              >
                Only {entityId}
              </Button>
            )}
            <Select
              aria-label="What it is about"
              size="sm"
              className="w-44"
              options={ENTITIES}
              value={entity || ALL}
              onValueChange={(next) =>
                router.push(next === ALL ? "/audit" : `/audit?entity=${next}`)
              }
            />
          </>
        }
      />
      <Card flush>
        <ListBody
          query={log}
          count={items.length}
          what="the record"
          empty={
            <EmptyState icon={<History aria-hidden />} title="Nothing is recorded here yet">
              {entity
                ? "Nobody has changed anything of this kind. Choose another kind, or everything."
                : "What people and runs change appears here: pipelines published, runs started, reviews decided, models deployed."}
            </EmptyState>
          }
        >
          <AuditTable items={items} />
        </ListBody>
      </Card>
    </>
  );
}
