"use client";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { DocumentNode } from "../../../workflows/core/document.ts";
import type { JsonObject } from "../../../workflows/core/json.ts";
import { registry } from "../../../workflows/steps/index.ts";
import type { CelScope } from "../../form/cel/cel-scope.ts";
import { useTRPC } from "../../trpc.tsx";
import { useEditor } from "../store/editor-context.tsx";
import { celScope, type RunFacts } from "./cel-names.ts";

/** What CEL at a node may name, with the values of the pipeline's newest run. */
export function useCelScope(node: DocumentNode, input: boolean): CelScope {
  const document = useEditor((state) => state.document);
  const facts = useNewestFacts(document.name);
  return useMemo(
    () => celScope(document, registry, node, { facts, input }),
    [document, node, facts, input],
  );
}

const RECENT = 20;

function useNewestFacts(pipeline: string): RunFacts | null {
  const trpc = useTRPC();
  const recent = useQuery(
    trpc.runs.list.queryOptions({ pipeline, limit: RECENT }, { staleTime: 2_000 }),
  );
  // One that has ended keeps its values; one that goes on has not all of them.
  const run = recent.data?.items.find(({ finishedAt }) => finishedAt !== null);
  const details = useQuery(
    trpc.runs.get.queryOptions(
      { id: run?.id ?? "" },
      { enabled: run !== undefined, staleTime: 60_000 },
    ),
  );
  const { data } = details;
  return useMemo(() => {
    if (!data) return null;
    const outputs: Record<string, Record<string, JsonObject>> = {};
    for (const step of data.steps)
      if (step.outputs)
        outputs[step.node] = Object.fromEntries(
          Object.entries(step.outputs).map(([port, { meta }]) => [port, meta]),
        );
    return { run: data.run.id, outputs };
  }, [data]);
}
