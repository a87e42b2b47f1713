import type { Metadata } from "next";
import { SignInFrame } from "../../../components/sign-in/frame.tsx";
import { NewPasswordForm } from "../../../components/sign-in/password-form.tsx";
import { problemSentence } from "../../../components/sign-in/problems.ts";
import { LinkButton } from "../../../components/ui/link-button.tsx";
import { lookAtLink } from "../../../server/password/link.ts";

export const metadata: Metadata = { title: "New password" };

interface Props {
  params: Promise<{ token: string }>;
  searchParams: Promise<{ problem?: string }>;
}

export default async function NewPassword({ params, searchParams }: Props) {
  const { token } = await params;
  const { problem } = await searchParams;
  const person = await lookAtLink(token);
  if (!person)
    return (
      <SignInFrame title="This link works no longer">
        <p className="text-muted mt-2 mb-4 text-sm">
          A link to a new password works once, and for a day. Ask an admin of your workspace for
          another.
        </p>
        <LinkButton href="/sign-in">Sign in</LinkButton>
      </SignInFrame>
    );
  return (
    <SignInFrame title={`A new password for ${person.name}`} problem={problemSentence(problem)}>
      <NewPasswordForm
        action={`/api/new-password/${encodeURIComponent(token)}`}
        email={person.email}
      />
    </SignInFrame>
  );
}
