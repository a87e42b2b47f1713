"use client";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { documentSchema, type PipelineDocument } from "../../../workflows/core/document.ts";
import { useTRPC } from "../../trpc.tsx";
import { usePeople } from "../people/people-context.tsx";
import { useEditor } from "../store/editor-context.tsx";
import { createEditorStore, type EditorStore } from "../store/editor-store.ts";
import { changesOf, type Change } from "./changes.ts";
import type { Marks } from "./change-marks.tsx";
import { compareDocuments, type Compared } from "./merged-document.ts";
import type { Looking, Side } from "./side.ts";

export interface Comparison {
  before: Side;
  after: Side;
  /** Null while it is read. */
  found: { compared: Compared; changes: Change[]; marks: Marks; store: EditorStore } | null;
  error: string | null;
}

/** What differs between the two sides that are looked at; null when no two are. */
export function useComparison(name: string, looking: Looking | null): Comparison | null {
  const asked = looking?.kind === "compare" ? looking : null;
  const before = useSide(name, asked?.before ?? null);
  const after = useSide(name, asked?.after ?? null);
  const found = useMemo(() => {
    if (!before.document || !after.document) return null;
    const compared = compareDocuments(before.document, after.document);
    const changes = changesOf(compared.diff, compared.both);
    const marks: Marks = {
      parts: new Map(
        changes.flatMap(({ key, change, fields }) =>
          key === null ? [] : [[key, { change, fields: fields.length }]],
        ),
      ),
      wires: new Map(
        changes.flatMap(({ wire, change }) =>
          wire === null ? [] : [[wire, change as "added" | "removed"]],
        ),
      ),
    };
    return { compared, changes, marks, store: createEditorStore(compared.both) };
  }, [before.document, after.document]);
  if (!asked) return null;
  return { ...asked, found, error: before.error ?? after.error };
}

const NOTHING = { document: null, error: null };

function useSide(
  name: string,
  side: Side | null,
): { document: PipelineDocument | null; error: string | null } {
  const trpc = useTRPC();
  const own = useEditor(({ document }) => (side?.kind === "draft" ? document : null));
  const version = useQuery({
    ...trpc.pipelines.version.queryOptions({
      name,
      number: side?.kind === "version" ? side.number : 1,
    }),
    enabled: side?.kind === "version",
    staleTime: Infinity,
  });
  const draft = useQuery({
    ...trpc.pipelines.draft.queryOptions({
      name,
      user: side?.kind === "draft-of" ? side.user : "",
    }),
    enabled: side?.kind === "draft-of",
  });
  const revision = usePeople(({ drafts }) =>
    side?.kind === "draft-of"
      ? drafts.find(({ user }) => user.id === side.user)?.revision
      : undefined,
  );
  const { refetch } = draft;
  const old = draft.data !== undefined && draft.data.revision < (revision ?? 0);
  useEffect(() => {
    if (old) void refetch();
  }, [old, refetch]);
  const asked = side?.kind === "version" ? version : side?.kind === "draft-of" ? draft : null;
  const stored = asked?.data?.document;
  const read = useMemo(() => (stored ? documentSchema.safeParse(stored) : null), [stored]);
  if (!side) return NOTHING;
  if (side.kind === "draft") return { document: own, error: null };
  if (asked?.isError) return { document: null, error: asked.error.message };
  if (!read) return NOTHING;
  return read.success
    ? { document: read.data, error: null }
    : { document: null, error: "That is no document of penstock/v1 any more." };
}
