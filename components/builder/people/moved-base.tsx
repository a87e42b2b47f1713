"use client";
import { useState } from "react";
import { Button } from "../../ui/button.tsx";
import { Notice } from "../../ui/notice.tsx";
import { toast } from "../../ui/toast.tsx";
import { saveWords } from "./save-note.tsx";
import { usePeople, useSession } from "./people-context.tsx";
import { askedWords } from "./words.ts";

/** What stands between the draft and its publication: a version that somebody published meanwhile, and open choices. */
export function usePublishing(): { newer: number | null; asked: number } {
  const newer = usePeople(({ version, base }) =>
    version && version.number > (base ?? 0) ? version.number : null,
  );
  const asked = usePeople(({ conflicts }) => conflicts.length);
  return { newer, asked };
}

/** Says that somebody published meanwhile, and brings that version into the draft; then what both changed is asked. */
export function MovedBase({ className }: { className?: string }) {
  const { newer } = usePublishing();
  const version = usePeople((state) => state.version);
  const asked = usePeople(
    ({ conflicts }) => conflicts.filter(({ side }) => side.kind === "version").length,
  );
  const { mergeVersion } = useSession();
  const [merging, setMerging] = useState(false);
  if (newer === null || !version) return null;
  return (
    <Notice
      title={`Version ${version.number} was published by ${version.author.name}`}
      className={className}
    >
      <p className="break-words">{version.note}</p>
      {asked > 0 ? (
        <p className="mt-1">
          {asked === 1 ? "One field was" : `${asked} fields were`} changed by both: choose below.
        </p>
      ) : (
        <Button
          size="sm"
          className="mt-2"
          pending={merging}
          onClick={() => {
            setMerging(true);
            mergeVersion()
              .catch((error: unknown) => toast.error("Nothing was merged", error))
              .finally(() => setMerging(false));
          }}
        >
          Merge it into my draft
        </Button>
      )}
    </Notice>
  );
}

/** The same in the dialog that publishes. */
export function PublishingNotice({ onChoose }: { onChoose: () => void }) {
  const { newer, asked } = usePublishing();
  const save = usePeople((state) => state.save);
  if (save.status === "away" || save.status === "refused")
    return (
      <Notice tone="danger" title={saveWords(save)}>
        What is published is what the server has: publish when it is saved.
      </Notice>
    );
  if (asked > 0)
    return (
      <Notice
        tone="warn"
        title={askedWords(asked)}
        actions={
          <Button size="sm" onClick={onChoose}>
            Choose
          </Button>
        }
      >
        You and somebody else changed the same. Nothing is published over it unasked.
      </Notice>
    );
  return newer === null ? null : <MovedBase />;
}
