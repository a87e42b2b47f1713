"use client";

import { useQuery } from "@tanstack/react-query";
import { ShieldCheck, ShieldOff, TriangleAlert } from "lucide-react";
import { plural } from "../ui/format.ts";
import { Problem } from "../ui/states.tsx";
import { useTRPC } from "../trpc.tsx";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { Spinner } from "../ui/spinner.tsx";
import { BackupCodesDialog } from "./backup-codes-dialog.tsx";
import { EnrolDialog } from "./enrol-dialog.tsx";
import { SecondFactorOffDialog } from "./second-factor-off-dialog.tsx";

/** One's own second factor: an authenticator that shows a new code every half minute (TOTP, RFC 6238). */
export function SecondFactorCard() {
  const trpc = useTRPC();
  const proofs = useQuery(trpc.workspace.proofs.queryOptions());
  const { data, error } = proofs;
  return (
    <Card
      title="Second factor"
      description="A code from an authenticator. A policy may ask for it before a decision on a model."
    >
      {error && !data ? (
        <Problem error={error} retry={proofs.refetch} />
      ) : !data ? (
        <Spinner label="Looking it up" />
      ) : (
        <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
          <div className="min-w-0 flex-1 basis-80">
            <p className="flex items-center gap-2 text-sm font-medium">
              {data.code ? (
                <Badge tone="ok" icon={<ShieldCheck aria-hidden />}>
                  on
                </Badge>
              ) : (
                <Badge icon={<ShieldOff aria-hidden />}>off</Badge>
              )}
              {data.code ? "Your authenticator is set up" : "You have no second factor"}
            </p>
            <p className="text-muted mt-1 text-xs">
              {data.code
                ? "You are asked for its code when you sign in with your password, and where a policy wants it. Keep the backup codes where you find them without your phone."
                : "You need an app that shows codes, such as those that password managers and phones bring along. It takes a minute."}
            </p>
            {data.code && <CodesLeft />}
          </div>
          <div className="flex gap-2">
            {data.code && (
              <>
                <BackupCodesDialog password={data.password} />
                <SecondFactorOffDialog password={data.password} />
              </>
            )}
            {/* There even when the factor is on: it shows the backup codes, once, after switching it on. */}
            <EnrolDialog
              password={data.password}
              trigger={data.code ? undefined : <Button variant="primary">Set up</Button>}
            />
          </div>
        </div>
      )}
    </Card>
  );
}

const FEW = 3;

/** How many backup codes were not used yet; where few are left, what to do. */
function CodesLeft() {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.secondFactor.codesLeft.queryOptions());
  if (!data || data.left === null) return null;
  const words = `${plural(data.left, "backup code")} left.`;
  return data.left > FEW ? (
    <p className="text-muted mt-1 text-xs">{words}</p>
  ) : (
    <p className="text-warn mt-1 flex items-center gap-1 text-xs">
      <TriangleAlert aria-hidden className="size-3.5" />
      {words} Make new ones before you need them.
    </p>
  );
}
