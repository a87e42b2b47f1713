"use client";

import { useQuery } from "@tanstack/react-query";
import { PanelLeft } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useEffect } from "react";
import { Bell } from "../notices/bell.tsx";
import { CommandPalette } from "../command/command-palette.tsx";
import { SearchButton } from "../command/search-button.tsx";
import { useTRPC } from "../trpc.tsx";
import { cx } from "../ui/cx.ts";
import { IconButton } from "../ui/icon-button.tsx";
import { NAV_KEY } from "./before-paint.ts";
import { Logo } from "./logo.tsx";
import type { Me } from "./me.ts";
import { NAV_ITEMS } from "./nav-items.ts";
import { ReviewCount } from "./review-count.tsx";
import { useStoredChoice } from "./stored-choice.ts";
import { UserMenu } from "./user-menu.tsx";

/** The way around; icons alone where it was folded or the window is small. */
export function Sidebar({ me }: { me: Me }) {
  const path = usePathname();
  const trpc = useTRPC();
  // Pages know from their first drawing on what the reader may do: nothing is denied, or missing, until it was asked for.
  useQuery(trpc.workspace.me.queryOptions(undefined, { initialData: me, staleTime: 60_000 }));
  const items = NAV_ITEMS.filter(({ right }) => !right || me.rights.includes(right));
  return (
    <div className="border-line bg-surface narrow:w-14 flex w-52 shrink-0 flex-col border-r">
      <header className="narrow:justify-center narrow:px-0 flex h-13 items-center gap-2 pr-2 pl-4">
        <Link
          href="/pipelines"
          className="narrow:hidden flex flex-1 items-center gap-2 font-semibold"
        >
          <Logo />
          Penstock
        </Link>
        <FoldButton />
      </header>
      <SearchButton />
      <CommandPalette me={me} />
      <nav aria-label="Main" className="flex flex-1 flex-col gap-0.5 overflow-y-auto px-2 py-1">
        {items.map(({ href, label, icon: Icon }) => {
          const current = path === href || path.startsWith(`${href}/`);
          return (
            <Link
              key={href}
              href={href}
              aria-current={current ? "page" : undefined}
              title={label}
              className={cx(
                "narrow:justify-center narrow:px-0 relative flex h-8 items-center gap-2.5 rounded-md px-2 text-sm",
                current
                  ? "bg-selected text-fg font-medium"
                  : "text-muted hover:bg-hover hover:text-fg",
              )}
            >
              <Icon aria-hidden className={cx("size-4 shrink-0", current && "text-accent")} />
              <span className="narrow:sr-only flex-1">{label}</span>
              {href === "/reviews" && <ReviewCount />}
            </Link>
          );
        })}
      </nav>
      <Bell />
      <div className="border-line border-t p-2">
        <UserMenu me={me} />
      </div>
    </div>
  );
}

function FoldButton() {
  const [stored, store] = useStoredChoice(NAV_KEY);
  useEffect(() => {
    if (stored === "wide" || stored === "narrow") document.documentElement.dataset.nav = stored;
  }, [stored]);
  const toggle = () => store(document.documentElement.dataset.nav === "narrow" ? "wide" : "narrow");
  return (
    <IconButton
      size="sm"
      label="Fold or unfold the navigation"
      icon={<PanelLeft aria-hidden />}
      onClick={toggle}
    />
  );
}
