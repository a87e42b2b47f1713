import { formatNumber, formatPercent } from "../ui/format.ts";
import { latency } from "./latency.ts";
import { readAnswer } from "./try-form.ts";
import type { Answer, Deployment } from "./types.ts";

/** What the model said: the label with the probability of each class, or the predicted number. */
export function AnswerView({
  answer,
  schema,
}: {
  answer: Answer;
  schema: Pick<Deployment["schema"], "target" | "classes">;
}) {
  const { label, shares, value } = readAnswer(answer.outputs, schema.classes);
  return (
    <div className="bg-sunken border-line flex flex-col gap-3 rounded-md border p-4">
      <div>
        <p className="text-muted text-xs">{schema.target}</p>
        <p className="text-xl leading-tight font-semibold">
          {label ?? (value === null ? "no answer" : formatNumber(value))}
        </p>
      </div>
      {shares.length > 0 && (
        <table className="w-full max-w-xl text-sm">
          <caption className="sr-only">Probability of each class</caption>
          <tbody>
            {shares.slice(0, 10).map((one) => (
              <tr key={one.label}>
                <th scope="row" className="max-w-48 truncate py-0.5 pr-3 text-left font-normal">
                  {one.label}
                </th>
                <td className="w-full py-0.5">
                  <div
                    aria-hidden
                    className="bg-chart-1 h-2.5 min-w-px rounded-xs"
                    style={{ width: `${one.share * 100}%` }}
                  />
                </td>
                <td className="py-0.5 pl-3 text-right whitespace-nowrap tabular-nums">
                  {formatPercent(one.share)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p className="text-muted text-xs">
        Version {answer.version}, in {latency(answer.latencyMs)}
        {answer.id && (
          <>
            ; prediction <code>{answer.id}</code>
          </>
        )}
      </p>
    </div>
  );
}
