"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Ellipsis, KeyRound, ShieldOff, UserMinus } from "lucide-react";
import { useState } from "react";
import { useTRPC } from "../trpc.tsx";
import { AlertDialog } from "../ui/alert-dialog.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { Menu, MenuItem, MenuSeparator } from "../ui/menu.tsx";
import { toast } from "../ui/toast.tsx";
import type { Member } from "./members-card.tsx";
import { PasswordLinkDialog } from "./password-link-dialog.tsx";
import { ResetSecondFactorDialog } from "./reset-second-factor-dialog.tsx";

type Act = "password" | "second-factor" | "remove";

/** What an admin does about another member besides their role: helps them to sign in, or takes them out. */
export function MemberMenu({ member }: { member: Member }) {
  const [act, setAct] = useState<Act | null>(null);
  const close = () => setAct(null);
  return (
    <>
      <Menu
        align="end"
        trigger={
          <IconButton size="sm" label={`More for ${member.name}`} icon={<Ellipsis aria-hidden />} />
        }
      >
        <MenuItem
          icon={<KeyRound aria-hidden />}
          disabled={!member.password}
          onClick={() => setAct("password")}
        >
          Link to a new password
        </MenuItem>
        <MenuItem
          icon={<ShieldOff aria-hidden />}
          disabled={!member.secondFactor}
          onClick={() => setAct("second-factor")}
        >
          Reset second factor
        </MenuItem>
        <MenuSeparator />
        <MenuItem icon={<UserMinus aria-hidden />} danger onClick={() => setAct("remove")}>
          Remove from the workspace
        </MenuItem>
      </Menu>
      {act === "password" && <PasswordLinkDialog member={member} onClose={close} />}
      {act === "second-factor" && <ResetSecondFactorDialog member={member} onClose={close} />}
      {act === "remove" && <Remove member={member} onClose={close} />}
    </>
  );
}

function Remove({ member: { id, name }, onClose }: { member: Member; onClose: () => void }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const remove = useMutation(
    trpc.members.remove.mutationOptions({
      onSuccess: () => toast.success(`${name} is no longer a member`),
      onError: (error) => toast.error(`${name} was not removed`, error),
      onSettled: () =>
        Promise.all([
          client.invalidateQueries(trpc.members.pathFilter()),
          client.invalidateQueries(trpc.groups.pathFilter()),
          client.invalidateQueries(trpc.invitations.pathFilter()),
        ]),
    }),
  );
  return (
    <AlertDialog
      open
      onOpenChange={(next) => next || onClose()}
      title={`Remove ${name}?`}
      description="They can no longer open this workspace, leave its groups, and their API keys and the invitations they sent end. What they did stays in the record. They can be invited again."
      action="Remove member"
      onConfirm={() => remove.mutateAsync({ userId: id })}
    />
  );
}
