"use client";

import { useMemo, useState } from "react";
import { CodeField } from "../form/code/code-field.tsx";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { cx } from "../ui/cx.ts";
import { Notice } from "../ui/notice.tsx";
import { SegmentedControl } from "../ui/segmented-control.tsx";
import { Time } from "../ui/time.tsx";
import { DraftProvider } from "./draft-context.tsx";
import { EvidenceSection } from "./evidence-section.tsx";
import { HistoryDialog } from "./history-dialog.tsx";
import { HoursSection } from "./hours-section.tsx";
import { RulesSection } from "./rules-section.tsx";
import { SaveDialog } from "./save-dialog.tsx";
import { StagesSection } from "./stages-section.tsx";
import type { Policy } from "./types.ts";
import { usePolicyDraft, type PolicyDraft } from "./use-policy-draft.ts";

type View = "form" | "both" | "yaml";
const VIEWS = [
  { value: "form", label: "Form" },
  { value: "both", label: "Both" },
  { value: "yaml", label: "YAML" },
] as const;

/** A tier's policy as a form and as a text, side by side. */
export function PolicyEditor({
  base,
  latest,
  mayWrite,
  onReload,
}: {
  /** What the draft begins with. */
  base: Policy;
  /** The number of the version in force by now. */
  latest: number;
  mayWrite: boolean;
  /** Begins again with the version in force. */
  onReload: () => void;
}) {
  const draft = usePolicyDraft(base);
  const [view, setView] = useState<View>("both");
  const { edit, problemAt } = draft;
  const { catalogue } = base;
  const context = useMemo(
    () => ({ edit, problemAt, catalogue, readOnly: !mayWrite }),
    [edit, problemAt, catalogue, mayWrite],
  );
  return (
    <section aria-label="Policy" className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Origin base={base} mayWrite={mayWrite} />
        {draft.dirty && mayWrite && (
          <Button variant="ghost" onClick={latest > base.number ? onReload : draft.reset}>
            Discard changes
          </Button>
        )}
        <SegmentedControl label="Shown as" options={VIEWS} value={view} onValueChange={setView} />
        <HistoryDialog
          tier={base.tier}
          latest={latest}
          current={draft.document}
          onTake={mayWrite ? draft.write : undefined}
        />
        {mayWrite && <SaveDialog base={base} draft={draft} onSaved={onReload} />}
      </div>
      {latest > base.number && (
        <Notice
          tone="warn"
          title={`Version ${latest} was saved in the meantime`}
          actions={
            <Button size="sm" onClick={onReload}>
              Load it
            </Button>
          }
        >
          What you changed here stays until you load it; saving is refused.
        </Notice>
      )}
      <div
        className={cx(
          "grid items-start gap-4",
          view === "both" && "xl:grid-cols-[minmax(0,13fr)_minmax(0,9fr)]",
        )}
      >
        {view !== "yaml" && (
          <div className="@container flex min-w-0 flex-col gap-4">
            {draft.behind && (
              <Notice tone="warn">
                The text cannot be read as it is: the form shows what it said before.
              </Notice>
            )}
            <DraftProvider value={context}>
              <StagesSection stages={draft.document.stages} />
              <EvidenceSection evidence={draft.document.evidence} />
              <RulesSection document={draft.document} />
              <HoursSection hours={draft.document.workingHours} />
            </DraftProvider>
          </div>
        )}
        {view !== "form" && <Text draft={draft} readOnly={!mayWrite} alone={view === "yaml"} />}
      </div>
    </section>
  );
}

function Origin({ base, mayWrite }: { base: Policy; mayWrite: boolean }) {
  return (
    <p className="text-muted min-w-0 flex-1 basis-56 text-sm">
      {base.author && base.createdAt ? (
        <>
          Version {base.number} by {base.author.name}, <Time at={base.createdAt} />: {base.note}
        </>
      ) : (
        `Built in.${mayWrite ? " Saving a change makes version 1." : " Nobody has changed it yet."}`
      )}
    </p>
  );
}

function Text({
  draft,
  readOnly,
  alone,
}: {
  draft: PolicyDraft;
  readOnly: boolean;
  alone: boolean;
}) {
  const [first] = draft.problems;
  const state = first
    ? `Line ${first.line}: ${first.message}${draft.problems.length > 1 ? ` And ${draft.problems.length - 1} more.` : ""}`
    : draft.checked
      ? "No problems."
      : "Checking…";
  return (
    <Card
      flush
      title="YAML"
      description={
        <span role="status" className={cx("break-words", first && "text-danger")}>
          {state}
        </span>
      }
      className={cx(!alone && "xl:sticky xl:top-4")}
    >
      <div className="h-[calc(100vh-12rem)] min-h-72 overflow-hidden">
        <CodeField
          full
          label="The policy as YAML"
          language="yaml"
          value={draft.source}
          readOnly={readOnly}
          onChange={draft.write}
          check={draft.check}
        />
      </div>
    </Card>
  );
}
