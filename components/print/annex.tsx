import type { ReviewDocument } from "../../server/exports/pdf.ts";
import { formatBytes } from "../evidence/format.ts";
import { groupBy } from "../evidence/group-by.ts";
import { Hash, Table } from "./parts.tsx";

/** Every item of the pack by its content, with the clauses it is evidence for. */
export function Annex({ document }: { document: ReviewDocument }) {
  return (
    <>
      <Table
        head={["Item and SHA-256", "Evidence for"]}
        widths={["46%", undefined]}
        rows={document.items.map((item) => [
          <>
            <b>{item.title}</b>{" "}
            <span className="small">
              {item.type}
              {item.bytes === null ? ", not in the store any more" : `, ${formatBytes(item.bytes)}`}
            </span>
            <Hash hash={item.hash} />
          </>,
          <ul key="tags" className="clauses">
            {[...groupBy(item.tags, ({ title }) => title)].map(([title, tags]) => (
              <li key={title}>
                <b>{title}</b> {tags.map(({ clause, about }) => `${clause} ${about}`).join("; ")}
              </li>
            ))}
          </ul>,
        ])}
      />
      <h3>Editions</h3>
      <ul className="points">
        {document.editions.map(({ id, title, edition }) => (
          <li key={id}>
            <b>{title}</b>: {edition}
          </li>
        ))}
      </ul>
      <p className="small">
        A reference says that the item is evidence for the clause, not that the clause is met. SR
        26-2 is referred to by topic.
      </p>
    </>
  );
}
