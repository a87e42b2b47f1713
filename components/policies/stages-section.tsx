"use client";

import { ArrowDown, ArrowUp, Plus, X } from "lucide-react";
import { FUNCTION_WORDS } from "../reviews/words.ts";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { useDraft } from "./draft-context.tsx";
import { ChoiceField, NumberField, TextField, TickField } from "./fields.tsx";
import type { Stage } from "./types.ts";
import { ESCALATE_TO } from "./words.ts";

const FUNCTIONS = (Object.keys(FUNCTION_WORDS) as (keyof typeof FUNCTION_WORDS)[]).map((value) => ({
  value,
  label: FUNCTION_WORDS[value],
}));
const DECIDERS = [
  { value: 1, label: "One person" },
  { value: 2, label: "Two people" },
  { value: 3, label: "Three people" },
  { value: "all", label: "All who stand for it" },
] as const;

/** Who decides, one stage after the other. */
export function StagesSection({ stages }: { stages: readonly Stage[] }) {
  const { edit, readOnly, problemAt } = useDraft();
  const problem = problemAt(["stages"]);
  return (
    <Card
      flush
      title="Stages"
      description="One after the other. Each must approve before the next is asked."
      actions={
        !readOnly && (
          <Button
            size="sm"
            icon={<Plus aria-hidden />}
            onClick={() => edit({ op: "add", path: ["stages"], value: newStage(stages) })}
          >
            Add a stage
          </Button>
        )
      }
    >
      {problem && <p className="text-danger px-4 py-2 text-xs">{problem}</p>}
      <ol aria-label="Stages" className="divide-line divide-y">
        {stages.map((stage, index) => (
          <Row key={stage.id} stage={stage} index={index} count={stages.length} />
        ))}
      </ol>
    </Card>
  );
}

function Row({ stage, index, count }: { stage: Stage; index: number; count: number }) {
  const { edit, readOnly, problemAt } = useDraft();
  const path = ["stages", index];
  const problem = problemAt(path) ?? problemAt([...path, "id"]);
  const deciders = DECIDERS.some(({ value }) => value === stage.deciders)
    ? DECIDERS
    : [...DECIDERS, { value: stage.deciders, label: `${stage.deciders} people` }];
  return (
    <li aria-label={stage.title} className="flex gap-3 px-4 py-3">
      <span
        aria-hidden
        className="bg-accent-soft text-accent mt-5.5 flex size-6 shrink-0 items-center justify-center rounded-full text-xs font-semibold tabular-nums"
      >
        {index + 1}
      </span>
      <div className="min-w-0 flex-1">
        <div className="grid grid-cols-[repeat(auto-fit,minmax(9rem,1fr))] gap-x-3 gap-y-2">
          <TextField label="Title" path={[...path, "title"]} value={stage.title} />
          <ChoiceField
            label="Decided by"
            path={[...path, "function"]}
            value={stage.function}
            none={{ label: "Any reviewer" }}
            options={FUNCTIONS}
          />
          <ChoiceField
            label="Approvals"
            path={[...path, "deciders"]}
            value={stage.deciders}
            options={deciders}
          />
          <NumberField
            label="Deadline"
            unit="hours"
            placeholder="none"
            path={[...path, "deadlineHours"]}
            value={stage.deadlineHours}
            empty={null}
          />
          <ChoiceField
            label="Then tell"
            path={[...path, "escalate", "to"]}
            value={stage.escalate?.to}
            none={{ label: "Nobody else" }}
            options={ESCALATE_TO}
          />
          <div className="col-span-2 flex items-end pb-1">
            <TickField
              label="May be handed over"
              path={[...path, "delegation"]}
              value={stage.delegation}
            />
          </div>
        </div>
        {problem && <p className="text-danger mt-1 text-xs">{problem}</p>}
      </div>
      {!readOnly && (
        <div className="mt-5 flex shrink-0 flex-col">
          <IconButton
            size="sm"
            label={`Move ${stage.title} up`}
            icon={<ArrowUp aria-hidden />}
            disabled={index === 0}
            onClick={() => edit({ op: "move", path: ["stages"], index, to: index - 1 })}
          />
          <IconButton
            size="sm"
            label={`Move ${stage.title} down`}
            icon={<ArrowDown aria-hidden />}
            disabled={index === count - 1}
            onClick={() => edit({ op: "move", path: ["stages"], index, to: index + 1 })}
          />
          <IconButton
            size="sm"
            label={`Remove ${stage.title}`}
            icon={<X aria-hidden />}
            disabled={count === 1}
            onClick={() => edit({ op: "remove", path: ["stages"], index })}
          />
        </div>
      )}
    </li>
  );
}

/** A stage for the first function that has none yet. */
function newStage(stages: readonly Stage[]): Partial<Stage> {
  const free = FUNCTIONS.find(({ value }) => !stages.some((stage) => stage.function === value));
  const ids = new Set(stages.map(({ id }) => id));
  let id: string = free?.value ?? "stage";
  for (let n = 2; ids.has(id); n++) id = `${free?.value ?? "stage"}-${n}`;
  return {
    id,
    title: free?.label ?? "Stage",
    function: free?.value ?? null,
    deciders: 1,
    deadlineHours: 40,
    escalate: { to: null },
    delegation: true,
  };
}
