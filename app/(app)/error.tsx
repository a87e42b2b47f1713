"use client";

import { CircleAlert } from "lucide-react";
import { Button } from "../../components/ui/button.tsx";
import { EmptyState } from "../../components/ui/empty-state.tsx";
import { LinkButton } from "../../components/ui/link-button.tsx";

interface Props {
  error: Error & { digest?: string };
  reset: () => void;
}

export default function PageError({ error, reset }: Props) {
  return (
    <EmptyState
      icon={<CircleAlert aria-hidden className="text-danger" />}
      title="This page could not be shown"
      actions={
        <>
          <Button variant="primary" onClick={reset}>
            Try again
          </Button>
          <LinkButton href="/pipelines">Go to the pipelines</LinkButton>
        </>
      }
    >
      Nothing of your work is lost: what was saved is on the server. Try again; if it stays, tell an
      admin
      {error.digest ? ` the number ${error.digest}` : ""}.
    </EmptyState>
  );
}
