import { Skeleton } from "../ui/skeleton.tsx";

/** The builder's frame, while its pipeline is on the way. */
export function BuilderSkeleton() {
  return (
    <div role="status" className="flex h-full min-h-0 flex-col">
      <span className="sr-only">Loading the pipeline…</span>
      <div className="border-line bg-surface flex h-12 shrink-0 items-center gap-3 border-b px-4">
        <Skeleton className="h-4 w-48" />
        <span className="flex-1" />
        <Skeleton className="h-7 w-16" />
      </div>
      <div className="flex min-h-0 flex-1">
        <div className="border-line bg-surface w-60 border-r" />
        <div className="flex-1" />
        <div className="border-line bg-surface w-80 border-l" />
      </div>
    </div>
  );
}
