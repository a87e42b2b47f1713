"use client";

import type { ReactNode } from "react";
import { useCan } from "../shell/use-can.ts";
import { ThemeSwitch } from "../shell/theme-switch.tsx";
import { Card } from "../ui/card.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { GroupsCard } from "./groups-card.tsx";
import { InvitationsCard } from "./invitations-card.tsx";
import { KeysCard } from "./keys-card.tsx";
import { LimitsCard } from "./limits-card.tsx";
import { MembersCard } from "./members-card.tsx";
import { PasswordCard } from "./password-card.tsx";
import { SecondFactorCard } from "./second-factor-card.tsx";
import { SecretsCard } from "./secrets-card.tsx";
import { SessionsCard } from "./sessions-card.tsx";
import { WorkspacesCard } from "./workspaces-card.tsx";

interface Section {
  id: string;
  label: string;
  card: ReactNode;
}

/** All settings on one page, with a list of its sections beside it where there is room. */
export function SettingsPage() {
  const mayKeys = useCan("keys.write");
  const maySecrets = useCan("secrets.write");
  const mayMembers = useCan("members.write");
  const workspace: Section[] = [
    { id: "members", label: "Members", card: <MembersCard /> },
    ...(mayMembers ? [{ id: "invitations", label: "Invitations", card: <InvitationsCard /> }] : []),
    { id: "groups", label: "Groups", card: <GroupsCard /> },
    ...(mayKeys ? [{ id: "keys", label: "API keys", card: <KeysCard /> }] : []),
    ...(maySecrets ? [{ id: "secrets", label: "Secrets", card: <SecretsCard /> }] : []),
    { id: "limits", label: "Limits", card: <LimitsCard /> },
    { id: "workspaces", label: "Workspaces", card: <WorkspacesCard /> },
  ];
  const yours: Section[] = [
    { id: "sessions", label: "Your sessions", card: <SessionsCard /> },
    { id: "password", label: "Password", card: <PasswordCard /> },
    { id: "second-factor", label: "Second factor", card: <SecondFactorCard /> },
    { id: "appearance", label: "Appearance", card: <Appearance /> },
  ];
  return (
    <>
      <PageHeader title="Settings" />
      <div className="flex items-start gap-6">
        <nav aria-label="Sections" className="sticky top-0 hidden w-40 shrink-0 xl:block">
          <Links title="Workspace" sections={workspace} />
          <Links title="You" sections={yours} />
        </nav>
        <div className="flex min-w-0 flex-1 flex-col gap-4">
          {[...workspace, ...yours].map(({ id, card }) => (
            <div key={id} id={id} className="scroll-mt-4">
              {card}
            </div>
          ))}
        </div>
      </div>
    </>
  );
}

function Links({ title, sections }: { title: string; sections: readonly Section[] }) {
  return (
    <>
      <p className="text-muted px-2 pb-1 text-xs">{title}</p>
      <ul className="mb-4 flex flex-col gap-0.5">
        {sections.map(({ id, label }) => (
          <li key={id}>
            <a
              href={`#${id}`}
              className="text-muted hover:bg-hover hover:text-fg flex h-7 items-center rounded-md px-2 text-sm"
            >
              {label}
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}

function Appearance() {
  return (
    <Card title="Appearance">
      <div className="flex flex-wrap items-center justify-between gap-4">
        <p className="text-sm">
          Theme
          <span className="text-muted block text-xs">Kept in this browser.</span>
        </p>
        <ThemeSwitch />
      </div>
    </Card>
  );
}
