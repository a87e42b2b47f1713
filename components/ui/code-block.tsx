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
        // A box that scrolls must be reachable by keyboard. It ends before the button, whatever it is scrolled to.
        tabIndex={0}
        className={cx(
          "mr-10 overflow-x-auto py-3 pl-3 font-mono text-xs",
          wrap && "break-words whitespace-pre-wrap",
        )}
      >
        <code>{code}</code>
      </pre>
      <CopyButton text={code} label={copyLabel} className="absolute top-1.5 right-1.5" />
    </div>
  );
}
