"use client";
import type { ReactNode } from "react";
import { Button } from "../../ui/button.tsx";
import { Notice } from "../../ui/notice.tsx";
import { useEditor } from "../store/editor-context.tsx";

/** Says that the YAML view has text which is not the document, and leads there; nothing where it has none. */
export function UntakenNotice({
  className,
  onShow,
  children,
}: {
  className?: string;
  onShow?: () => void;
  /** What that means here. */
  children: ReactNode;
}) {
  const untaken = useEditor((state) => state.untaken);
  const setView = useEditor((state) => state.setView);
  if (!untaken) return null;
  return (
    <Notice
      tone="warn"
      title="Text not taken over"
      className={className}
      actions={
        <Button
          size="sm"
          onClick={() => {
            onShow?.();
            setView("yaml");
          }}
        >
          Show the text
        </Button>
      }
    >
      {children} {untaken.problem}
    </Notice>
  );
}
