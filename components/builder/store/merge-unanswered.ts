import type { PipelineDocument } from "../../../workflows/core/document.ts";
import { mergeDocuments, type Merged } from "../../../workflows/core/merge.ts";

/**
 * Brings what the server has now into mine; both came from `base`. The server may also hold one of the saves in `sent`
 * (oldest first), whose answer never came: what it has from such a save is mine, however far I have gone on since, and is
 * neither asked about nor brought back.
 */
export function mergeUnanswered({
  base,
  sent,
  mine,
  now,
}: {
  base: PipelineDocument;
  sent: readonly PipelineDocument[];
  mine: PipelineDocument;
  now: PipelineDocument;
}): Merged {
  for (const own of sent) {
    const { document, conflicts } = mergeDocuments(base, own, now);
    // From here on both came from what was sent, and theirs has all that others did.
    if (conflicts.length === 0) return mergeDocuments(own, mine, document);
  }
  return mergeDocuments(base, mine, now);
}
