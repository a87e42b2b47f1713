import { ChevronRight, CircleCheck, CircleDashed, CircleDot, CircleSlash } from "lucide-react";
import { cx } from "../ui/cx.ts";
import { Time } from "../ui/time.tsx";
import type { Review } from "./types.ts";

type Stage = Review["stages"][number];

const LOOKS = {
  done: { icon: CircleCheck, word: "Done", look: "text-ok" },
  current: { icon: CircleDot, word: "Decides now", look: "text-wait" },
  waiting: { icon: CircleDashed, word: "Comes later", look: "text-muted" },
  skipped: { icon: CircleSlash, word: "Not reached", look: "text-muted" },
} as const;

/** The stages from left to right: what is done, who decides now, what comes. */
export function StageProgress({ review }: { review: Review }) {
  return (
    <ol
      aria-label="Stages"
      className="bg-surface border-line shadow-card mb-4 flex flex-wrap items-stretch gap-y-2 rounded-lg border px-4 py-2.5"
    >
      {review.stages.map((stage, index) => {
        const { icon: Icon, word, look } = LOOKS[stage.state];
        return (
          <li
            key={stage.id}
            aria-current={stage.state === "current" ? "step" : undefined}
            className="flex min-w-0 items-start gap-2"
          >
            {index > 0 && <ChevronRight aria-hidden className="text-muted mx-3 mt-0.5 size-4" />}
            <Icon aria-hidden className={cx("mt-0.5 size-4 shrink-0", look)} />
            <div className="min-w-0 text-sm">
              <p className={cx(stage.state === "current" ? "font-semibold" : "font-medium")}>
                {stage.title}
                <span className={cx("ml-2 text-xs font-normal", look)}>{word}</span>
              </p>
              <p className="text-muted text-xs">
                {stageWords(stage)}
                {stage.state === "current" && review.dueAt && (
                  <span className={review.isOverdue ? "text-danger" : undefined}>
                    {" · "}
                    {review.isOverdue ? "was due " : "due "}
                    <Time at={review.dueAt} />
                  </span>
                )}
                {stage.state === "current" && review.escalatedAt && " · escalated"}
              </p>
            </div>
          </li>
        );
      })}
    </ol>
  );
}

function stageWords({ state, decisions, given, needed, mayDecide }: Stage): string {
  const by = decisions
    .filter(({ outcome }) => outcome !== "recused")
    .map(({ by: { name }, outcome }) => `${DONE[outcome]} by ${name}`)
    .join(", ");
  if (state === "done") return by || "decided";
  if (state === "skipped") return "closed before its turn";
  const names = mayDecide.map(({ name }) => name);
  const who =
    names.length === 0
      ? "nobody may decide"
      : names.length > 3
        ? `${names.slice(0, 2).join(", ")} and ${names.length - 2} more`
        : names.join(", ");
  return [by, `${given} of ${needed}`, who].filter(Boolean).join(" · ");
}

const DONE = {
  approved: "approved",
  rejected: "rejected",
  "changes-requested": "changes requested",
  recused: "stepped back",
};
