"use client";
import { Pin, PinOff } from "lucide-react";
import { shortHash } from "../../ui/format.ts";
import { useCan } from "../../shell/use-can.ts";
import { MenuItem, MenuSeparator } from "../../ui/menu.tsx";
import { useReadOnly } from "../canvas/read-only.ts";
import { pin, unpin } from "../store/edits.ts";
import { useEditor } from "../store/editor-context.tsx";
import { useNodeRun, useOverlay } from "./overlay-context.tsx";
import { RunStepItems, useSelectedStep } from "./run-button.tsx";

/** In the menu of a step: running by it, and letting what it gave stand in for it. */
export function RunNodeItems() {
  const mayStart = useCan("runs.start");
  const node = useSelectedStep();
  const readOnly = useReadOnly();
  if (node === null || readOnly) return null;
  return (
    <>
      {mayStart && <RunStepItems />}
      <PinItem node={node} />
      <MenuSeparator />
    </>
  );
}

function PinItem({ node }: { node: string }) {
  const edit = useEditor((state) => state.edit);
  const isPinned = useEditor(
    ({ document }) => document.nodes.find(({ id }) => id === node)?.pin !== undefined,
  );
  const run = useNodeRun(node);
  const runId = useOverlay(({ view }) => view?.details.run.id);
  if (isPinned)
    return (
      <MenuItem icon={<PinOff aria-hidden />} onClick={() => edit((now) => unpin(now, node))}>
        Unpin: run it again
      </MenuItem>
    );
  if (run?.state.status !== "done" || run.inside !== null || runId === undefined) return null;
  return (
    <MenuItem icon={<Pin aria-hidden />} onClick={() => edit((now) => pin(now, node, runId))}>
      Pin what it gave in {shortHash(runId)}
    </MenuItem>
  );
}
