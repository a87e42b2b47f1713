"use client";
import { Wrench } from "lucide-react";
import { useMemo } from "react";
import { fixesOf } from "../../../workflows/core/fixes.ts";
import type { Problem } from "../../../workflows/core/problems.ts";
import { registry } from "../../../workflows/steps/index.ts";
import { Button } from "../../ui/button.tsx";
import { useReadOnly } from "../canvas/read-only.ts";
import { useKnowledge } from "../knowledge/knowledge-store.ts";
import { useEditorStore } from "../store/editor-context.tsx";
import { applyFix } from "./apply-fix.ts";
import type { Offer } from "./use-offers.ts";

/** The remedies of one problem, each a button; nothing where none is certain. */
export function FixButtons({ problem }: { problem: Problem }) {
  const store = useEditorStore();
  const columns = useKnowledge((state) => state.nodes);
  const pipelines = useKnowledge((state) => state.pipelines);
  const datasets = useKnowledge((state) => state.datasets);
  // The problem was found in the document and with what is known as they are now; it is another object after the next change.
  const offers = useMemo(
    () => fixesOf(problem, store.getState().document, registry, { columns, pipelines, datasets }),
    [store, problem, columns, pipelines, datasets],
  );
  return <OfferButtons problem={problem} offers={offers} />;
}

export function OfferButtons({ problem, offers }: { problem: Problem; offers: readonly Offer[] }) {
  const store = useEditorStore();
  const readOnly = useReadOnly();
  if (readOnly || offers.length === 0) return null;
  return (
    <span className="flex flex-wrap gap-1.5">
      {offers.map(({ title }) => (
        <Button
          key={title}
          size="sm"
          className="nodrag h-6 px-2 text-xs"
          icon={<Wrench aria-hidden className="size-3" />}
          onClick={() => applyFix(store, problem, title)}
        >
          {title}
        </Button>
      ))}
    </span>
  );
}
