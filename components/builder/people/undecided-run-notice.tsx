import type { PipelineDocument } from "../../../workflows/core/document.ts";
import { Button } from "../../ui/button.tsx";
import { Notice } from "../../ui/notice.tsx";
import { valueAt, type OpenConflict } from "./live-merge.ts";
import { askedWords, conflictName } from "./words.ts";

/** Of the open choices those where the server has another value than is shown: what another tab has saved. */
export function runsOtherwise(conflicts: readonly OpenConflict[]): readonly OpenConflict[] {
  return conflicts.filter(({ side }) => side.kind === "tab");
}

/** Says in the dialog that runs the draft which value would run while a choice is open. */
export function UndecidedRunNotice({
  conflicts,
  document,
  onChoose,
}: {
  conflicts: readonly OpenConflict[];
  /** As it is shown here. */
  document: PipelineDocument;
  onChoose: () => void;
}) {
  const otherwise = runsOtherwise(conflicts);
  if (conflicts.length === 0) return null;
  return (
    <Notice
      tone="warn"
      title={askedWords(conflicts.length)}
      actions={
        <Button size="sm" onClick={onChoose}>
          Choose
        </Button>
      }
    >
      {otherwise.length === 0 ? (
        "Your own value runs."
      ) : (
        <>
          Another tab has saved something else than stands here, and that would run. Nothing runs
          unasked.
          <ul className="mt-1 max-h-48 overflow-y-auto">
            {otherwise.map((conflict) => (
              <li key={conflict.key}>
                {conflictName(conflict, document)}: {otherwiseWords(conflict, document)}
              </li>
            ))}
          </ul>
        </>
      )}
    </Notice>
  );
}

function otherwiseWords(conflict: OpenConflict, document: PipelineDocument): string {
  const { node, path, theirs } = conflict;
  if (node !== null && path === "") return theirs === undefined ? "would not run." : "would run.";
  return `${shown(theirs)} would run, not ${shown(valueAt(document, conflict))}.`;
}

const LONGEST = 60;

/** A value in the line, cut where it is long. */
function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
