import { cx } from "../ui/cx.ts";

/** A gate over a pipe: water waits at the left and flows at the right. */
export function Logo({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 24 24" fill="none" aria-hidden className={cx("size-6", className)}>
      <path
        d="M2 12.5h7M15 12.5h7M2 18.5h20"
        stroke="currentColor"
        strokeWidth="2"
        strokeLinecap="round"
      />
      <path d="M9 9.5v6M15 9.5v6" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
      <path d="M12 3v6" stroke="var(--color-accent)" strokeWidth="2" strokeLinecap="round" />
      <path d="M8.5 3.5h7" stroke="var(--color-accent)" strokeWidth="2" strokeLinecap="round" />
      <rect x="10.5" y="9" width="3" height="7" rx="0.75" fill="var(--color-accent)" />
    </svg>
  );
}
