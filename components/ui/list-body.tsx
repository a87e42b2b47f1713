"use client";

import type { ReactNode } from "react";
import { MoreButton } from "./more-button.tsx";
import { Loading, Problem } from "./states.tsx";

interface Query {
  error: { message: string } | null;
  isPending: boolean;
  refetch: () => unknown;
  /** Of a list that is read page by page. */
  hasNextPage?: boolean;
  isFetchingNextPage?: boolean;
  fetchNextPage?: () => unknown;
}

/**
 * What a card with a list holds: why the list could not be read, that it is being read, what would be there, or its rows and
 * a button for more. What was read before stays when reading it again fails.
 */
export function ListBody({
  query,
  count,
  what,
  empty,
  children,
}: {
  query: Query;
  /** Of the rows that are there. */
  count: number;
  /** What is listed, in words: 'runs'. */
  what: string;
  /** In the place of no rows: what would be there, and the next step. */
  empty: ReactNode;
  children: ReactNode;
}) {
  const { error, isPending, refetch } = query;
  const { hasNextPage = false, isFetchingNextPage = false, fetchNextPage } = query;
  if (error && count === 0)
    return (
      <div className="p-4">
        <Problem error={error} retry={refetch} />
      </div>
    );
  if (isPending) return <Loading what={what} rows={6} />;
  if (count === 0) return <>{empty}</>;
  return (
    <>
      {children}
      {fetchNextPage && <MoreButton query={{ hasNextPage, isFetchingNextPage, fetchNextPage }} />}
    </>
  );
}
