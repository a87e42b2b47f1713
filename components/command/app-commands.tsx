"use client";

import { LogOut, PanelLeft, Plus, SunMoon } from "lucide-react";
import { useRouter } from "next/navigation";
import { NAV_KEY, THEME_KEY } from "../shell/before-paint.ts";
import type { Me } from "../shell/me.ts";
import { NAV_ITEMS } from "../shell/nav-items.ts";
import { signOut } from "../shell/sign-out.ts";
import { storeChoice } from "../shell/stored-choice.ts";
import { useCommands, type Command } from "./commands.ts";

/** What can be done on every page. */
export function AppCommands({ me, onNewPipeline }: { me: Me; onNewPipeline: () => void }) {
  const router = useRouter();
  useCommands(() => {
    const root = document.documentElement.dataset;
    const actions: (Command | false)[] = [
      me.rights.includes("pipelines.write") && {
        id: "new-pipeline",
        group: "Actions",
        title: "New pipeline",
        words: "create draw empty",
        icon: <Plus aria-hidden />,
        run: onNewPipeline,
      },
      {
        id: "theme",
        group: "Actions",
        title: root["theme"] === "dark" ? "Light theme" : "Dark theme",
        words: "toggle switch colours appearance mode",
        icon: <SunMoon aria-hidden />,
        run: () => storeChoice(THEME_KEY, root["theme"] === "dark" ? "light" : "dark"),
      },
      {
        id: "theme-system",
        group: "Actions",
        title: "Theme of the machine",
        words: "system dark light",
        icon: <SunMoon aria-hidden />,
        hidden: true,
        run: () => storeChoice(THEME_KEY, null),
      },
      {
        id: "navigation",
        group: "Actions",
        title: root["nav"] === "narrow" ? "Unfold the navigation" : "Fold the navigation",
        words: "sidebar menu",
        icon: <PanelLeft aria-hidden />,
        hidden: true,
        run: () => storeChoice(NAV_KEY, root["nav"] === "narrow" ? "wide" : "narrow"),
      },
      {
        id: "sign-out",
        group: "Actions",
        title: "Sign out",
        words: "log out leave",
        icon: <LogOut aria-hidden />,
        run: () => void signOut(),
      },
    ];
    const pages = NAV_ITEMS.filter(({ right }) => !right || me.rights.includes(right)).map(
      ({ href, label, icon: Icon }): Command => ({
        id: `page-${label.toLowerCase()}`,
        group: "Go to",
        title: label,
        words: "open page",
        icon: <Icon aria-hidden />,
        run: () => router.push(href),
      }),
    );
    return [...actions.filter((action) => action !== false), ...pages];
  });
  return null;
}
