import type { ReactNode } from "react";
import { Logo } from "../shell/logo.tsx";
import { ThemeSwitch } from "../shell/theme-switch.tsx";
import { Notice } from "../ui/notice.tsx";

/** What the pages before the workspace have in common. */
export function SignInFrame({
  title,
  problem,
  done,
  children,
}: {
  title: string;
  problem?: string | null;
  /** What has just been done. */
  done?: string | false;
  children: ReactNode;
}) {
  return (
    <main className="flex min-h-dvh flex-col items-center px-4 pt-[12vh] pb-8">
      <div className="w-full max-w-md">
        <div className="mb-6 flex items-center gap-2.5">
          <Logo className="size-8" />
          <span className="text-xl font-semibold tracking-tight">Penstock</span>
        </div>
        <h1 className="text-lg font-semibold">{title}</h1>
        {problem && (
          <Notice tone="danger" className="my-3">
            {problem}
          </Notice>
        )}
        {done && (
          <Notice tone="ok" className="my-3">
            {done}
          </Notice>
        )}
        {children}
      </div>
      <div className="mt-auto pt-8">
        <ThemeSwitch />
      </div>
    </main>
  );
}
