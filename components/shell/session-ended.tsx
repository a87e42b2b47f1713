import { usePathname, useSearchParams } from "next/navigation";
import { buttonClass } from "../ui/button-class.ts";
import { Notice } from "../ui/notice.tsx";

/** Says that whoever looks is signed out, over whatever they were doing: in another tab they sign in, and go on here. */
export function SessionEnded() {
  const search = useSearchParams().toString();
  const next = usePathname() + (search && `?${search}`);
  return (
    <div className="border-line shadow-raised bg-raised fixed inset-x-0 top-3 z-[60] mx-auto w-fit max-w-[calc(100vw-32px)] rounded-lg border">
      <Notice
        tone="warn"
        title="You are signed out"
        actions={
          <a
            className={buttonClass("secondary", "sm")}
            href={`/sign-in?${new URLSearchParams({ next }).toString()}`}
            target="_blank"
          >
            Sign in
          </a>
        }
      >
        Your session has ended. Sign in, in a tab of its own, and go on here: what you typed stays.
      </Notice>
    </div>
  );
}
