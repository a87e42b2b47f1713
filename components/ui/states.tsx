"use client";

import { isMissing } from "../trpc.tsx";
import { Button } from "./button.tsx";
import { LinkButton } from "./link-button.tsx";
import { Notice } from "./notice.tsx";
import { PageHeader } from "./page-header.tsx";
import { SkeletonRows } from "./skeleton.tsx";

/** A short wait for something named: 'rows', 'the run'. */
export function Loading({ what, rows = 3 }: { what: string; rows?: number }) {
  return <SkeletonRows rows={rows} label={`Loading ${what}…`} />;
}

/** What could not be read and why, with another try where that may help. */
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
        retry &&
        !isMissing(error) && (
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

/** A page that could not be shown: why, and the way back to its list. */
export function PageProblem({
  title,
  back,
  error,
  retry,
}: {
  title: string;
  back: { href: string; label: string };
  error: { message: string };
  retry: () => unknown;
}) {
  return (
    <>
      <PageHeader
        title={title}
        breadcrumbs={[back]}
        actions={<LinkButton href={back.href}>Back to {back.label.toLowerCase()}</LinkButton>}
      />
      <Problem error={error} retry={retry} />
    </>
  );
}
