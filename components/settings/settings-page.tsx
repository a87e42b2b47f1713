"use client";

import { useCan } from "../shell/use-can.ts";
import { ThemeSwitch } from "../shell/theme-switch.tsx";
import { Card } from "../ui/card.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { KeysCard } from "./keys-card.tsx";
import { LimitsCard } from "./limits-card.tsx";
import { MembersCard } from "./members-card.tsx";
import { SecretsCard } from "./secrets-card.tsx";

export function SettingsPage() {
  const mayKeys = useCan("keys.write");
  const maySecrets = useCan("secrets.write");
  return (
    <>
      <PageHeader title="Settings" />
      <div className="flex flex-col gap-4">
        {mayKeys && <KeysCard />}
        {maySecrets && <SecretsCard />}
        <LimitsCard />
        <MembersCard />
        <Card title="Appearance">
          <div className="flex flex-wrap items-center justify-between gap-4">
            <p className="text-sm">
              Theme
              <span className="text-muted block text-xs">Kept in this browser.</span>
            </p>
            <ThemeSwitch />
          </div>
        </Card>
      </div>
    </>
  );
}
