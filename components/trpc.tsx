"use client";

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import {
  createTRPCClient,
  httpBatchLink,
  httpLink,
  httpSubscriptionLink,
  splitLink,
  TRPCClientError,
  type TRPCLink,
} from "@trpc/client";
import { tap } from "@trpc/server/observable";
import { createTRPCContext } from "@trpc/tanstack-react-query";
import { Suspense, useState, type ReactNode } from "react";
import type { AppRouter } from "../server/router.ts";
import { SessionEnded } from "./shell/session-ended.tsx";

const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>();
export { useTRPC, useTRPCClient };

const URL_OF_API = "/api/trpc";

/** Tells after each answer whether it was refused because nobody is signed in. */
export function tellSignedOut(tell: (isSignedOut: boolean) => void): TRPCLink<AppRouter> {
  return () =>
    ({ op, next }) =>
      next(op).pipe(
        tap({
          // A stream says that it is connecting before anybody has answered, and ends so for whoever may not listen any more, too.
          next: () => op.type !== "subscription" && tell(false),
          error: (error) => op.type !== "subscription" && statusOf(error) === 401 && tell(true),
        }),
      );
}

function makeTRPC(tell: (isSignedOut: boolean) => void) {
  return createTRPCClient<AppRouter>({
    links: [
      tellSignedOut(tell),
      splitLink({
        condition: (operation) => operation.type === "subscription",
        true: httpSubscriptionLink({ url: URL_OF_API }),
        // What takes a while asks alone: the answers of a batch come together.
        false: splitLink({
          condition: ({ context }) => context["skipBatch"] === true,
          true: httpLink({ url: URL_OF_API }),
          false: httpBatchLink({ url: URL_OF_API, maxURLLength: 6_000 }),
        }),
      }),
    ],
  });
}

function makeQueryClient() {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        // A refusal stays one; a server that is starting again answers in a moment.
        retry: (failures, error) => failures < 3 && !isRefusal(error),
      },
    },
  });
}

function isRefusal(error: unknown): boolean {
  const status = statusOf(error);
  return status !== null && status < 500;
}

/** What was asked for does not exist: asking again cannot help. */
export function isMissing(error: unknown): boolean {
  return statusOf(error) === 404;
}

function statusOf(error: unknown): number | null {
  if (!(error instanceof TRPCClientError)) return null;
  const status: unknown = error.data?.httpStatus;
  return typeof status === "number" ? status : null;
}

/** What is fetched, kept and followed, for everything below. */
export function DataProvider({ children }: { children: ReactNode }) {
  const [queryClient] = useState(makeQueryClient);
  const [isSignedOut, setSignedOut] = useState(false);
  const [trpcClient] = useState(() => makeTRPC(setSignedOut));
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={trpcClient} queryClient={queryClient}>
        {children}
        {isSignedOut && (
          <Suspense>
            <SessionEnded />
          </Suspense>
        )}
      </TRPCProvider>
    </QueryClientProvider>
  );
}
