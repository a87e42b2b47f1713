import type { ReactNode } from "react";
import { tone, words } from "./words.ts";

export interface Tags {
  title: string;
  clauses: string[];
}

/** A numbered part of the document; `tags` says for which clauses it is evidence. */
export function Section({
  id,
  title,
  tags,
  children,
}: {
  id: string;
  title: string;
  tags?: readonly Tags[];
  children: ReactNode;
}) {
  return (
    <section id={id}>
      <h2>{title}</h2>
      {tags && <TagLine tags={tags} />}
      {children}
    </section>
  );
}

function TagLine({ tags }: { tags: readonly Tags[] }) {
  return (
    <p className="tags">
      {tags.map(({ title, clauses }) => (
        <span key={title}>
          <b>{title}</b> {clauses.join(", ")}
        </span>
      ))}
    </p>
  );
}

/** Names and values, two pairs a line. */
export function Facts({ facts }: { facts: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value ?? "–"}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A table whose head is repeated on each page; `numeric` names columns with figures. */
export function Table({
  head,
  rows,
  numeric = [],
  widths,
}: {
  head: readonly string[];
  rows: readonly (readonly ReactNode[])[];
  numeric?: readonly number[];
  /** Of the columns, as CSS says it. */
  widths?: readonly (string | undefined)[];
}) {
  const look = (column: number) => (numeric.includes(column) ? "figure" : undefined);
  return (
    <table>
      {widths && (
        <colgroup>
          {widths.map((width, column) => (
            <col key={column} style={{ width }} />
          ))}
        </colgroup>
      )}
      <thead>
        <tr>
          {head.map((title, column) => (
            <th key={title} scope="col" className={look(column)}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((cells, row) => (
          <tr key={row}>
            {cells.map((cell, column) => (
              <td key={column} className={look(column)}>
                {cell}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A state as a shape and a word: colour may be lost in printing. */
export function State({ state }: { state: string }) {
  const look = tone(state);
  return (
    <span className={`state ${look}`}>
      <span aria-hidden>{SHAPES[look]}</span> {words(state)}
    </span>
  );
}

const SHAPES = { ok: "●", warn: "▲", danger: "■", plain: "○" };

export function Hash({ hash }: { hash: string | null }) {
  return hash ? <code className="hash">{hash}</code> : <>–</>;
}

/** What stands where there is nothing to show. */
export function Nothing({ children }: { children: ReactNode }) {
  return <p className="nothing">{children}</p>;
}
