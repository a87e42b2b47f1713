"use client";
import Link from "next/link";
import { Notice } from "../../ui/notice.tsx";
import { useEditor } from "../store/editor-context.tsx";

/** Says which steps a version would never run, because their outputs are pinned to runs. */
export function PinnedNotice() {
  const nodes = useEditor(({ document }) => document.nodes);
  const pinned = nodes.filter(({ pin }) => pin);
  if (pinned.length === 0) return null;
  return (
    <Notice
      tone="warn"
      title={pinned.length === 1 ? "One step is pinned" : `${pinned.length} steps are pinned`}
    >
      <ul className="flex max-h-48 flex-col overflow-y-auto">
        {pinned.map(({ id, title, pin }) => (
          <li key={id}>
            {title ?? id} does not run: its output is pinned to{" "}
            <Link href={`/runs/${pin!.run}`} target="_blank" className="underline">
              {pin!.run}
            </Link>
            .
          </li>
        ))}
      </ul>
      This holds for every run of the version, those of its triggers too.
    </Notice>
  );
}
