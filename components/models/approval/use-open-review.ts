"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { useCan } from "../../shell/use-can.ts";
import { useTRPCClient } from "../../trpc.tsx";
import type { VersionName } from "./types.ts";
import { useAct } from "./use-act.ts";

/** Opens a review of a version by hand and goes there. */
export function useOpenReview({ name, number }: VersionName) {
  const [pending, setPending] = useState(false);
  const client = useTRPCClient();
  const router = useRouter();
  const act = useAct();
  const open = () => {
    setPending(true);
    act(
      async () => {
        const { reviewId } = await client.reviews.open.mutate({ model: name, version: number });
        router.push(`/reviews/${reviewId}`);
      },
      { done: "A review is open", failed: "No review was opened" },
    )
      .catch(() => undefined)
      .finally(() => setPending(false));
  };
  return { may: useCan("reviews.open"), pending, open };
}
