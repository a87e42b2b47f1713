"use client";
import { RestoreButton } from "../pipelines/restoring.tsx";
import { Notice } from "../ui/notice.tsx";

/** Says that the pipeline is archived, and brings it back. */
export function ArchivedNotice({ name, mayRestore }: { name: string; mayRestore: boolean }) {
  return (
    <Notice
      tone="warn"
      title="Archived"
      className="rounded-none"
      actions={mayRestore && <RestoreButton name={name} />}
    >
      It is here to be looked at: its triggers start nothing, and nobody runs, publishes or edits it
      until it is restored.
    </Notice>
  );
}
