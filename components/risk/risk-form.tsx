"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { tierByMatrix } from "../../workflows/core/risk/matrix.ts";
import { QUESTIONNAIRE, QUESTIONS } from "../../workflows/core/risk/questionnaire.ts";
import { TIER_WORDS } from "../reviews/words.ts";
import { keepDraft, useKeptDraft } from "../shell/kept-draft.ts";
import { useTRPC } from "../trpc.tsx";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { Notice } from "../ui/notice.tsx";
import { toast } from "../ui/toast.tsx";
import { MatrixPicture } from "./matrix-picture.tsx";
import { QuestionRow } from "./question-row.tsx";
import type { Risk } from "./types.ts";

const AXES = [
  { axis: "exposure", title: "Exposure", about: "How far it reaches." },
  { axis: "purpose", title: "Purpose", about: "What harm it can do there." },
] as const;

/** Under which the answers are kept until they are saved. */
export const riskDraft = (name: string) => `risk/${name}`;

type Answers = Record<string, { value: string; reason: string }>;

/** The questionnaire: what the record answers is filled in; the matrix follows every answer. */
export function RiskForm({ risk, onDone }: { risk: Risk; onDone: () => void }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const { name, derived, factsHash } = risk;
  const [first] = useState(() => firstAnswers(risk));
  const draft = riskDraft(name);
  const [kept, setKept] = useKeptDraft<Answers>(draft);
  const answers = kept ?? first;
  const [wanted, setWanted] = useState(false);
  const assess = useMutation(
    trpc.risk.assess.mutationOptions({
      onSuccess: async ({ tier }) => {
        await client.invalidateQueries(trpc.risk.pathFilter());
        keepDraft(draft, null);
        toast.success(`${name}: ${TIER_WORDS[tier].toLowerCase()}`);
        onDone();
      },
      // Facts may have changed under it: what the record says is read again, what was answered stays.
      onError: () => client.invalidateQueries(trpc.risk.pathFilter()),
    }),
  );
  const open = QUESTIONS.filter(({ id }) => {
    const answer = answers[id];
    const fact = derived[id];
    return !answer || (fact && fact.value !== answer.value && answer.reason.trim().length < 10);
  });
  const result = QUESTIONS.every(({ id }) => answers[id])
    ? tierByMatrix(Object.fromEntries(Object.entries(answers).map(([id, one]) => [id, one.value])))
    : null;
  const lowersOwn = result !== null && risk.tooLow.includes(result.tier);
  const set = (id: string, change: Partial<Answers[string]>) =>
    setKept({ ...answers, [id]: { value: "", reason: "", ...answers[id], ...change } });
  const cancel = () => {
    setKept(null);
    onDone();
  };
  return (
    <form
      className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_20rem]"
      onSubmit={(event) => {
        event.preventDefault();
        setWanted(true);
        if (open.length > 0) return;
        assess.mutate({
          name,
          factsHash,
          answers: Object.fromEntries(
            Object.entries(answers).map(([id, { value, reason }]) => [
              id,
              derived[id] && derived[id].value !== value ? { value, reason } : { value },
            ]),
          ),
        });
      }}
    >
      <div className="flex min-w-0 flex-col gap-4">
        {AXES.map(({ axis, title, about }) => (
          <Card key={axis} flush title={title} description={about}>
            <div className="divide-line divide-y">
              {QUESTIONS.filter((question) => question.axis === axis).map((question) => {
                const answer = answers[question.id];
                return (
                  <QuestionRow
                    key={question.id}
                    question={question}
                    value={answer?.value}
                    reason={answer?.reason ?? ""}
                    derived={derived[question.id]}
                    wanted={wanted}
                    onValue={(value) => set(question.id, { value })}
                    onReason={(reason) => set(question.id, { reason })}
                  />
                );
              })}
            </div>
          </Card>
        ))}
      </div>
      <div className="flex flex-col gap-4 xl:sticky xl:top-4">
        <Card title="Tier" description={`Questionnaire, version ${QUESTIONNAIRE.version}`}>
          <MatrixPicture result={result} />
        </Card>
        {lowersOwn && (
          <Notice tone="warn">
            You made a version of this model, so you do not lower its tier, {risk.tier}. Let
            somebody assess it who made none, or ask for another tier: a reviewer agrees to it.
          </Notice>
        )}
        {assess.error && <Notice tone="danger">{assess.error.message}</Notice>}
        {open.length > 0 && (
          <p role="status" className={wanted ? "text-danger text-sm" : "text-muted text-sm"}>
            {open.length === 1 ? "One question is open." : `${open.length} questions are open.`}
          </p>
        )}
        <div className="flex justify-end gap-2">
          {risk.assessment && <Button onClick={cancel}>Cancel</Button>}
          <Button type="submit" variant="primary" pending={assess.isPending} disabled={lowersOwn}>
            Save the assessment
          </Button>
        </div>
      </div>
    </form>
  );
}

/** What was answered before, where the record has not changed its mind since; else what the record says. */
function firstAnswers({ answers, derived }: Risk): Answers {
  const found: Answers = {};
  for (const { id, options } of QUESTIONS) {
    const before = answers?.[id];
    const known = before && options.some(({ value }) => value === before.value);
    const fact = derived[id];
    if (known && (!fact || before.derived === fact.value))
      found[id] = { value: before.value, reason: before.reason ?? "" };
    else if (fact) found[id] = { value: fact.value, reason: "" };
    else if (known) found[id] = { value: before.value, reason: "" };
  }
  return found;
}
