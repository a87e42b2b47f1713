"use client";

import { useQuery } from "@tanstack/react-query";
import { Archive, FileUp, Plus, Workflow } from "lucide-react";
import Link from "next/link";
import { useSearchParams } from "next/navigation";
import { ListBody } from "../ui/list-body.tsx";
import { usePages } from "../ui/use-pages.ts";
import { plural } from "../ui/format.ts";
import { useCan } from "../shell/use-can.ts";
import { useTRPC, useTRPCClient } from "../trpc.tsx";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { UnservedSteps } from "../workers/unserved-steps.tsx";
import { Gallery } from "./gallery.tsx";
import { ImportDialog } from "./import-dialog.tsx";
import { NewDialog } from "./new-dialog.tsx";
import { PipelineRows } from "./pipeline-rows.tsx";
import type { PipelineRow } from "./types.ts";

const PAGE = 50;

/** The pipelines in use or, at `?archived`, those that are archived. */
export function PipelinesPage() {
  return useSearchParams().has("archived") ? <Archived /> : <InUse />;
}

/** All pipelines of the workspace, and the gallery to begin from. */
function InUse() {
  const mayWrite = useCan("pipelines.write");
  const list = usePipelines(false);
  const { items } = list;
  return (
    <>
      <PageHeader
        title="Pipelines"
        meta={
          <span className="text-muted flex gap-3 text-sm">
            {items.length > 0 && <span>{countWords(list)}</span>}
            <ArchivedLink />
          </span>
        }
        actions={mayWrite && <Actions />}
      />
      <UnservedSteps />
      <Card flush>
        <ListBody
          query={list}
          count={items.length}
          what="pipelines"
          empty={<Empty mayWrite={mayWrite} />}
        >
          <PipelineRows items={items} mayWrite={mayWrite} />
        </ListBody>
      </Card>
      <Gallery mayOpen={mayWrite} />
    </>
  );
}

/** Those that were put away: to be looked at, and brought back. */
function Archived() {
  const mayWrite = useCan("pipelines.write");
  const list = usePipelines(true);
  const { items } = list;
  return (
    <>
      <PageHeader
        title="Archived pipelines"
        breadcrumbs={[{ href: "/pipelines", label: "Pipelines" }]}
        description="They start nothing, and nobody runs, publishes or edits them. Their versions, runs and models stay."
        meta={items.length > 0 && <span className="text-muted text-sm">{countWords(list)}</span>}
      />
      <Card flush>
        <ListBody
          query={list}
          count={items.length}
          what="archived pipelines"
          empty={<NoneArchived />}
        >
          <PipelineRows items={items} archived mayWrite={mayWrite} />
        </ListBody>
      </Card>
    </>
  );
}

function usePipelines(archived: boolean) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const input = { limit: PAGE, archived };
  return usePages<PipelineRow>({
    queryKey: trpc.pipelines.list.infiniteQueryKey(input),
    read: (cursor, signal) => client.pipelines.list.query({ ...input, cursor }, { signal }),
    refresh: 15_000,
  });
}

function countWords({ items, hasNextPage }: ReturnType<typeof usePipelines>): string {
  return hasNextPage ? `${items.length}+` : plural(items.length, "pipeline");
}

/** The way to what is archived, where something is. */
function ArchivedLink() {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.pipelines.list.queryOptions({ limit: PAGE, archived: true }));
  if (!data || data.items.length === 0) return null;
  return (
    <Link href="/pipelines?archived" className="hover:text-fg hover:underline">
      Archived ({data.items.length}
      {data.nextCursor !== null && "+"})
    </Link>
  );
}

function Actions() {
  return (
    <>
      <ImportDialog trigger={<Button icon={<FileUp aria-hidden />}>Import</Button>} />
      <NewDialog
        trigger={
          <Button variant="primary" icon={<Plus aria-hidden />}>
            New pipeline
          </Button>
        }
      />
    </>
  );
}

function Empty({ mayWrite }: { mayWrite: boolean }) {
  return (
    <EmptyState icon={<Workflow aria-hidden />} title="No pipelines yet">
      {mayWrite
        ? "Open one from the gallery below: it runs as it is on real data. Or draw a new one, or import a YAML file."
        : "A designer draws them; they appear here as soon as there is one."}
    </EmptyState>
  );
}

function NoneArchived() {
  return (
    <EmptyState
      icon={<Archive aria-hidden />}
      title="Nothing is archived"
      actions={<LinkButton href="/pipelines">All pipelines</LinkButton>}
    >
      A pipeline is archived by its menu in the list of pipelines, and stands here then.
    </EmptyState>
  );
}
