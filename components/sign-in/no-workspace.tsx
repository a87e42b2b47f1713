"use client";

import { signOut } from "../shell/sign-out.ts";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";

/** For who is signed in and in no workspace: why there is nothing to see, and what to do. */
export function NoWorkspace({ email }: { email: string }) {
  return (
    <div className="mt-4 flex flex-col gap-4">
      <Notice tone="info" title={`You are signed in as ${email}`}>
        You belong to no workspace here yet. Ask an admin to invite {email}, then open the link of
        the invitation in this browser.
      </Notice>
      <div>
        <Button onClick={() => void signOut()}>Sign out</Button>
      </div>
    </div>
  );
}
