import {
  diffDocuments,
  type DocumentDiff,
  type FieldChange,
} from "../../../workflows/core/diff.ts";
import type { PipelineDocument } from "../../../workflows/core/document.ts";

/**
 * What the draft says otherwise than the document that ran. A run keeps to the dataset's version of its day and to what was
 * set for it alone: neither is a change of the draft.
 * @param overrides of the run, by path: `train.config.max_depth`
 */
export function differences(
  ran: PipelineDocument,
  overrides: Readonly<Record<string, unknown>>,
  draft: PipelineDocument,
): DocumentDiff {
  const diff = diffDocuments(ran, draft);
  const nodes: DocumentDiff["nodes"] = {};
  for (const [id, part] of Object.entries(diff.nodes)) {
    if (part.change !== "changed") {
      nodes[id] = part;
      continue;
    }
    const fields = part.fields.filter(
      (field) => !isPin(field) && !Object.hasOwn(overrides, `${id}.${field.path}`),
    );
    if (fields.length > 0) nodes[id] = { ...part, fields };
  }
  return { ...diff, nodes };
}

/** `dataset:NAME@3` where the draft says `dataset:NAME`. */
function isPin({ before, after }: FieldChange): boolean {
  return (
    typeof before === "string" &&
    typeof after === "string" &&
    after.startsWith("dataset:") &&
    before.startsWith(`${after}@`)
  );
}
