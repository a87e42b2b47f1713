import { Fragment } from "react";
import type { ModelInfo } from "../../workflows/core/contents/model-info.ts";
import { formatBytes, formatNumber } from "../ui/format.ts";
import { groupBy } from "../ui/group-by.ts";
import { Hash, Table } from "./parts.tsx";
import type { PrintedDocument } from "./types.ts";

const MOST_INPUTS = 100;

/** Every item of the pack by its content, with the clauses it is evidence for, and the model's inputs. */
export function Annex({ document }: { document: PrintedDocument }) {
  return (
    <>
      <Table
        head={["Item and SHA-256", "Evidence for"]}
        widths={["53%", undefined]}
        rows={document.items.map((item) => [
          <>
            <b>{item.title}</b>{" "}
            <span className="small">
              {item.type}
              {item.bytes === null ? ", not in the store any more" : `, ${formatBytes(item.bytes)}`}
            </span>
            <Hash hash={item.hash} />
            {item.attachedBy && (
              <p className="small">
                Attached by hand by {item.attachedBy.name}: {item.attachedBy.note}
              </p>
            )}
          </>,
          <ul key="tags" className="clauses">
            {[...groupBy(item.tags, ({ title }) => title)].map(([title, tags]) => (
              <li key={title}>
                <b>{title}</b>{" "}
                {tags.map(({ clause, about }, index) => (
                  <Fragment key={clause}>
                    {index > 0 && "; "}
                    {clause} <span>({about})</span>
                  </Fragment>
                ))}
              </li>
            ))}
          </ul>,
        ])}
      />
      {document.info && <Inputs info={document.info} />}
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

function Inputs({ info }: { info: ModelInfo }) {
  return (
    <>
      <h3>Inputs of the model</h3>
      <Table
        head={["Input", "Kind", "Seen in training", "May be missing"]}
        widths={["40%", "12%", undefined, "14%"]}
        rows={info.inputs
          .slice(0, MOST_INPUTS)
          .map((input) => [
            input.name,
            input.kind,
            input.categories
              ? `${input.categories.slice(0, 6).join(", ")}${input.categories.length > 6 ? `, and ${input.categories.length - 6} more` : ""}`
              : `${formatNumber(input.min)} to ${formatNumber(input.max)}`,
            input.nullable ? "yes" : "no",
          ])}
      />
      {info.inputs.length > MOST_INPUTS && (
        <p className="small">
          And {info.inputs.length - MOST_INPUTS} more: the signed bundle has all of them.
        </p>
      )}
    </>
  );
}
