"use client";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { schemaFacts } from "../../../workflows/core/check-config.ts";
import type { CelChecks } from "../../../workflows/core/check-node.ts";
import { compileWith, createMemo, type CompileMemo } from "../../../workflows/core/compile-with.ts";
import type { PipelineDocument } from "../../../workflows/core/document.ts";
import type { KnownColumns } from "../../../workflows/core/known-columns.ts";
import type { Problem } from "../../../workflows/core/problems.ts";
import { registry } from "../../../workflows/steps/index.ts";
import { usePublished } from "../../pipelines/use-published.ts";
import { useTRPC, useTRPCClient } from "../../trpc.tsx";
import { followColumns } from "../knowledge/follow-columns.ts";
import { knowledgeOf } from "../knowledge/knowledge-store.ts";
import type { withFieldTitles } from "../problems/field-titles.ts";
import { isOfConfig } from "../problems/order.ts";
import { afterDrawn } from "./after-drawn.ts";
import { useEditor, useEditorStore } from "./editor-context.tsx";
import type { EditorStore } from "./editor-store.ts";

/** A keystroke is drawn first; what is wrong follows in the frame after it. */
const SOON_MS = 16;
/** Where CEL could not be loaded it is asked for again after this long, or with the next change. */
const LOAD_AGAIN_MS = 5_000;

type LoadCel = () => Promise<{ celChecks: CelChecks }>;
const loadCel: LoadCel = () => import("../../../workflows/core/cel-checks.ts");

let titled: typeof withFieldTitles | null = null;

/** Keeps what is known of columns, and the problems of the document, in step with each change. */
export function useProblems(): void {
  const store = useEditorStore();
  const api = useTRPCClient();
  useEffect(() => {
    const stops: (() => void)[] = [];
    // A large graph takes as long to check as to draw.
    const stopWaiting = afterDrawn(() => {
      stops.push(
        followProblems(store),
        followColumns(store, registry, async (document, signal) => {
          const { nodes } = await api.pipelines.columns.mutate(
            { document },
            { signal, context: { skipBatch: true } },
          );
          return nodes;
        }),
      );
    });
    return () => [stopWaiting, ...stops].forEach((stop) => stop());
  }, [store, api]);
  usePublishedNames(store);
  useDatasetNames(store);
}

/** Keeps what is known of other pipelines, once a step or a trigger names one. */
function usePublishedNames(store: EditorStore): void {
  const wanted = useEditor(({ document }) => namesPipelines(document));
  const published = usePublished(wanted);
  useEffect(() => {
    if (published)
      knowledgeOf(store).setState({ pipelines: new Set(published.map(({ name }) => name)) });
  }, [store, published]);
}

/** Keeps what is known of datasets, once a trigger names one; of a workspace that has more than one page of them nothing is. */
function useDatasetNames(store: EditorStore): void {
  const enabled = useEditor(({ document }) => namesDatasets(document));
  const list = useTRPC().datasets.list;
  const { data } = useQuery(list.queryOptions({ limit: 200 }, { staleTime: 60_000, enabled }));
  useEffect(() => {
    if (data?.nextCursor === null)
      knowledgeOf(store).setState({ datasets: new Set(data.items.map(({ name }) => name)) });
  }, [store, data]);
}

/** Whether the datasets need to be known to check a document. */
export function namesDatasets({ triggers = [] }: PipelineDocument): boolean {
  return triggers.some(({ type }) => type === "dataset");
}

/** Whether the published pipelines need to be known to check a document. */
export function namesPipelines({ nodes, triggers = [] }: PipelineDocument): boolean {
  return (
    triggers.some(({ type }) => type === "pipeline") ||
    nodes.some(({ kind }) => {
      const step = registry.get(kind);
      return step !== undefined && schemaFacts(step).pipelineFields.length > 0;
    })
  );
}

/** Checks the document now and after each change, until the result is called. */
export function followProblems(store: EditorStore, load: LoadCel = loadCel): () => void {
  const knowledge = knowledgeOf(store);
  let memo = createMemo();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let loadAgain: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;
  const check = () => {
    timer = undefined;
    const { document, problems, setProblems } = store.getState();
    const { nodes: columns, pipelines, datasets } = knowledge.getState();
    const found = problemsOf(document, columns, {
      pipelines,
      datasets,
      memo,
      load,
      onCel: (isLoaded) => {
        if (stopped) return;
        // What was found without it is looked for again.
        memo = createMemo();
        clearTimeout(loadAgain);
        if (isLoaded) soon();
        else loadAgain = setTimeout(soon, LOAD_AGAIN_MS);
      },
    });
    const named = titled?.(found, document, registry) ?? found;
    if (!sameProblems(problems, named)) setProblems(named);
    if (!titled && found.some(isOfConfig)) void askForTitles();
  };
  /** What knows the forms is too heavy for the first load. Where it does not come, fields keep their paths. */
  const askForTitles = async () => {
    const loaded = await import("../problems/field-titles.ts").catch(() => null);
    titled = loaded && loaded.withFieldTitles;
    if (titled && !stopped) soon();
  };
  // The first of several changes sets the time: typing on does not put it off.
  const soon = () => (timer ??= setTimeout(check, SOON_MS));
  check();
  const stops = [
    store.subscribe(({ document }, { document: before }) => {
      if (!sameMeaning(document, before)) soon();
    }),
    knowledge.subscribe(({ nodes, pipelines, datasets }, before) => {
      const same = pipelines === before.pipelines && datasets === before.datasets;
      if (nodes !== before.nodes || !same) soon();
    }),
  ];
  return () => {
    stopped = true;
    clearTimeout(timer);
    clearTimeout(loadAgain);
    stops.forEach((stop) => stop());
  };
}

let cel: CelChecks | null = null;

/**
 * The problems of a draft. CEL is loaded for the first expression; until then expressions are not checked. `onCel` is told
 * when they can be, or that CEL could not be loaded.
 */
export function problemsOf(
  document: PipelineDocument,
  columns: KnownColumns,
  {
    pipelines,
    datasets,
    memo,
    load = loadCel,
    onCel,
  }: {
    pipelines?: ReadonlySet<string> | undefined;
    datasets?: ReadonlySet<string> | undefined;
    memo?: CompileMemo;
    load?: LoadCel;
    onCel?: (isLoaded: boolean) => void;
  } = {},
): Problem[] {
  let wanted = false;
  const later: CelChecks = {
    celProblem: () => {
      wanted = true;
      return null;
    },
    mixedNumbers: () => null,
  };
  const options = { draft: true, columns, pipelines, datasets, ...(memo ? { memo } : {}) };
  const { problems } = compileWith(cel ?? later, document, registry, options);
  if (wanted)
    void load().then(
      ({ celChecks }) => {
        cel = celChecks;
        onCel?.(true);
      },
      () => onCel?.(false),
    );
  return problems;
}

/** Whether documents differ at most in where things lie on the canvas. */
function sameMeaning(a: PipelineDocument, b: PipelineDocument): boolean {
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]) as Set<keyof PipelineDocument>;
  return [...keys].every((key) => key === "layout" || a[key] === b[key]);
}

function sameProblems(a: readonly Problem[], b: readonly Problem[]): boolean {
  return (
    a.length === b.length &&
    a.every((one, index) => {
      const other = b[index]!;
      return (
        one.message === other.message &&
        one.code === other.code &&
        one.anchor.node === other.anchor.node &&
        one.anchor.port === other.anchor.port &&
        one.anchor.field === other.anchor.field &&
        // Which trigger that is follows from the document as well.
        !one.anchor.field?.startsWith("triggers.")
      );
    })
  );
}
