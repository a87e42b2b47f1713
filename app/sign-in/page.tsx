import type { Metadata } from "next";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import type { ReactNode } from "react";
import { CodeForm } from "../../components/sign-in/code-form.tsx";
import { SignInFrame } from "../../components/sign-in/frame.tsx";
import { LocalSignIn } from "../../components/sign-in/local-sign-in.tsx";
import { NoWorkspace } from "../../components/sign-in/no-workspace.tsx";
import { PasswordForm, RegisterForm } from "../../components/sign-in/password-form.tsx";
import { problemSentence } from "../../components/sign-in/problems.ts";
import { ProviderLink } from "../../components/sign-in/provider-link.tsx";
import { actorOf, signedIn } from "../../server/actors/request-actor.ts";
import { readEnv } from "../../server/env.ts";
import { othersHaveAccounts, registrationIsOpen } from "../../server/sign-in/first-user.ts";
import { isLocalMode, isSentToThisMachine } from "../../server/sign-in/local-mode.ts";
import { LOCAL_SIGN_INS } from "../../server/sign-in/local-sign-in.ts";
import { pageWithin } from "../../server/sign-in/sign-in-forms.ts";

export const metadata: Metadata = { title: "Sign in" };

type Search = Record<"problem" | "error" | "done" | "step" | "email" | "next", string | undefined>;

export default async function SignIn({ searchParams }: { searchParams: Promise<Search> }) {
  const { problem, error, done, step, email, next } = await searchParams;
  const sent = await headers();
  if (await actorOf(sent)) redirect(pageWithin(next));
  // The OpenID provider's answer adds what better-auth made of it.
  const sentence = problemSentence(error === "account_not_linked" ? "linked" : problem);
  const person = await signedIn(sent);
  if (person)
    return (
      <SignInFrame title="No workspace yet" problem={sentence}>
        <NoWorkspace email={person.user.email} />
      </SignInFrame>
    );
  if (step === "code")
    return (
      <SignInFrame title="Your second factor" problem={sentence}>
        <CodeForm next={next} />
      </SignInFrame>
    );
  const said = done === "password" && "Your new password is set: sign in with it.";
  const { oidc } = readEnv();
  const provider = oidc && <ProviderLink name={oidc.name} next={next} />;
  if (isLocalMode() && isSentToThisMachine(sent)) {
    const others = await othersHaveAccounts();
    return (
      <SignInFrame title="Who are you today?" problem={sentence} done={said}>
        <LocalSignIn people={LOCAL_SIGN_INS} next={next} />
        {(others || provider) && (
          <details className="mt-4" open={Boolean(problem ?? done)}>
            <summary className="text-muted hover:text-fg w-fit cursor-pointer text-sm">
              Sign in as somebody else
            </summary>
            {others && <PasswordForm email={email} next={next} />}
            {provider && <div className="mt-4">{provider}</div>}
          </details>
        )}
      </SignInFrame>
    );
  }
  const first = await registrationIsOpen();
  return (
    <SignInFrame
      title={first ? "Make the first account" : "Sign in"}
      problem={sentence}
      done={said}
    >
      {first ? <RegisterForm email={email} /> : <PasswordForm email={email} next={next} />}
      {provider && <Or>{provider}</Or>}
    </SignInFrame>
  );
}

function Or({ children }: { children: ReactNode }) {
  return (
    <>
      <p className="text-muted before:bg-line after:bg-line my-4 flex items-center gap-3 text-xs before:h-px before:flex-1 after:h-px after:flex-1">
        or
      </p>
      {children}
    </>
  );
}
