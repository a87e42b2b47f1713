import type { ReactNode } from "react";
import { cx } from "./cx.ts";

export type Tone = "neutral" | "ok" | "warn" | "danger" | "info" | "wait" | "accent";

const TONES: Record<Tone, string> = {
  neutral: "bg-sunken text-muted border-line",
  ok: "bg-ok-soft text-ok border-transparent",
  warn: "bg-warn-soft text-warn border-transparent",
  danger: "bg-danger-soft text-danger border-transparent",
  info: "bg-info-soft text-info border-transparent",
  wait: "bg-wait-soft text-wait border-transparent",
  accent: "bg-accent-soft text-accent border-transparent",
};

interface Props {
  tone?: Tone;
  icon?: ReactNode;
  className?: string;
  children: ReactNode;
}

/** A word or two about a thing. */
export function Badge({ tone = "neutral", icon, className, children }: Props) {
  return (
    <span
      className={cx(
        "inline-flex h-5 items-center gap-1 rounded-sm border px-1.5 text-xs font-medium whitespace-nowrap [&_svg]:size-3.5 [&_svg]:shrink-0",
        TONES[tone],
        className,
      )}
    >
      {icon}
      {children}
    </span>
  );
}
