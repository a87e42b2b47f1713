"use client";

import { LogOut } from "lucide-react";
import { useState } from "react";
import { Menu, MenuItem, MenuSeparator } from "../ui/menu.tsx";
import type { Me } from "./me.ts";
import { signOut } from "./sign-out.ts";
import { ThemeSwitch } from "./theme-switch.tsx";

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
          {capitalized(me.role)} in the workspace {me.workspace.name}
        </p>
      </div>
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

function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  return [words[0], words.length > 1 ? words.at(-1) : ""].map((word) => word?.[0] ?? "").join("");
}

function capitalized(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}
