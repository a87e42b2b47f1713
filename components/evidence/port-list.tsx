"use client";

import { ChevronRight } from "lucide-react";
import { useId, useState } from "react";
import type { ArtifactRef } from "../../workflows/core/artifact.ts";
import type { Ports } from "../../workflows/core/ports.ts";
import { artifactSummary } from "./artifact-summary.ts";
import { ArtifactView } from "./artifact-view.tsx";
import { shortHash } from "../ui/format.ts";

/** Artifacts by port, each a line that opens into its content. */
export function PortList({
  artifacts,
  ports,
  opened,
}: {
  artifacts: readonly (readonly [string, ArtifactRef])[];
  ports: Ports | undefined;
  /** The one shown open at first. */
  opened: string | null;
}) {
  return (
    <ul className="divide-line divide-y">
      {artifacts.map(([port, artifact], index) => (
        <Port
          key={`${port}-${index}-${artifact.hash}`}
          title={ports?.[port]?.title ?? port}
          artifact={artifact}
          startsOpen={port === opened}
        />
      ))}
    </ul>
  );
}

function Port({
  title,
  artifact,
  startsOpen,
}: {
  title: string;
  artifact: ArtifactRef;
  startsOpen: boolean;
}) {
  const [open, setOpen] = useState(startsOpen);
  const content = useId();
  return (
    <li>
      <button
        type="button"
        aria-expanded={open}
        aria-controls={content}
        onClick={() => setOpen(!open)}
        className="hover:bg-hover flex h-9 w-full items-center gap-2 px-3 text-left text-sm"
      >
        <ChevronRight
          aria-hidden
          className={`text-muted size-3.5 shrink-0 transition-transform ${open ? "rotate-90" : ""}`}
        />
        <span
          aria-hidden
          className="size-2 shrink-0 rounded-full"
          style={{ background: `var(--color-port-${artifact.type})` }}
        />
        <span className="font-medium whitespace-nowrap">{title}</span>
        <span className="text-muted min-w-0 flex-1 truncate text-xs">
          {artifactSummary(artifact)}
        </span>
        <code className="text-muted text-2xs shrink-0" title={`${artifact.type} ${artifact.hash}`}>
          {shortHash(artifact.hash)}
        </code>
      </button>
      {open && (
        <div id={content} className="px-3 pt-1 pb-4">
          <ArtifactView artifact={artifact} />
        </div>
      )}
    </li>
  );
}
