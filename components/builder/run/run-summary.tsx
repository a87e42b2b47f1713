"use client";
import type { DocumentDiff } from "../../../workflows/core/diff.ts";
import { plural } from "../../ui/format.ts";
import { Loading } from "../../ui/states.tsx";
import { SubSection } from "../../ui/sub-section.tsx";
import { useNow } from "../../ui/use-now.ts";
import { isOver } from "../../runs/live-state.ts";
import { RunOverview } from "../../runs/run-overview.tsx";
import { Button } from "../../ui/button.tsx";
import { LinkButton } from "../../ui/link-button.tsx";
import { toast } from "../../ui/toast.tsx";
import type { EditorStore } from "../store/editor-store.ts";
import { useCalmView, useOverlay } from "./overlay-context.tsx";
import { restoreInto } from "./restore-into.ts";

/** The run over the canvas as a whole: how it stands, who began it, what differs from the draft, and bringing it back. */
export function RunSummary({
  draft,
  readOnly,
  onSelect,
  onRestored,
}: {
  draft: EditorStore;
  readOnly: boolean;
  onSelect: (node: string) => void;
  onRestored: () => void;
}) {
  const view = useCalmView();
  const diff = useOverlay((overlay) => overlay.diff);
  const now = useNow(view !== null && !isOver(view.live.run.status));
  if (!view)
    return (
      <div className="p-4">
        <Loading what="run" />
      </div>
    );
  const { run, document } = view.details;
  const { status, paused } = view.live.run;
  const same = !diff || isSame(diff);
  const restore = () => {
    const takeBack = restoreInto(draft, document);
    toast.success(
      "The draft is as this run ran it",
      "Its datasets are those versions that ran. Undo brings your draft back.",
      {
        label: "Undo",
        onClick: () => {
          if (!takeBack())
            toast.info(
              "The draft has changed since",
              "Undo on the canvas takes one change after the other back.",
            );
        },
      },
    );
    onRestored();
  };
  return (
    <div className="flex min-h-0 flex-1 flex-col overflow-y-auto">
      {view.live.run.error && (
        <p role="alert" className="bg-danger-soft px-4 py-2 text-sm break-words">
          {view.live.run.error}
        </p>
      )}
      <div className="border-line border-b p-4">
        <SubSection title="Against your draft now">
          {same ? (
            <p className="text-muted text-sm">The draft says the same.</p>
          ) : (
            <Differences diff={diff} onSelect={onSelect} />
          )}
          <div className="mt-3 flex flex-wrap gap-2">
            {!readOnly && !same && (
              <Button size="sm" onClick={restore}>
                Restore into the draft
              </Button>
            )}
            {isOver(status) && (
              <LinkButton size="sm" href={`/runs/compare?ids=${run.id}`}>
                Compare with a run
              </LinkButton>
            )}
          </div>
        </SubSection>
      </div>
      <RunOverview
        details={view.details}
        nodes={view.nodes}
        place={status === "queued" ? run.position : null}
        paused={status === "paused" ? paused : null}
        now={now}
        onSelect={onSelect}
      />
    </div>
  );
}

const WORDS = { changed: "changed since", removed: "removed since", added: "added since" } as const;

function Differences({ diff, onSelect }: { diff: DocumentDiff; onSelect: (node: string) => void }) {
  const nodes = Object.entries(diff.nodes).flatMap(([id, { change }]) =>
    change === "moved" ? [] : [{ id, word: WORDS[change] }],
  );
  const wires = diff.wires.added.length + diff.wires.removed.length;
  return (
    <ul className="flex flex-col gap-0.5 text-sm">
      {nodes.map(({ id, word }) => (
        <li key={id} className="flex items-baseline gap-2">
          <button
            type="button"
            className="hover:text-accent min-w-0 truncate font-mono text-xs hover:underline"
            onClick={() => onSelect(id)}
          >
            {id}
          </button>
          <span className="text-muted text-xs">{word}</span>
        </li>
      ))}
      {wires > 0 && <li className="text-muted text-xs">{plural(wires, "wire")} drawn otherwise</li>}
      {diff.fields.length > 0 && (
        <li className="text-muted text-xs">
          {plural(diff.fields.length, "setting")} of the pipeline itself
        </li>
      )}
    </ul>
  );
}

/** Places on the canvas, groups, notes and triggers make no other run. */
function isSame({ nodes, wires, fields }: DocumentDiff): boolean {
  return (
    Object.values(nodes).every(({ change }) => change === "moved") &&
    wires.added.length + wires.removed.length + fields.length === 0
  );
}
