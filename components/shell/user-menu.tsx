"use client";

import { useQuery } from "@tanstack/react-query";
import { Check, LogOut } from "lucide-react";
import { useState } from "react";
import { useTRPC } from "../trpc.tsx";
import { sentenceCase } from "../ui/format.ts";
import { Menu, MenuItem, MenuSeparator } from "../ui/menu.tsx";
import type { Me } from "./me.ts";
import { signOut } from "./sign-out.ts";
import { ThemeSwitch } from "./theme-switch.tsx";
import { useSwitchWorkspace } from "./use-switch-workspace.ts";

export function UserMenu({ me }: { me: Me }) {
  const [leaving, setLeaving] = useState(false);
  const leave = async () => {
    setLeaving(true);
    if (!(await signOut())) setLeaving(false);
  };
  return (
    <Menu
      side="top"
      trigger={
        <button
          type="button"
          aria-label={`${me.user.name}, ${me.role}: account`}
          className="hover:bg-hover data-[popup-open]:bg-hover narrow:justify-center narrow:px-0 flex w-full items-center gap-2 rounded-md px-2 py-1.5 text-left"
        >
          <span
            aria-hidden
            className="bg-accent-soft text-accent flex size-7 shrink-0 items-center justify-center rounded-full text-xs font-semibold"
          >
            {initials(me.user.name)}
          </span>
          <span className="narrow:hidden min-w-0 leading-4">
            <span className="block truncate text-sm">{me.user.name}</span>
            <span className="text-muted block text-xs capitalize">{me.role}</span>
          </span>
        </button>
      }
    >
      <div className="px-2 py-1.5">
        <p className="text-sm font-medium">{me.user.name}</p>
        <p className="text-muted text-xs">{me.user.email}</p>
        <p className="text-muted text-xs">
          {sentenceCase(me.role)} in the workspace {me.workspace.name}
        </p>
      </div>
      <Workspaces current={me.workspace.id} />
      <MenuSeparator />
      <div className="flex items-center justify-between gap-4 px-2 py-1">
        <span className="text-muted text-xs">Theme</span>
        <ThemeSwitch />
      </div>
      <MenuSeparator />
      <MenuItem icon={<LogOut aria-hidden />} disabled={leaving} onClick={() => void leave()}>
        Sign out
      </MenuItem>
    </Menu>
  );
}

/** The other workspaces one is in, while the menu is open; nothing for who is in one alone. */
function Workspaces({ current }: { current: string }) {
  const trpc = useTRPC();
  const { data = [] } = useQuery(trpc.workspace.mine.queryOptions());
  const { switchTo, switching } = useSwitchWorkspace();
  if (data.length < 2) return null;
  return (
    <>
      <MenuSeparator />
      <p className="text-muted px-2 py-1 text-xs">Workspaces</p>
      <div className="max-h-60 overflow-y-auto">
        {data.map(({ id, name, role }) => (
          <MenuItem
            key={id}
            icon={<Check aria-hidden className={id === current ? "" : "invisible"} />}
            disabled={switching || id === current}
            onClick={() => switchTo(id)}
          >
            {name} <span className="text-muted text-xs">{role}</span>
          </MenuItem>
        ))}
      </div>
    </>
  );
}

function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  return [words[0], words.length > 1 ? words.at(-1) : ""].map((word) => word?.[0] ?? "").join("");
}
