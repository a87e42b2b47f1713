import Link from "next/link";
import { CommentButton } from "../comments/comment-button.tsx";
import { formatCount } from "../ui/format.ts";
import { Hash } from "../ui/hash.tsx";
import { Sideways } from "../ui/sideways.tsx";
import { Table, Td, Th } from "../ui/table.tsx";
import type { Review } from "./types.ts";

/** The versions of the data a model learned from, each by its content. */
export function DataVersions({ data }: { data: Review["lineage"]["data"] }) {
  if (data.length === 0)
    return (
      <p className="text-muted text-sm">No data is recorded: no load step leads to this model.</p>
    );
  return (
    <Sideways>
      <Table caption="Data the model was made from">
        <thead>
          <tr>
            <Th className="pl-0">Data</Th>
            <Th>Step</Th>
            <Th numeric>Rows</Th>
            <Th>File</Th>
            <Th>Table</Th>
          </tr>
        </thead>
        <tbody>
          {data.map((source) => (
            <tr key={`${source.run} ${source.node}`}>
              <Td className="pl-0">
                {source.version === null ? (
                  source.name
                ) : (
                  <Link
                    href={`/datasets/${source.name}?version=${source.version}`}
                    className="text-accent hover:underline"
                  >
                    {source.name} v{source.version}
                  </Link>
                )}
              </Td>
              <Td>
                <code className="text-xs">{source.node}</code>{" "}
                <CommentButton
                  anchor="node"
                  anchorKey={source.node}
                  title={`the step ${source.node}`}
                />
                {source.run && (
                  <div className="text-muted text-xs">
                    in{" "}
                    <Link href={`/runs/${source.run}`} className="text-accent hover:underline">
                      {source.run}
                    </Link>
                  </div>
                )}
              </Td>
              <Td numeric>{source.rows === null ? "–" : formatCount(source.rows)}</Td>
              <Td>{source.hash ? <Hash hash={source.hash} /> : "–"}</Td>
              <Td>{source.content ? <Hash hash={source.content} /> : "–"}</Td>
            </tr>
          ))}
        </tbody>
      </Table>
    </Sideways>
  );
}
