"use client";
import { errorsOf } from "../../workflows/core/problems.ts";
import { useKeptDraft } from "../shell/kept-draft.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { Textarea } from "../ui/textarea.tsx";
import { useAskAgain } from "./knowledge/knowledge-store.ts";
import { PublishingNotice, usePublishing } from "./people/moved-base.tsx";
import { usePeople } from "./people/people-context.tsx";
import { Blockers } from "./problems/blockers.tsx";
import { useEditor } from "./store/editor-context.tsx";
import { PinnedNotice } from "./versions/pinned-notice.tsx";
import { PublishSummary } from "./versions/publish-summary.tsx";
import { triggerStarts } from "./versions/trigger-starts.ts";
import type { Looking } from "./versions/side.ts";
import { UntakenNotice } from "./yaml/untaken-notice.tsx";

/** Publishing makes the draft the next version, for good; the note is what others will read. */
export function PublishDialog({
  draft,
  open,
  onOpenChange,
  onPublish,
  onLook,
  pending,
  error,
}: {
  /** Under which the note is kept until it is published. */
  draft: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onPublish: (note: string) => void;
  /** Shows what differs, in place of the draft. */
  onLook: (looking: Looking) => void;
  pending: boolean;
  error: string | null;
}) {
  const [kept, setNote] = useKeptDraft<string>(draft);
  const note = kept ?? "";
  const { newer, asked } = usePublishing();
  const setPanel = useEditor((state) => state.setPanel);
  const errors = errorsOf(useEditor(({ problems }) => problems));
  useAskAgain();
  return (
    <Dialog
      title="Publish a version"
      description="A version never changes again. Runs, reviews and schedules refer to it."
      open={open}
      onOpenChange={onOpenChange}
      size="md"
    >
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (note.trim().length >= 3) onPublish(note.trim());
        }}
      >
        {errors.length > 0 && <Blockers errors={errors} onClose={() => onOpenChange(false)} />}
        <UntakenNotice onShow={() => onOpenChange(false)}>
          What is published is the document without it.
        </UntakenNotice>
        <PublishingNotice
          onChoose={() => {
            onOpenChange(false);
            setPanel("people");
          }}
        />
        <PinnedNotice />
        <PublishSummary
          onLook={(looking) => {
            onOpenChange(false);
            onLook(looking);
          }}
        />
        <TriggersToStart />
        <Field label="What changed, and why" error={error}>
          <Textarea
            rows={4}
            value={note}
            data-first-focus
            placeholder="For instance: slices by age band added, because the reviewers asked for them"
            onChange={(event) => setNote(event.target.value)}
          />
        </Field>
        <div className="flex justify-end gap-2">
          <Button onClick={() => onOpenChange(false)}>Cancel</Button>
          <Button
            type="submit"
            variant="primary"
            pending={pending}
            disabled={errors.length > 0 || newer !== null || asked > 0 || note.trim().length < 3}
          >
            Publish
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function TriggersToStart() {
  const triggers = useEditor(({ document }) => document.triggers);
  const isFirst = usePeople(({ base }) => base === null);
  const sentence = triggerStarts(triggers, { isFirst });
  return sentence && <p className="text-sm">{sentence}</p>;
}
