"use client";

import "./wire-preview.css";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ChevronLeft, ChevronRight, Download, Maximize2, X } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import type { ArtifactRef } from "../../../workflows/core/artifact.ts";
import { outputsOf } from "../../../workflows/core/define-step.ts";
import { ERROR_OUTPUT, ERROR_PORT, type Ports } from "../../../workflows/core/ports.ts";
import { registry } from "../../../workflows/steps/index.ts";
import { artifactSummary } from "../../evidence/artifact-summary.ts";
import { ArtifactView } from "../../evidence/artifact-view.tsx";
import { formatBytes, formatCount, shortHash } from "../../ui/format.ts";
import { Loading, Problem } from "../../ui/states.tsx";
import { useTRPC } from "../../trpc.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { Notice } from "../../ui/notice.tsx";

const REFRESH = 2_000;

/** Whose content lies in the artifact store, to be taken along. */
const FILES: readonly ArtifactRef["type"][] = [
  "dataset",
  "profile",
  "validation-report",
  "model",
  "metrics",
  "evaluation",
  "artifact",
  "list",
];

/** What passed at an output of a step in a run: rows, figures, plots, a file; or why nothing did. */
export function WirePreview({
  runId,
  node,
  port,
  item,
  onClose,
}: {
  runId: string;
  /** The step the wire comes from, and its output. */
  node: string;
  port: string;
  /** The index of an item, for a step inside a map. */
  item?: string;
  onClose?: () => void;
}) {
  const trpc = useTRPC();
  const [chosen, setChosen] = useState<number | null>(null);
  const [large, setLarge] = useState(false);
  const asked = chosen === null ? item : String(chosen);
  const query = useQuery(
    trpc.artifacts.passed.queryOptions(
      { runId, node, port, ...(asked === undefined ? {} : { item: asked }) },
      {
        placeholderData: keepPreviousData,
        refetchInterval: ({ state }) =>
          state.data?.open && !state.data.artifact ? REFRESH : false,
      },
    ),
  );
  const passed = query.data;
  const artifact = passed?.artifact ?? null;
  const title = passed && titleOf(passed.step, port);
  return (
    <section
      aria-label="What passed on the wire"
      className="pb-passed bg-surface flex h-full min-h-0 flex-col"
    >
      <header className="border-line flex shrink-0 items-start gap-2 border-b py-2 pr-2 pl-3">
        <div className="min-w-0 flex-1">
          <h2 className="flex items-center gap-2 text-sm font-medium">
            <span
              aria-hidden
              className="size-2 shrink-0 rounded-full"
              style={{ background: `var(--color-port-${artifact?.type ?? "any"})` }}
            />
            <span className="truncate">{title ?? "What passed"}</span>
          </h2>
          <p className="text-muted truncate text-xs">
            from {passed?.step.title ?? node}
            {artifact && `: ${artifactSummary(artifact) || artifact.type}`}
          </p>
        </div>
        {artifact && (
          <IconButton
            size="sm"
            label="Enlarge"
            icon={<Maximize2 aria-hidden />}
            onClick={() => setLarge(true)}
          />
        )}
        {artifact && FILES.includes(artifact.type) && <DownloadLink artifact={artifact} />}
        {onClose && (
          <IconButton
            size="sm"
            label="Close the preview"
            icon={<X aria-hidden />}
            onClick={onClose}
          />
        )}
      </header>
      {passed?.item && (
        <ItemStepper {...passed.item} reading={query.isPlaceholderData} onItem={setChosen} />
      )}
      {passed?.reusedFrom && artifact && (
        <p className="bg-sunken text-muted border-line shrink-0 border-b px-3 py-1.5 text-xs">
          Not made anew: the same step had given it in{" "}
          <Link href={`/runs/${passed.reusedFrom}`} className="text-accent hover:underline">
            run {passed.reusedFrom}
          </Link>
          .
        </p>
      )}
      <div
        className="min-h-0 flex-1 overflow-y-auto p-3"
        data-testid="wire-content"
        aria-busy={query.isFetching}
      >
        {query.error && !passed && <Problem error={query.error} retry={query.refetch} />}
        {query.isPending && <Loading what="what passed" rows={6} />}
        {passed?.why && <Notice tone="info">{passed.why}</Notice>}
        {artifact && <ArtifactView key={artifact.hash} artifact={artifact} fill />}
      </div>
      {artifact && artifact.bytes > 0 && (
        <footer className="border-line text-muted flex h-8 shrink-0 items-center gap-2 border-t pr-1 pl-3 text-xs">
          <span className="tabular-nums" title={`${formatCount(artifact.bytes)} bytes`}>
            {formatBytes(artifact.bytes)}
          </span>
          <code className="text-2xs min-w-0 flex-1 truncate text-right" title={artifact.hash}>
            {shortHash(artifact.hash)}
          </code>
          <CopyButton text={artifact.hash} label="Copy the hash (SHA-256)" />
        </footer>
      )}
      {artifact && (
        <Dialog
          size="xl"
          title={title}
          description={`${passed!.step.title}, ${artifactSummary(artifact) || artifact.type}`}
          open={large}
          onOpenChange={setLarge}
        >
          <div className="h-[68vh]">
            <ArtifactView artifact={artifact} fill />
          </div>
        </Dialog>
      )}
    </section>
  );
}

function DownloadLink({ artifact }: { artifact: ArtifactRef }) {
  const name = `${artifact.type}-${shortHash(artifact.hash)}.${extensionOf(artifact.type)}`;
  return (
    <IconButton
      size="sm"
      label={`Download, ${formatBytes(artifact.bytes)}`}
      icon={<Download aria-hidden />}
      nativeButton={false}
      render={<a href={`/api/artifacts/${artifact.hash}`} download={name} />}
    />
  );
}

function ItemStepper({
  index,
  total,
  reading,
  onItem,
}: {
  index: number;
  total: number | null;
  reading: boolean;
  onItem: (index: number) => void;
}) {
  return (
    <div className="border-line flex shrink-0 items-center gap-1 border-b px-2 py-1 text-xs">
      <IconButton
        size="sm"
        label="The item before"
        icon={<ChevronLeft aria-hidden />}
        disabled={index === 0}
        onClick={() => onItem(index - 1)}
      />
      <span role="status" className="tabular-nums" aria-busy={reading}>
        Item {formatCount(index)}
        {total !== null && ` (${formatCount(total)} in all)`}
      </span>
      <IconButton
        size="sm"
        label="The next item"
        icon={<ChevronRight aria-hidden />}
        disabled={total !== null && index >= total - 1}
        onClick={() => onItem(index + 1)}
      />
    </div>
  );
}

function titleOf(
  { kind, config }: { kind: string; config: Record<string, unknown> },
  port: string,
): string {
  const step = registry.get(kind);
  const ports: Ports | undefined = step && {
    ...outputsOf(step, config),
    [ERROR_PORT]: ERROR_OUTPUT,
  };
  return ports?.[port]?.title ?? port;
}

function extensionOf(type: ArtifactRef["type"]): string {
  return type === "dataset" ? "parquet" : type === "model" ? "onnx" : "json";
}
