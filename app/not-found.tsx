import type { Metadata } from "next";
import { Logo } from "../components/shell/logo.tsx";
import { LinkButton } from "../components/ui/link-button.tsx";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center gap-3 p-6 text-center">
      <Logo className="size-9" />
      <h1 className="text-xl font-semibold">There is no page at this address</h1>
      <p className="text-muted max-w-md text-sm">
        It may have been renamed, or the link is cut short. Look for it in one of the lists.
      </p>
      <div className="mt-2 flex gap-2">
        <LinkButton href="/pipelines" variant="primary">
          Pipelines
        </LinkButton>
        <LinkButton href="/runs">Runs</LinkButton>
      </div>
    </main>
  );
}
