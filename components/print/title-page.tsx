import { Facts, Hash, State } from "./parts.tsx";
import { day, moment, words } from "./words.ts";
import type { PrintedDocument } from "./types.ts";

export function TitlePage({
  document,
  contents,
}: {
  document: PrintedDocument;
  contents: readonly { id: string; title: string }[];
}) {
  const { review, version, printedAt, printedBy } = document;
  const { model, policy } = review;
  return (
    <header className="title-page">
      <p className="kind">
        {review.kind === "re-review" ? "Model re-review" : "Model review"}
        {review.round > 1 && `, round ${review.round}`}
      </p>
      <h1>
        {model.name} <span>version {model.version}</span>
      </h1>
      {review.title !== `${model.name} version ${model.version}` && (
        <p className="subtitle">{review.title}</p>
      )}
      {version.description && <p className="subtitle">{version.description}</p>}
      <p className="verdict">
        <State state={review.status} />
        {review.decidedAt && <span> {day(review.decidedAt)}</span>}
      </p>
      <Facts
        facts={[
          ["Risk tier", words(review.tier)],
          ["Policy", policy.number === 0 ? "Built in" : `Version ${policy.number}`],
          ["Author", review.author.name],
          ["Run started by", review.startedBy.name],
          ...(review.otherMakers.length > 0
            ? [["Made with", review.otherMakers.map(({ name }) => name).join(", ")] as const]
            : []),
          ["Opened", moment(review.openedAt)],
          ["Version's status", <State key="status" state={version.status} />],
          [
            "Approval holds until",
            version.status === "approved" ? day(version.approvedUntil) : "–",
          ],
          ["Printed", `${moment(printedAt)}, by ${printedBy}`],
        ]}
      />
      <dl className="hashes">
        <dt>Evidence pack, SHA-256</dt>
        <dd>
          <Hash hash={review.packHash} />
        </dd>
        <dt>Model file (ONNX), SHA-256</dt>
        <dd>
          <Hash hash={review.onnx} />
        </dd>
      </dl>
      <nav>
        <h3>Contents</h3>
        <ol>
          {contents.map(({ id, title }) => (
            <li key={id}>
              <a href={`#${id}`}>{title}</a>
            </li>
          ))}
        </ol>
      </nav>
    </header>
  );
}
