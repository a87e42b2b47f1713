import { CopyButton } from "./copy-button.tsx";
import { shortHash } from "./format.ts";

/** The beginning of a SHA-256, the whole of it a click away. */
export function Hash({ hash }: { hash: string }) {
  return (
    <span className="inline-flex items-center gap-1">
      <code className="text-xs" title={hash}>
        {shortHash(hash)}…
      </code>
      <CopyButton text={hash} label="Copy the whole hash" className="-my-1.5" />
    </span>
  );
}
