import type { PipelineDocument } from "../../../workflows/core/document.ts";
import type { Anchor } from "../../../workflows/core/problems.ts";

/** No node's id has a colon: triggers share the canvas, the selection and the layout with nodes. */
const PREFIX = "trigger:";

/** What a trigger is called on the canvas, in the selection and in the document's layout. */
export function triggerKey(id: string): string {
  return PREFIX + id;
}

/** The id of the trigger that a key of the canvas names; null for a node. */
export function triggerOf(key: string): string | null {
  return key.startsWith(PREFIX) ? key.slice(PREFIX.length) : null;
}

const ANCHOR = /^triggers\.(\d+)(?:\.|$)/;

/** Where on the canvas a problem lies: its node, or the key of the trigger whose field it names; null for neither. */
export function anchorKey({ node, field }: Anchor, document: PipelineDocument): string | null {
  if (node !== undefined) return node;
  const index = ANCHOR.exec(field ?? "")?.[1];
  const trigger = index === undefined ? undefined : document.triggers?.[Number(index)];
  return trigger ? triggerKey(trigger.id) : null;
}

/** The field of a trigger that a problem names, without the trigger's place in the document. */
export function triggerField(field: string | undefined): string {
  return (field ?? "").replace(ANCHOR, "");
}
