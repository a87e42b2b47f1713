"use client";

import { Archive, CirclePause, FileClock, Siren, Tag } from "lucide-react";
import { useState } from "react";
import { useCan } from "../../shell/use-can.ts";
import { useTRPCClient } from "../../trpc.tsx";
import { Button } from "../../ui/button.tsx";
import { Menu, MenuItem, MenuSeparator } from "../../ui/menu.tsx";
import { AliasDialog } from "./alias-dialog.tsx";
import { ReasonDialog } from "./reason-dialog.tsx";
import { ReportDialog } from "./report-dialog.tsx";
import type { Approval, VersionName } from "./types.ts";
import { useAct } from "./use-act.ts";
import { WaiverDialog } from "./waiver-dialog.tsx";

type Act = "suspend" | "report" | "waive" | "alias" | "retire";

/** What a person may do about an approval. What their role does not include is not offered. */
export function ApprovalMenu({ version, approval }: { version: VersionName; approval: Approval }) {
  const [asking, setAsking] = useState<Act | null>(null);
  const client = useTRPCClient();
  const act = useAct();
  const close = () => setAsking(null);
  const { status } = approval;
  const isApproved = status === "approved" || status === "suspended";
  const waits = status === "pending" || status === "in-review";
  const may = {
    suspend: useCan("approvals.suspend") && isApproved,
    report: useCan("incidents.report") && status !== "retired",
    waive: useCan("waivers.request") && (isApproved || waits),
    alias: useCan("deployments.write") && (status === "approved" || waits),
    retire: useCan("models.retire") && status !== "retired",
  };
  if (!Object.values(may).includes(true)) return null;
  const { name, number } = version;
  return (
    <>
      <Menu align="end" trigger={<Button size="sm">Actions</Button>}>
        {may.report && (
          <MenuItem icon={<Siren aria-hidden />} onClick={() => setAsking("report")}>
            Report an incident
          </MenuItem>
        )}
        {may.waive && (
          <MenuItem icon={<FileClock aria-hidden />} onClick={() => setAsking("waive")}>
            Ask for a waiver
          </MenuItem>
        )}
        {may.alias && (
          <MenuItem icon={<Tag aria-hidden />} onClick={() => setAsking("alias")}>
            Set an alias
          </MenuItem>
        )}
        {(may.suspend || may.retire) && <MenuSeparator />}
        {may.suspend && (
          <MenuItem icon={<CirclePause aria-hidden />} danger onClick={() => setAsking("suspend")}>
            Suspend the approval
          </MenuItem>
        )}
        {may.retire && (
          <MenuItem icon={<Archive aria-hidden />} danger onClick={() => setAsking("retire")}>
            Retire the version
          </MenuItem>
        )}
      </Menu>
      {asking === "suspend" && (
        <ReasonDialog
          title={`Suspend ${name} version ${number}?`}
          description={
            approval.onSuspension === "block"
              ? "Endpoints refuse to answer with it within seconds, until somebody else than its author lifts the suspension."
              : "Endpoints answer with a warning, until somebody else than its author lifts the suspension."
          }
          action="Suspend approval"
          onClose={close}
          onConfirm={(reason) =>
            act(() => client.approvals.suspend.mutate({ ...version, reason }), {
              done: "The approval is suspended",
              failed: "It was not suspended",
            })
          }
        />
      )}
      {asking === "retire" && (
        <ReasonDialog
          title={`Retire ${name} version ${number}?`}
          description="For good: endpoints that answer with it close, its aliases go, its record stays. It cannot be taken back."
          action="Retire version"
          onClose={close}
          onConfirm={(reason) =>
            act(() => client.models.retire.mutate({ ...version, reason }), {
              done: "The version is retired",
              failed: "It was not retired",
            })
          }
        />
      )}
      {asking === "report" && (
        <ReportDialog version={version} suspendAt={approval.suspendAt} onClose={close} />
      )}
      {asking === "waive" && <WaiverDialog version={version} approval={approval} onClose={close} />}
      {asking === "alias" && <AliasDialog version={version} approval={approval} onClose={close} />}
    </>
  );
}
