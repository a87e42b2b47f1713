"use client";

import { useQuery } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "../../server/router.ts";
import { Prose } from "../documentation/prose.tsx";
import { Sideways } from "../ui/sideways.tsx";
import { Loading, Problem } from "../ui/states.tsx";
import { useTRPC } from "../trpc.tsx";

type Block = inferRouterOutputs<AppRouter>["exports"]["modelCard"][number];

/** The model card of a version, as it would be exported now. */
export function ModelCard({ name, number }: { name: string; number: number }) {
  const trpc = useTRPC();
  const card = useQuery(trpc.exports.modelCard.queryOptions({ name, number }));
  if (card.error && !card.data) return <Problem error={card.error} retry={card.refetch} />;
  if (!card.data) return <Loading what="the model card" rows={8} />;
  return (
    <article className="flex max-w-4xl flex-col gap-3 text-sm">
      {card.data.map((block, index) => (
        <CardBlock key={index} block={block} />
      ))}
    </article>
  );
}

function CardBlock({ block }: { block: Block }) {
  switch (block.type) {
    case "heading":
      return <Heading {...block} />;
    case "markdown":
      return <Prose text={block.text} />;
    case "list":
      return (
        <ul className="list-disc pl-5">
          {block.items.map((item, index) => (
            <li key={index}>{item}</li>
          ))}
        </ul>
      );
    case "table":
      return <Cells {...block} />;
  }
}

function Heading({ level, text }: Extract<Block, { type: "heading" }>) {
  // The page has its own title; the card's is one below it.
  if (level === 1) return <h2 className="text-xl font-semibold">{text}</h2>;
  if (level === 2)
    return <h3 className="border-line mt-4 border-t pt-4 text-lg font-medium">{text}</h3>;
  return <h4 className="mt-1 font-medium">{text}</h4>;
}

function Cells({ head, rows }: Extract<Block, { type: "table" }>) {
  const named = head.some(Boolean);
  return (
    <Sideways>
      <table className={named ? "w-full tabular-nums" : "tabular-nums"}>
        {named && (
          <thead className="text-muted text-xs">
            <tr>
              {head.map((title) => (
                <th
                  key={title}
                  scope="col"
                  className="border-line border-b py-1.5 pr-6 text-left font-medium"
                >
                  {title}
                </th>
              ))}
            </tr>
          </thead>
        )}
        <tbody>
          {rows.map((cells, row) => (
            <tr key={row}>
              {cells.map((cell, column) => (
                <td
                  key={column}
                  className={
                    !named && column === 0
                      ? "text-muted w-48 py-1 pr-6 align-top"
                      : "border-line py-1 pr-6 align-top break-words [thead+tbody_&]:border-b"
                  }
                >
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Sideways>
  );
}
