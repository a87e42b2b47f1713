"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { forgetSent, sentFrom, useIsSending, useKeptDraft } from "../shell/kept-draft.ts";
import { useCan } from "../shell/use-can.ts";
import { useTRPC } from "../trpc.tsx";
import { AlertDialog } from "../ui/alert-dialog.tsx";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { Notice } from "../ui/notice.tsx";
import { SegmentedControl } from "../ui/segmented-control.tsx";
import { Textarea } from "../ui/textarea.tsx";
import { Time } from "../ui/time.tsx";
import { toast } from "../ui/toast.tsx";
import { Filled } from "./filled.tsx";
import { Prose } from "./prose.tsx";
import { standOn, type SectionDraft } from "./section-draft.ts";
import { SectionHistory } from "./section-history.tsx";
import { SectionState } from "./section-state.tsx";
import type { Section } from "./types.ts";

/** One section: what the record says, the text of people, who signed it, and how it came to be. */
export function SectionEditor({
  section,
  modelVersionId,
}: {
  section: Section;
  modelVersionId: string;
}) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const mayWrite = useCan("documentation.write");
  const key = `documentation/${modelVersionId}/${section.id}`;
  const [draft, setDraft] = useKeptDraft<SectionDraft>(key);
  const isSaving = useIsSending(key);
  const [view, setView] = useState<"write" | "preview">("write");
  // What was shown when the question was opened is what is signed, whatever is saved under it.
  const [asked, setAsked] = useState(section.number);
  const body = draft?.body ?? section.body;
  const isChanged = draft !== null && draft.body.trim() !== section.body;
  const isBehind = isChanged && draft.base < section.number;
  const readAgain = () => client.invalidateQueries(trpc.documentation.pathFilter());
  const save = useMutation(
    trpc.documentation.save.mutationOptions({
      meta: sentFrom(key),
      onSuccess: ({ number }) => standOn(key, number),
      onError: (error) => toast.error("The section was not saved", error),
      // The draft is shown until what was saved can be: nobody writes on at the text before it.
      onSettled: async (saved, _error, sent) => {
        await readAgain();
        if (saved) forgetSent<SectionDraft>(key, (now) => now.body === sent.body);
      },
    }),
  );
  const sign = useMutation(
    trpc.documentation.sign.mutationOptions({
      onSettled: readAgain,
      onSuccess: () => toast.success(`'${section.title}' is signed`),
      onError: (error) => toast.error("The section was not signed", error),
    }),
  );
  return (
    <section aria-label={section.title} className="flex min-w-0 flex-col gap-4">
      <header className="flex flex-col gap-1">
        <div className="flex min-h-7 flex-wrap items-center gap-x-3 gap-y-1">
          <h3 className="text-base font-semibold">{section.title}</h3>
          <SectionState section={section} />
          {section.saved && (
            <span className="text-muted text-xs">
              {section.signed ? "by" : "saved by"} {section.saved.by.name},{" "}
              <Time at={section.saved.at} />
            </span>
          )}
        </div>
        <p className="text-muted text-sm">{section.asks}</p>
      </header>
      <div className="bg-sunken rounded-md px-3 py-2.5">
        <p className="text-muted mb-1.5 text-xs">
          From the record: stands in the documentation by itself
        </p>
        <Filled filled={section.filled} />
      </div>
      {isBehind && (
        <Notice tone="warn" title="Somebody else has saved this section meanwhile">
          Copy your text, take your changes back, and put both together.
        </Notice>
      )}
      {mayWrite ? (
        <>
          {view === "write" ? (
            <Field label="Text" description="Markdown. Every saved text is kept.">
              <Textarea
                rows={10}
                maxLength={50_000}
                value={body}
                onChange={({ target }) =>
                  setDraft(
                    target.value === section.body && !isSaving
                      ? null
                      : { body: target.value, base: draft?.base ?? section.number },
                  )
                }
              />
            </Field>
          ) : (
            <div>
              <p className="mb-1 text-sm font-medium">Text, as it is read</p>
              <div className="border-line min-h-24 rounded-md border px-3 py-2">
                {body.trim() ? (
                  <Prose text={body} />
                ) : (
                  <p className="text-muted text-sm">Nothing is written yet.</p>
                )}
              </div>
            </div>
          )}
          <div className="flex flex-wrap items-center gap-2">
            <Button
              variant={isChanged ? "primary" : "secondary"}
              disabled={!isChanged || isBehind}
              pending={isSaving}
              onClick={() =>
                draft &&
                save.mutate({
                  modelVersionId,
                  section: section.id,
                  body: draft.body,
                  base: draft.base,
                })
              }
            >
              Save
            </Button>
            {isChanged && (
              <Button variant="ghost" onClick={() => setDraft(null)}>
                Take changes back
              </Button>
            )}
            <AlertDialog
              danger={false}
              title={`Sign '${section.title}'?`}
              description="You say in your name that this section is complete and true as it stands. Whoever edits it later takes the signature away; what was signed is kept."
              action="Sign"
              onOpenChange={(open) => open && setAsked(section.number)}
              onConfirm={() =>
                sign.mutateAsync({ modelVersionId, section: section.id, number: asked })
              }
              trigger={
                <Button disabled={isChanged || section.signed !== null}>Sign section</Button>
              }
            />
            {section.earlier && draft === null && (
              <Button
                variant="ghost"
                onClick={() => setDraft({ body: section.earlier!.body, base: section.number })}
              >
                Take over the text of version {section.earlier.version}
              </Button>
            )}
            <SegmentedControl
              label="How to show the text"
              className="ml-auto"
              options={[
                { value: "write", label: "Write" },
                { value: "preview", label: "Preview" },
              ]}
              value={view}
              onValueChange={setView}
            />
          </div>
          {isChanged && (
            <p className="text-muted text-xs">
              Save before you sign. A review that is open becomes stale by it: its evidence has to
              be frozen anew before anybody decides.
            </p>
          )}
        </>
      ) : (
        <>
          {section.body ? (
            <Prose text={section.body} />
          ) : (
            <p className="text-muted text-sm">
              Nobody has written anything here; designers and admins can.
            </p>
          )}
        </>
      )}
      <SectionHistory history={section.history} />
    </section>
  );
}
