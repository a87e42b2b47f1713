import type { ModelInfo } from "../../workflows/core/contents/model-info.ts";
import type { ValidationReport } from "../../workflows/core/contents/validation-report.ts";
import { trainedInWords, versionWords } from "../../workflows/core/trained-in.ts";
import { formatCell, formatCount, formatPercent, plural } from "../ui/format.ts";
import { Facts, Hash, Nothing, State, Table } from "./parts.tsx";
import type { PrintedDocument } from "./types.ts";

const MOST_FEATURES = 10;

/** The versions of the data, each by its content, and what was checked in it. */
export function Origins({ document }: { document: PrintedDocument }) {
  const { review, reports } = document;
  return (
    <>
      {review.data.length === 0 ? (
        <Nothing>No data is recorded: no load step leads to this model.</Nothing>
      ) : (
        <Table
          head={["Data", "Step", "Rows", "File and table, SHA-256"]}
          numeric={[2]}
          widths={["22%", "12%", "9%", undefined]}
          rows={review.data.map((data) => [
            data.version === null ? data.name : `${data.name} v${data.version}`,
            data.node,
            data.rows === null ? "–" : formatCount(data.rows),
            <>
              {data.hash && <Hash hash={data.hash} />}
              {data.content && <Hash hash={data.content} />}
            </>,
          ])}
        />
      )}
      {reports.map((report, index) => (
        <Validation key={index} report={report} />
      ))}
    </>
  );
}

function Validation({ report }: { report: ValidationReport }) {
  return (
    <>
      <h3>Validation of the data</h3>
      <p>
        {formatCount(report.kept)} of {plural(report.rows, "row")} went on,{" "}
        {formatCount(report.rejected)} were set aside;{" "}
        {report.checks.filter(({ passed }) => passed).length} of{" "}
        {plural(report.checks.length, "check")} passed.
      </p>
      <Table
        head={["Check", "Column", "Outcome", "Failing rows", "What it found"]}
        numeric={[3]}
        widths={["18%", "18%", "13%", "13%", undefined]}
        rows={report.checks.map((check) => [
          check.check.replaceAll("_", " "),
          check.column ?? "–",
          <State key="state" state={check.passed ? "passed" : "failed"} />,
          check.failing === 0
            ? "0"
            : `${formatCount(check.failing)} (${formatPercent(check.fraction)})`,
          check.message,
        ])}
      />
    </>
  );
}

/** The run, the environment and the trainer's own description. */
export function ModelPart({ document }: { document: PrintedDocument }) {
  const { review, info } = document;
  const { lineage } = review;
  const { from } = lineage.training;
  return (
    <>
      <Facts
        facts={[
          ["Pipeline", versionWords(lineage)],
          ["Run", lineage.runId],
          ["Trained by step", lineage.training.node ?? "–"],
          ...(from ? ([["Trained in", `${from.runId} ${trainedInWords(from)}`]] as const) : []),
          ["Algorithm", lineage.training.algorithm ?? "–"],
          ["Device", lineage.training.device ?? "–"],
          ["Target", info?.target ?? "–"],
        ]}
      />
      <dl className="hashes">
        <dt>Plan of the run, SHA-256</dt>
        <dd>
          <Hash hash={review.planHash} />
        </dd>
        <dt>Lock file of the environment, SHA-256</dt>
        <dd>
          <Hash hash={review.environment} />
        </dd>
      </dl>
      {info && <Description info={info} />}
    </>
  );
}

function Description({ info }: { info: ModelInfo }) {
  const settings = Object.entries(info.hyperparameters).filter(([, value]) => value !== null);
  const features = (info.importance ?? [])
    .toSorted((a, b) => b.value - a.value)
    .slice(0, MOST_FEATURES);
  const all = (info.importance ?? []).reduce((sum, { value }) => sum + value, 0) || 1;
  return (
    <>
      {settings.length > 0 && (
        <>
          <h3>Settings</h3>
          <Facts facts={settings.map(([name, value]) => [name, formatCell(value)])} />
        </>
      )}
      {features.length > 0 && (
        <>
          <h3>What matters most to it</h3>
          <Table
            head={["Input", "Share of the whole", ""]}
            numeric={[1]}
            widths={["46%", "18%", undefined]}
            rows={features.map(({ feature, value }) => [
              feature,
              formatPercent(value / all),
              <span
                key="bar"
                className="bar"
                style={{ width: `${(value / features[0]!.value) * 100}%` }}
              />,
            ])}
          />
        </>
      )}
    </>
  );
}
