"use client";
import type { DocumentNode } from "../../../workflows/core/document.ts";
import { registry } from "../../../workflows/steps/index.ts";
import { Select } from "../../ui/select.tsx";
import { useActions } from "../canvas/use-actions.ts";
import { nestingOf } from "../../graph/inside.ts";
import { useEditor } from "../store/editor-context.tsx";

/** No id of a node. */
const NONE = "-";

/** Which map the step stands in; shown where there is a map that it may stand in. */
export function ParentField({ node, readOnly }: { node: DocumentNode; readOnly: boolean }) {
  const actions = useActions();
  const document = useEditor((state) => state.document);
  const { inside } = nestingOf(document, registry);
  const belongsToRun = inside.has(node.id) || (node.policy?.phase && node.parent === undefined);
  if (inside.size === 0 || belongsToRun) return null;
  const titleOf = (id: string) => document.nodes.find((one) => one.id === id)?.title ?? id;
  return (
    <div className="mt-3 flex items-center gap-2">
      <span className="text-muted shrink-0 text-xs">Runs</span>
      <Select
        size="sm"
        aria-label="The map it stands in"
        disabled={readOnly}
        value={node.parent ?? NONE}
        options={[
          { value: NONE, label: "Once in the run" },
          ...[...inside.keys()].map((map) => ({
            value: map,
            label: `For each item of ${titleOf(map)}`,
          })),
        ]}
        onValueChange={(map) => actions.putInto(new Map([[node.id, map === NONE ? null : map]]))}
      />
    </div>
  );
}
