"use client";
import { Button } from "../../../../components/ui/button.tsx";
import { Notice } from "../../../../components/ui/notice.tsx";

export default function PipelineError({ reset }: { error: Error; reset: () => void }) {
  return (
    <div className="p-6">
      <Notice
        tone="danger"
        title="The builder stopped"
        actions={
          <Button size="sm" onClick={reset}>
            Open it again
          </Button>
        }
      >
        Everything up to the last “Saved” is kept. Open it again; if it stops again, tell an admin.
      </Notice>
    </div>
  );
}
