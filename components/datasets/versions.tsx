import Link from "next/link";
import { formatBytes, formatCount } from "../ui/format.ts";
import { Hash } from "../ui/hash.tsx";
import { Sideways } from "../ui/sideways.tsx";
import { Table, Td, Th } from "../ui/table.tsx";
import { Time } from "../ui/time.tsx";
import type { Dataset } from "./types.ts";

/** A dataset's versions, each leading to what is in it. */
export function Versions({ dataset: { name, shown, versions } }: { dataset: Dataset }) {
  return (
    <Sideways>
      <Table caption="Versions, newest first">
        <thead>
          <tr>
            <Th>Version</Th>
            <Th>File</Th>
            <Th numeric>Rows</Th>
            <Th numeric>Size</Th>
            <Th>Content</Th>
            <Th>Added</Th>
            <Th>By</Th>
          </tr>
        </thead>
        <tbody>
          {versions.map((version) => (
            <tr key={version.number}>
              <Td className="font-medium">
                <Link
                  href={`/datasets/${name}?version=${version.number}`}
                  aria-current={version.number === shown ? "page" : undefined}
                  className="text-accent hover:underline"
                >
                  v{version.number}
                </Link>
                {version.number === shown && (
                  <span className="text-muted ml-2 text-xs font-normal">shown</span>
                )}
              </Td>
              <Td className="break-all">{version.fileName}</Td>
              <Td numeric>{formatCount(version.rows)}</Td>
              <Td numeric className="whitespace-nowrap">
                {formatBytes(version.bytes)}
              </Td>
              <Td>
                <Hash hash={version.hash} />
              </Td>
              <Td className="whitespace-nowrap">
                <Time at={version.createdAt} />
              </Td>
              <Td className="whitespace-nowrap">{version.createdBy}</Td>
            </tr>
          ))}
        </tbody>
      </Table>
    </Sideways>
  );
}
