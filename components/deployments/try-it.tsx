"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Send } from "lucide-react";
import { useState } from "react";
import { sameJson } from "../../workflows/core/json.ts";
import { plural } from "../ui/format.ts";
import { useTRPC } from "../trpc.tsx";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { CodeBlock } from "../ui/code-block.tsx";
import { Notice } from "../ui/notice.tsx";
import { AnswerView } from "./answer-view.tsx";
import { TryField } from "./try-field.tsx";
import { curlOf, exampleDraft, readDraft, type Draft } from "./try-form.ts";
import type { Deployment } from "./types.ts";

/** A form from the model's own description of its inputs, its answer, and the command that asks the same. */
export function TryIt({
  name,
  schema,
  inferUrl,
}: {
  name: string;
  schema: Deployment["schema"];
  inferUrl: string | null;
}) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [draft, setDraft] = useState<Draft>(() => exampleDraft(schema.inputs));
  const [tried, setTried] = useState(false);
  const ask = useMutation(
    trpc.deployments.tryIt.mutationOptions({
      // The log of predictions is written a moment after the answer.
      onSuccess: () =>
        setTimeout(() => void client.invalidateQueries(trpc.deployments.pathFilter()), 700),
    }),
  );
  const { row, errors } = readDraft(schema.inputs, draft);
  const wrong = Object.keys(errors).length;
  // An answer belongs to the inputs it was asked for.
  const isStale = ask.variables !== undefined && !sameJson(ask.variables.inputs, row);
  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (wrong === 0) ask.mutate({ name, inputs: row });
  };
  return (
    <Card
      title="Try it"
      description={`${plural(schema.inputs.length, "raw column")}, filled with a typical row of the training data`}
    >
      <form onSubmit={submit} noValidate className="@container flex flex-col gap-4">
        <div className="grid gap-x-4 gap-y-3 @md:grid-cols-2 @3xl:grid-cols-3 @6xl:grid-cols-4">
          {schema.inputs.map((field) => (
            <TryField
              key={field.name}
              field={field}
              value={draft[field.name] ?? ""}
              error={tried ? errors[field.name] : undefined}
              onChange={(value) => setDraft({ ...draft, [field.name]: value })}
            />
          ))}
        </div>
        <div className="flex flex-wrap items-center gap-2">
          <Button
            type="submit"
            variant="primary"
            icon={<Send aria-hidden />}
            pending={ask.isPending}
          >
            Predict
          </Button>
          <Button
            variant="ghost"
            onClick={() => {
              setDraft(exampleDraft(schema.inputs));
              setTried(false);
            }}
          >
            Back to the example
          </Button>
          {tried && wrong > 0 && (
            <span role="alert" className="text-danger text-sm">
              {plural(wrong, "field")} to look at.
            </span>
          )}
        </div>
        <div aria-live="polite">
          {ask.error && !isStale && <Notice tone="danger">{ask.error.message}</Notice>}
          {ask.data && (
            <>
              {isStale && (
                <p className="text-warn mb-1 text-xs">
                  The answer to other inputs than those above. Press Predict to ask for these.
                </p>
              )}
              <div className={isStale ? "opacity-60" : undefined}>
                <AnswerView answer={ask.data} schema={schema} />
              </div>
            </>
          )}
        </div>
        {inferUrl && wrong === 0 && (
          <details>
            <summary className="text-muted hover:text-fg w-fit cursor-pointer rounded-xs text-sm">
              The same from a program
            </summary>
            <p className="text-muted mt-2 mb-1.5 text-xs">
              Set PENSTOCK_API_KEY to an inference key of this workspace.
            </p>
            <CodeBlock code={curlOf(inferUrl, schema.inputs, row)} copyLabel="Copy the command" />
          </details>
        )}
      </form>
    </Card>
  );
}
