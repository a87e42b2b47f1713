"use client";
import { Pin, PinOff, RotateCw } from "lucide-react";
import { useState } from "react";
import { shortHash } from "../../ui/format.ts";
import { ItemPanel } from "../../runs/item-panel.tsx";
import { RerunDialog } from "../../runs/rerun-dialog.tsx";
import { StepPanel } from "../../runs/step-panel.tsx";
import type { StepTab } from "../../runs/step-tabs.tsx";
import { useReviewHref } from "../../runs/use-review-href.ts";
import { useCan } from "../../shell/use-can.ts";
import { IconButton } from "../../ui/icon-button.tsx";
import { pin, unpin } from "../store/edits.ts";
import type { EditorStore } from "../store/editor-store.ts";
import { useStore } from "zustand";
import { FieldDiff } from "../versions/field-diff.tsx";
import { useCalmView, useNodeRun, useOverlay, useOverlayStore } from "./overlay-context.tsx";
import type { NodeRun, RunView } from "../../runs/live/run-view.ts";

interface Props {
  /** The node on the canvas. */
  id: string;
  draft: EditorStore;
  asRun: boolean;
  readOnly: boolean;
  onStarted: (runId: string) => void;
  onClose: () => void;
}

/** What a step did in the run over the canvas; of a step inside a map, what the map did. */
export function StepRunPanel(props: Props) {
  const own = useNodeRun(props.id);
  const map = useNodeRun(own?.inside ?? props.id);
  const view = useCalmView();
  if (!own || !map || !view)
    return (
      <p className="text-muted p-4 text-sm">
        This step was not part of the run: it came in later, or only other steps were asked for.
      </p>
    );
  return <Step key={map.step.id} {...props} run={map} view={view} />;
}

function Step({ run, view, ...props }: Props & { run: NodeRun; view: RunView }) {
  const { details, live } = view;
  const { step, state } = run;
  const [tab, setTab] = useState<StepTab | null>(null);
  const [item, setItem] = useState<number | null>(null);
  const [inner, setInner] = useState<string | null>(null);
  const fields = useOverlay(({ diff }) => {
    const part = diff?.nodes[step.id];
    return part?.change === "changed" ? part.fields : undefined;
  });
  const reviewHref = useReviewHref(details.run.id, step.kind, state.status);
  if (step.map && item !== null)
    return (
      <ItemPanel
        key={item}
        runId={details.run.id}
        map={step}
        index={item}
        inner={inner}
        tab={tab}
        onInner={setInner}
        onTab={setTab}
        onBack={() => setItem(null)}
        onClose={props.onClose}
      />
    );
  return (
    <>
      {fields && (
        <details className="border-line border-b px-3 py-2" open={props.asRun}>
          <summary className="text-warn cursor-pointer text-xs font-medium">
            Changed since this run
          </summary>
          <div className="pt-2">
            <FieldDiff fields={fields} />
          </div>
        </details>
      )}
      <div className="min-h-0 flex-1">
        <StepPanel
          runId={details.run.id}
          run={run}
          childRuns={details.children.filter(({ node }) => node === step.id)}
          live={live}
          reviewHref={reviewHref}
          tab={tab}
          actions={<Actions {...props} run={run} view={view} />}
          onTab={setTab}
          onItem={setItem}
          onClose={props.onClose}
        />
      </div>
    </>
  );
}

function Actions({
  run,
  view,
  draft,
  asRun,
  readOnly,
  onStarted,
}: Props & { run: NodeRun; view: RunView }) {
  const mayStart = useCan("runs.start");
  const { ask } = useOverlayStore().getState();
  const [again, setAgain] = useState(false);
  const { id } = run.step;
  const { run: facts } = view.details;
  const node = useStore(draft, ({ document }) => document.nodes.find((one) => one.id === id));
  const { edit } = draft.getState();
  const mayPin = !readOnly && node !== undefined;
  return (
    <div className="flex shrink-0 items-center">
      {mayStart && !run.step.phase && (
        <IconButton
          size="sm"
          label={asRun ? "Rerun from here, as it was" : "Run from here"}
          icon={<RotateCw aria-hidden />}
          onClick={() => (asRun ? setAgain(true) : ask({ what: "from", node: id }))}
        />
      )}
      {mayPin && node.pin ? (
        <IconButton
          size="sm"
          label={`Unpin ${shortHash(node.pin.run)}: run the step again`}
          aria-pressed
          icon={<PinOff aria-hidden />}
          onClick={() => edit((now) => unpin(now, id))}
        />
      ) : (
        mayPin &&
        run.state.status === "done" && (
          <IconButton
            size="sm"
            label="Pin what it gave: it stands in for the step in your draft"
            icon={<Pin aria-hidden />}
            onClick={() => edit((now) => pin(now, id, facts.id))}
          />
        )
      )}
      {again && (
        <RerunDialog
          details={view.details}
          choice={{ mode: "from", from: id }}
          onClose={() => setAgain(false)}
          onStarted={onStarted}
        />
      )}
    </div>
  );
}
