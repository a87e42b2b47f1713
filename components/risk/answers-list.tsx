import { Database, User } from "lucide-react";
import { QUESTIONS } from "../../workflows/core/risk/questionnaire.ts";
import { Card } from "../ui/card.tsx";
import type { Risk } from "./types.ts";

const AXES = [
  { axis: "exposure", title: "Exposure", about: "How far it reaches." },
  { axis: "purpose", title: "Purpose", about: "What harm it can do there." },
] as const;

/** What was answered, and by whom or from what. */
export function AnswersList({ answers }: { answers: NonNullable<Risk["answers"]> }) {
  return AXES.map(({ axis, title, about }) => (
    <Card key={axis} flush title={title} description={about}>
      <dl className="divide-line divide-y">
        {QUESTIONS.filter((question) => question.axis === axis && answers[question.id]).map(
          ({ id, title: asked, options }) => {
            const { value, by, source, derived, reason } = answers[id]!;
            const label = (wanted: string | null) =>
              options.find((option) => option.value === wanted)?.label ?? wanted;
            return (
              <div
                key={id}
                className="grid gap-x-6 gap-y-0.5 px-4 py-2 sm:grid-cols-[minmax(0,5fr)_minmax(0,8fr)]"
              >
                <dt className="text-muted text-sm">{asked}</dt>
                <dd className="min-w-0 text-sm">
                  <span className="font-medium">{label(value)}</span>
                  <span className="text-muted flex items-start gap-1.5 text-xs">
                    {by === "record" ? (
                      <Database aria-hidden className="mt-0.5 size-3 shrink-0" />
                    ) : (
                      <User aria-hidden className="mt-0.5 size-3 shrink-0" />
                    )}
                    <span className="min-w-0 break-words">
                      {by === "record"
                        ? `From the record: ${source}`
                        : reason
                          ? `Instead of “${label(derived)}”: ${reason}`
                          : "Answered by hand"}
                    </span>
                  </span>
                </dd>
              </div>
            );
          },
        )}
      </dl>
    </Card>
  ));
}
