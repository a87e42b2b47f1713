import { headers } from "next/headers";
import { redirect } from "next/navigation";
import type { ReactNode } from "react";
import { Sidebar } from "../../components/shell/sidebar.tsx";
import { PATH_HEADER } from "../../server/path-header.ts";
import { pageWith } from "../../server/sign-in/sign-in-forms.ts";
import { pageMe } from "./caller.ts";

export default async function AppLayout({ children }: { children: ReactNode }) {
  const me = await pageMe();
  if (!me) {
    const next = (await headers()).get(PATH_HEADER) ?? undefined;
    redirect(pageWith("/sign-in", { next: next === "/pipelines" ? undefined : next }));
  }
  return (
    <div className="flex h-dvh">
      <a
        href="#main"
        className="bg-accent text-on-accent fixed top-2 left-2 z-50 -translate-y-20 rounded-md px-3 py-1.5 text-sm focus:translate-y-0"
      >
        Skip to the content
      </a>
      <Sidebar me={me} />
      {/* A page whose outermost element is as high as the window fills it; others get a margin and a greatest width. */}
      {/* Positioned: what is hidden for eyes alone would otherwise lengthen the page itself, which links within it then scroll. */}
      <main
        id="main"
        tabIndex={-1}
        className="relative min-w-0 flex-1 overflow-y-auto px-6 py-5 outline-none has-[>.h-full]:overflow-hidden has-[>.h-full]:p-0 [&>*:not(.h-full)]:mx-auto [&>*:not(.h-full)]:max-w-350"
      >
        {children}
      </main>
    </div>
  );
}
