import type { Metadata } from "next";
import { headers } from "next/headers";
import { Invitation } from "../../../components/sign-in/invitation.tsx";
import { SignInFrame } from "../../../components/sign-in/frame.tsx";
import { problemSentence } from "../../../components/sign-in/problems.ts";
import { LinkButton } from "../../../components/ui/link-button.tsx";
import { signedIn } from "../../../server/actors/request-actor.ts";
import { readEnv } from "../../../server/env.ts";
import { lookAt } from "../../../server/invitations/look.ts";
import { hasAccount } from "../../../server/sign-in/first-user.ts";

export const metadata: Metadata = { title: "Invitation" };

const OVER = {
  accepted: "This invitation has been used: it lets one person in, once.",
  revoked: "This invitation was taken back.",
  expired: "This invitation has expired.",
} as const;

interface Props {
  params: Promise<{ token: string }>;
  searchParams: Promise<{ problem?: string }>;
}

export default async function Invite({ params, searchParams }: Props) {
  const { token } = await params;
  const { problem } = await searchParams;
  const sentence = problemSentence(problem);
  const invited = await lookAt(token);
  if (invited?.state !== "open")
    return (
      <SignInFrame title="No invitation" problem={sentence}>
        <p className="text-muted mt-2 mb-4 text-sm">
          {invited ? OVER[invited.state] : "Nobody was invited by this link."} Ask who sent it to
          you for another.
        </p>
        <LinkButton href="/sign-in">Sign in</LinkButton>
      </SignInFrame>
    );
  const person = await signedIn(await headers());
  const { email, role, functions, workspace, by, expiresAt } = invited;
  return (
    <SignInFrame title={`Join ${workspace}`} problem={sentence}>
      <Invitation
        action={`/api/invite/${encodeURIComponent(token)}`}
        page={`/invite/${encodeURIComponent(token)}`}
        invited={{ email, role, functions, by, expiresAt }}
        person={person && { name: person.user.name, email: person.user.email }}
        known={await hasAccount(email)}
        provider={readEnv().oidc?.name}
      />
    </SignInFrame>
  );
}
