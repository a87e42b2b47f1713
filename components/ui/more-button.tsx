"use client";

import { Button } from "./button.tsx";

/** Reads the next page of a list; nothing when there is none. */
export function MoreButton({
  query,
}: {
  query: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };
}) {
  if (!query.hasNextPage) return null;
  return (
    <div className="border-line flex justify-center border-t p-2">
      <Button
        variant="ghost"
        size="sm"
        pending={query.isFetchingNextPage}
        onClick={() => void query.fetchNextPage()}
      >
        Show more
      </Button>
    </div>
  );
}
