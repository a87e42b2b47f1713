"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Send } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { formatDuration } from "../ui/format.ts";
import { Facts } from "../ui/facts.tsx";
import { REFRESH } from "../ui/refresh.ts";
import { Loading, PageProblem } from "../ui/states.tsx";
import { useCan } from "../shell/use-can.ts";
import { useTRPC } from "../trpc.tsx";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { CodeBlock } from "../ui/code-block.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { StatusBadge } from "../ui/status-badge.tsx";
import { Table, Td, Th } from "../ui/table.tsx";
import { Time } from "../ui/time.tsx";
import { toast } from "../ui/toast.tsx";
import { Target } from "./target.tsx";
import type { Delivery } from "./types.ts";
import { deliveryTitle, missingWords } from "../../workflows/core/delivery-words.ts";

/** One message: its text, every attempt at sending it, and sending it again. */
export function DeliveryPage({ id }: { id: string }) {
  const trpc = useTRPC();
  const found = useQuery(trpc.notifications.get.queryOptions({ id }, { refetchInterval: REFRESH }));
  if (found.error && !found.data)
    return (
      <PageProblem
        title="Delivery"
        back={{ href: "/outbox", label: "Deliveries" }}
        error={found.error}
        retry={found.refetch}
      />
    );
  if (!found.data) return <Loading what="the delivery" rows={6} />;
  const delivery = found.data;
  return (
    <>
      <PageHeader
        breadcrumbs={[{ href: "/outbox", label: "Deliveries" }]}
        title={deliveryTitle(delivery)}
        meta={<StatusBadge status={delivery.status} />}
        actions={<SendAgain delivery={delivery} />}
      />
      <div className="flex flex-col gap-4">
        <Card title="Message">
          <Facts facts={factsOf(delivery)} />
          <CodeBlock code={readable(delivery)} copyLabel="Copy the text" wrap className="mt-4" />
        </Card>
        <Card title={`Attempts (${delivery.attempts.length})`} flush>
          {delivery.attempts.length === 0 ? (
            <p className="text-muted p-4 text-sm">
              None has ended yet. The run tries again by itself when an attempt fails for a passing
              reason.
            </p>
          ) : (
            <Attempts attempts={delivery.attempts} />
          )}
        </Card>
      </div>
    </>
  );
}

function factsOf(delivery: Delivery) {
  const { channel, target, subject, run, step, node, item, createdAt, sentAt, id } = delivery;
  return [
    ...(subject ? [["About", subject] satisfies [string, ReactNode]] : []),
    ["To", <Target key="to" channel={channel} target={target} />],
    [
      "Run of",
      <Link key="run" href={`/runs/${run.id}`} className="hover:underline">
        {run.pipeline}
      </Link>,
    ],
    [
      "Step",
      <span key="step">
        {step} <code className="text-muted text-xs">{node}</code>
        {item !== "" && `, item ${item}`}
      </span>,
    ],
    ["Created", <Time key="created" at={createdAt} />],
    ["Arrived", sentAt === null ? missingWords(delivery) : <Time key="sent" at={sentAt} />],
    [
      "Message id",
      <code key="id" className="text-xs">
        {id}
      </code>,
    ],
  ] satisfies [string, ReactNode][];
}

/** JSON with its lines broken; anything else as it is. */
function readable({ channel, body }: Delivery): string {
  if (channel === "email") return body;
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}

function Attempts({ attempts }: { attempts: Delivery["attempts"] }) {
  return (
    <Table caption="Attempts, the first first">
      <thead>
        <tr>
          <Th>When</Th>
          <Th numeric>Time</Th>
          <Th numeric>Answer</Th>
          <Th>Outcome</Th>
          <Th>By</Th>
        </tr>
      </thead>
      <tbody>
        {attempts.map(({ at, ms, status, response, error, by }) => (
          <tr key={at}>
            <Td className="py-2 align-top whitespace-nowrap">
              <Time at={at} />
            </Td>
            <Td numeric className="py-2 align-top whitespace-nowrap">
              {formatDuration(ms)}
            </Td>
            <Td numeric className="py-2 align-top">
              {status ?? "none"}
            </Td>
            <Td className="w-1/2 max-w-0 min-w-64 py-2 align-top break-words">
              {error ? <span className="text-danger">{error}</span> : "Arrived"}
              {response && !error?.includes(response) && (
                <span className="text-muted block text-xs">{response}</span>
              )}
            </Td>
            <Td className="py-2 align-top whitespace-nowrap">{by?.name ?? "the run"}</Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function SendAgain({ delivery: { id, status } }: { delivery: Delivery }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const mayResend = useCan("runs.control");
  const resend = useMutation(
    trpc.notifications.resend.mutationOptions({
      onSuccess: async ({ attempts }) => {
        const error = attempts.at(-1)?.error;
        if (error) toast.error("The message did not arrive", new Error(error));
        else toast.success("The message has arrived");
        await queryClient.invalidateQueries(trpc.notifications.pathFilter());
      },
      onError: (error) => toast.error("The message was not sent", error),
    }),
  );
  if (!mayResend) return null;
  return (
    <Button
      variant={status === "sent" ? "secondary" : "primary"}
      icon={<Send aria-hidden />}
      pending={resend.isPending}
      onClick={() => resend.mutate({ id })}
    >
      Send again
    </Button>
  );
}
