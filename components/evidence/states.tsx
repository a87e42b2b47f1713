"use client";

import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { SkeletonRows } from "../ui/skeleton.tsx";

/** A short wait for something named: 'rows', 'the run'. */
export function Loading({ what, rows = 3 }: { what: string; rows?: number }) {
  return <SkeletonRows rows={rows} label={`Loading ${what}…`} />;
}

/** What could not be read and why, with another try. */
export function Problem({
  error,
  retry,
}: {
  error: { message: string };
  retry?: (() => unknown) | undefined;
}) {
  return (
    <Notice
      tone="danger"
      actions={
        retry && (
          <Button size="sm" onClick={() => void retry()}>
            Try again
          </Button>
        )
      }
    >
      {error.message}
    </Notice>
  );
}
