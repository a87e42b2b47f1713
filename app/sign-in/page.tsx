import type { Metadata } from "next";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { Logo } from "../../components/shell/logo.tsx";
import { ThemeSwitch } from "../../components/shell/theme-switch.tsx";
import { LocalSignIn } from "../../components/sign-in/local-sign-in.tsx";
import { PasswordForm } from "../../components/sign-in/password-form.tsx";
import { actorOf } from "../../server/actor.ts";
import { registrationIsOpen } from "../../server/first-user.ts";
import { isLocalMode, isSentToThisMachine } from "../../server/local-mode.ts";
import { LOCAL_SIGN_INS } from "../../server/local-sign-in.ts";

export const metadata: Metadata = { title: "Sign in" };

export default async function SignIn() {
  const sent = await headers();
  if (await actorOf(sent)) redirect("/pipelines");
  const local = isLocalMode() && isSentToThisMachine(sent);
  return (
    <main className="flex min-h-dvh flex-col items-center px-4 pt-[12vh] pb-8">
      <div className="w-full max-w-md">
        <div className="mb-6 flex items-center gap-2.5">
          <Logo className="size-8" />
          <span className="text-xl font-semibold tracking-tight">Penstock</span>
        </div>
        {local ? (
          <LocalSignIn people={LOCAL_SIGN_INS} />
        ) : (
          <PasswordForm register={await registrationIsOpen()} />
        )}
      </div>
      <div className="mt-auto pt-8">
        <ThemeSwitch />
      </div>
    </main>
  );
}
