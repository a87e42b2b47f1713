"use client";

import type { ModelInfo } from "../../workflows/core/contents/model-info.ts";
import { formatCell, formatDuration, formatNumber, plural } from "../ui/format.ts";
import { ImportanceBars } from "./importance-bars.tsx";
import { Facts } from "../ui/facts.tsx";
import { Sideways } from "../ui/sideways.tsx";
import { SubSection } from "../ui/sub-section.tsx";

/** What a trained model is: how it was fitted, what it takes, and what it goes by. */
export function ModelInfoView({ info }: { info: ModelInfo }) {
  return (
    <div className="@container flex flex-col gap-6">
      <Facts
        facts={[
          ["Algorithm", info.algorithm],
          ["Task", `${info.task} of ${info.target}`],
          ["Classes", info.classes?.map(String).join(", ")],
          [
            "Trained on",
            Object.entries(info.rows)
              .map(([split, rows]) => `${plural(rows, "row")} ${split}`)
              .join(", "),
          ],
          ["Time", `${formatDuration(info.seconds * 1000)} on ${info.device}`],
          [
            "Best iteration",
            info.bestIteration === null ? undefined : formatNumber(info.bestIteration),
          ],
          [
            "Libraries",
            Object.entries(info.libraries)
              .map(([name, version]) => `${name} ${version}`)
              .join(", "),
          ],
        ]}
      />
      <div className="grid gap-6 @3xl:grid-cols-2">
        {info.importance && info.importance.length > 0 && (
          <SubSection title="Importance" note="share of the whole">
            <ImportanceBars importance={info.importance} />
          </SubSection>
        )}
        <SubSection title="Hyperparameters">
          <Facts
            dense
            facts={Object.entries(info.hyperparameters).map(([name, value]) => [
              name,
              formatCell(value),
            ])}
          />
        </SubSection>
      </div>
      <SubSection
        title="Inputs"
        note={`${plural(info.inputs.length, "raw column")}; encoding is inside the model`}
      >
        <InputTable inputs={info.inputs} />
      </SubSection>
    </div>
  );
}

function InputTable({ inputs }: { inputs: ModelInfo["inputs"] }) {
  return (
    <Sideways>
      <table className="w-full text-xs">
        <thead className="text-muted">
          <tr className="border-line border-b">
            {["Name", "Kind", "Values in training", "May be missing", "Example"].map((title) => (
              <th
                key={title}
                scope="col"
                className="py-1 pr-4 text-left font-medium whitespace-nowrap"
              >
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="tabular-nums">
          {inputs.map((input) => (
            <tr key={input.name} className="border-line border-b last:border-0">
              <th scope="row" className="py-1 pr-4 text-left font-medium whitespace-nowrap">
                {input.name}
              </th>
              <td className="py-1 pr-4">{input.kind}</td>
              <td className="max-w-64 truncate py-1 pr-4" title={input.categories?.join(", ")}>
                {input.categories
                  ? input.categories.join(", ")
                  : `${formatNumber(input.min)} to ${formatNumber(input.max)}, mean ${formatNumber(input.mean)}`}
              </td>
              <td className="py-1 pr-4">{input.nullable ? "yes" : "no"}</td>
              <td className="max-w-40 truncate py-1">{formatCell(input.example)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Sideways>
  );
}
