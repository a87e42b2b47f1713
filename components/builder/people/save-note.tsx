"use client";
import { CloudAlert, FileWarning } from "lucide-react";
import { Button } from "../../ui/button.tsx";
import { Notice } from "../../ui/notice.tsx";
import { SpinnerIcon } from "../../ui/spinner.tsx";
import type { SaveState } from "../store/autosave.ts";
import { useEditor } from "../store/editor-context.tsx";
import { usePeople, useSession } from "./people-context.tsx";

/** Whether what is drawn is on the server, in the toolbar. */
export function SaveNote() {
  const save = usePeople((state) => state.save);
  const untaken = useEditor((state) => state.untaken !== null);
  const trouble = save.status === "away" || save.status === "refused";
  const text = saveWords(save);
  if (untaken && save.status === "saved")
    return (
      <span
        role="status"
        data-testid="save-state"
        title="What is typed in the YAML view is no pipeline yet: it is kept in this browser."
        className="text-danger flex shrink-0 items-center gap-1 text-xs"
      >
        <FileWarning aria-hidden className="size-3.5" />
        Text not taken over
      </span>
    );
  return (
    <span
      role="status"
      data-testid="save-state"
      title={trouble ? text : undefined}
      className={`flex min-w-0 items-center gap-1 text-xs [&_svg]:size-3.5 [&_svg]:shrink-0 ${trouble ? "text-danger" : "text-muted shrink-0"}`}
    >
      {trouble ? <CloudAlert aria-hidden /> : save.status !== "saved" && <SpinnerIcon />}
      <span className="truncate">
        {save.status === "away" ? (
          <>
            Not saved yet<span className="max-xl:hidden">: the server does not answer</span>;{" "}
            {where(save.kept)}
          </>
        ) : (
          text
        )}
      </span>
    </span>
  );
}

/** How it stands with saving, in a sentence. */
export function saveWords(save: SaveState): string {
  switch (save.status) {
    case "saved":
      return "Saved";
    case "waiting":
    case "saving":
      return "Saving…";
    case "away":
      return `Not saved yet: the server does not answer; ${where(save.kept)}`;
    case "refused":
      return `Not saved; ${where(save.kept)}`;
  }
}

function where(kept: boolean): string {
  return kept ? "kept in this browser" : "keep this page open";
}

/** What the server will not take, and why. */
export function RefusedNotice({ onDownload }: { onDownload: () => void }) {
  const save = usePeople((state) => state.save);
  const { autosave } = useSession();
  if (save.status !== "refused") return null;
  return (
    <Notice
      tone="danger"
      title="Not saved"
      className="rounded-none"
      actions={
        <>
          <Button size="sm" onClick={onDownload}>
            Download mine
          </Button>
          <Button size="sm" onClick={() => void autosave.flush().catch(() => {})}>
            Try again
          </Button>
        </>
      }
    >
      {save.message}
    </Notice>
  );
}
