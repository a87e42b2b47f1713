"use client";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { diffDocuments, type DocumentDiff } from "../../../workflows/core/diff.ts";
import { documentSchema, type PipelineDocument } from "../../../workflows/core/document.ts";
import { useTRPC } from "../../trpc.tsx";
import { Button } from "../../ui/button.tsx";
import { Time } from "../../ui/time.tsx";
import { toast } from "../../ui/toast.tsx";
import { useEditor } from "../store/editor-context.tsx";
import { Avatar } from "./avatar.tsx";
import { useSession } from "./people-context.tsx";
import type { OtherDraft } from "./people-store.ts";

/** Somebody else's draft: how far it is from one's own, and what can be done about it. */
export function DraftRow({
  name,
  draft: { user, revision, savedAt },
  onCompare,
  readOnly,
}: {
  name: string;
  draft: OtherDraft;
  /** Compares one's own draft with that of a user. */
  onCompare: (user: string) => void;
  readOnly: boolean;
}) {
  const trpc = useTRPC();
  const { takeOver } = useSession();
  const [taking, setTaking] = useState(false);
  const mine = useEditor((state) => state.document);
  const theirs = useQuery(
    trpc.pipelines.draft.queryOptions(
      { name, user: user.id },
      // Each revision is asked for once: the list itself hears of newer ones.
      { staleTime: Infinity, select: ({ document, revision: at }) => ({ document, at }) },
    ),
  );
  const { refetch } = theirs;
  const old = theirs.data !== undefined && theirs.data.at < revision;
  useEffect(() => {
    if (old) void refetch();
  }, [old, refetch]);
  const words = useMemo(() => {
    if (!theirs.data) return null;
    const read = documentSchema.safeParse(theirs.data.document);
    return read.success ? differenceWords(mine, read.data) : UNREADABLE;
  }, [mine, theirs.data]);
  const same = words === SAME;
  return (
    <li
      className="border-line flex items-start gap-3 border-b px-4 py-3 last:border-0"
      data-testid="draft"
    >
      <Avatar person={user} />
      <div className="min-w-0 flex-1">
        <p className="truncate text-sm">{user.name}</p>
        <p className="text-muted text-xs">
          {theirs.isError ? theirs.error.message : (words ?? "Comparing…")} · saved{" "}
          <Time at={savedAt} />
        </p>
        {!same && words !== UNREADABLE && (
          <div className="mt-2 flex gap-2">
            <Button size="sm" onClick={() => onCompare(user.id)}>
              Compare
            </Button>
            {!readOnly && (
              <Button
                size="sm"
                pending={taking}
                onClick={() => {
                  setTaking(true);
                  takeOver(user)
                    .catch((error: unknown) => toast.error("Nothing was taken over", error))
                    .finally(() => setTaking(false));
                }}
              >
                Take over
              </Button>
            )}
          </div>
        )}
      </div>
    </li>
  );
}

const SAME = "The same as yours";
const UNREADABLE = "No pipeline that can be shown";

function differenceWords(mine: PipelineDocument, theirs: PipelineDocument): string {
  const diff = diffDocuments(mine, theirs);
  if (diff.same) return SAME;
  const changed = count(diff);
  return changed === 0
    ? "Only laid out in another way"
    : `Differs in ${changed === 1 ? "one place" : `${changed} places`}`;
}

/** Steps, triggers, wires and fields of the pipeline itself that differ, but for where they lie. */
function count({ nodes, triggers, wires, fields }: DocumentDiff): number {
  const parts = [...Object.values(nodes), ...Object.values(triggers)];
  return (
    parts.filter(({ change }) => change !== "moved").length +
    wires.added.length +
    wires.removed.length +
    fields.length
  );
}
