import { CopyButton } from "./copy-button.tsx";
import { cx } from "./cx.ts";

interface Props {
  code: string;
  /** What it is, for the copy button: 'Copy command'. */
  copyLabel?: string;
  wrap?: boolean;
  className?: string;
}

export function CodeBlock({ code, copyLabel = "Copy", wrap = false, className }: Props) {
  return (
    <div className={cx("bg-sunken border-line relative rounded-md border", className)}>
      <pre
        // A box that scrolls must be reachable by keyboard.
        tabIndex={0}
        className={cx(
          "overflow-x-auto p-3 pr-12 font-mono text-xs",
          wrap && "break-words whitespace-pre-wrap",
        )}
      >
        <code>{code}</code>
      </pre>
      <CopyButton text={code} label={copyLabel} className="absolute top-1.5 right-1.5" />
    </div>
  );
}
