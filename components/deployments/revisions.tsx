"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Undo2 } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { useCan } from "../shell/use-can.ts";
import { useTRPC } from "../trpc.tsx";
import { AlertDialog } from "../ui/alert-dialog.tsx";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { Field } from "../ui/field.tsx";
import { Textarea } from "../ui/textarea.tsx";
import { Time } from "../ui/time.tsx";
import { toast } from "../ui/toast.tsx";
import type { Deployment } from "./types.ts";

type Revision = Deployment["revisions"][number];

/** What the endpoint answered with, newest first; any that is approved still can be taken back into service. */
export function Revisions({ name, revisions }: { name: string; revisions: readonly Revision[] }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [target, setTarget] = useState<Revision | null>(null);
  const [reason, setReason] = useState("");
  const mayRollBack = useCan("deployments.write");
  const current = revisions.find((revision) => revision.current);
  const rollback = useMutation(
    trpc.deployments.rollback.mutationOptions({
      onSuccess: ({ revision, version }) =>
        toast.success(
          `${name} answers with version ${version} again`,
          `As revision ${revision}; requests under way are not dropped.`,
        ),
      onError: (error) => toast.error("Nothing was rolled back", error),
      onSettled: () => client.invalidateQueries(trpc.deployments.pathFilter()),
    }),
  );
  return (
    <Card
      title="Revisions"
      description={
        !mayRollBack ? "Rolling back takes the role of an operator or admin." : undefined
      }
    >
      <ol className="flex flex-col gap-3 text-sm">
        {revisions.map((revision) => (
          <li key={revision.number} className="flex items-start gap-3">
            <span className="text-muted w-6 shrink-0 text-right tabular-nums">
              {revision.number}
            </span>
            <div className="min-w-0 flex-1">
              <div className="flex flex-wrap items-center gap-x-2">
                <Link
                  href={`/models/${revision.model}/${revision.version}`}
                  className="text-accent hover:underline"
                >
                  {revision.model} v{revision.version}
                </Link>
                {revision.current && <Badge tone="ok">in force</Badge>}
                {mayRollBack && canReturnTo(revision, current) && (
                  <Button
                    className="ml-auto"
                    size="sm"
                    icon={<Undo2 aria-hidden />}
                    aria-label={`Roll back to revision ${revision.number}`}
                    onClick={() => {
                      setReason("");
                      setTarget(revision);
                    }}
                  >
                    Roll back
                  </Button>
                )}
              </div>
              <p className="text-muted text-xs break-words">
                {revision.reason}, by {nameOf(revision.by)}, <Time at={revision.at} />
                {revision.runId && (
                  <>
                    {", "}
                    <Link href={`/runs/${revision.runId}`} className="hover:text-fg underline">
                      run
                    </Link>
                  </>
                )}
              </p>
            </div>
          </li>
        ))}
      </ol>
      {target && (
        <AlertDialog
          open
          onOpenChange={(open) => !open && setTarget(null)}
          title={`Roll back to revision ${target.number}?`}
          description={`${name} will answer with ${target.model} version ${target.version} instead of version ${current?.version ?? "?"}, as a new revision. It is loaded and warmed first; requests under way are not dropped.`}
          action="Roll back"
          danger={false}
          onConfirm={() =>
            rollback.mutateAsync({
              name,
              revision: target.number,
              ...(reason.trim() ? { reason: reason.trim() } : {}),
            })
          }
        >
          <Field label="Reason" optional className="mt-2">
            <Textarea
              rows={2}
              maxLength={2_000}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          </Field>
        </AlertDialog>
      )}
    </Card>
  );
}

/** Going back to a revision changes something, and its version may still answer. */
function canReturnTo(revision: Revision, current: Revision | undefined): boolean {
  const same = revision.model === current?.model && revision.version === current.version;
  return !revision.current && !same && revision.versionStatus === "approved";
}

function nameOf(person: string | { name: string }): string {
  return typeof person === "string" ? person : person.name;
}
