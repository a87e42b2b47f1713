import type { ReactNode } from "react";
import { Button } from "./button.tsx";
import { CodeBlock } from "./code-block.tsx";
import { Notice } from "./notice.tsx";

/** A secret that was just made and cannot be shown again, with what to know about it. */
export function ShownOnce({
  what,
  secret,
  tone = "warn",
  onDone,
  children,
}: {
  /** As in "Copy the key now". */
  what: "key" | "link" | "secret";
  secret: string;
  tone?: "info" | "warn";
  onDone: () => void;
  children: ReactNode;
}) {
  return (
    <div className="flex flex-col gap-4">
      <Notice tone={tone} title={`Copy the ${what} now`}>
        {children}
      </Notice>
      <CodeBlock code={secret} copyLabel={`Copy ${what}`} wrap />
      <div className="flex justify-end">
        <Button variant="primary" onClick={onDone}>
          I have copied it
        </Button>
      </div>
    </div>
  );
}
