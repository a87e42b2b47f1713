import { registry } from "../../../../workflows/steps/index.ts";
import type { PipelineDocument } from "../../../../workflows/core/document.ts";
import { toast } from "../../../ui/toast.tsx";
import { isStepKey } from "../../store/canvas-key.ts";
import { connect, remove, withInside } from "../../store/edits.ts";
import { rejoin } from "../../store/wiring.ts";
import type { Env } from "./env.ts";

/** Removing what is selected, and closing the gap. */
export function removing({ state }: Env) {
  return {
    /** Removes the selection. `close` wires what fed it to what it fed; otherwise that is offered, within the same undo entry. */
    removeSelected: (close = false) => {
      const { document, selection, edit, amend, select } = state();
      if (selection.nodes.size + selection.wires.size === 0) return;
      const gone = withInside(document, selection.nodes);
      const bridges = rejoin(document, registry, gone);
      const bridged = (current: PipelineDocument) =>
        bridges.reduce(
          (next, { from, to }) =>
            next.wires?.some((wire) => wire.to === to) ? next : connect(next, from, to),
          current,
        );
      edit((current) => {
        const next = remove(current, selection);
        return close ? bridged(next) : next;
      });
      select({});
      if (close || bridges.length === 0) return;
      const after = state().document;
      const steps = [...gone].filter(isStepKey);
      toast.info(
        steps.length === 1 ? `Removed '${steps[0]}'` : `Removed ${steps.length} steps`,
        "What fed it still fits what it fed. Shift Delete closes such a gap at once.",
        { label: "Rejoin", onClick: () => amend(after, bridged) },
      );
    },
  };
}
