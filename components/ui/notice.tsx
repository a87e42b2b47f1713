import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "./cx.ts";

type NoticeTone = "info" | "ok" | "warn" | "danger";

const LOOKS = {
  info: { box: "bg-info-soft", icon: <Info aria-hidden className="text-info" /> },
  ok: { box: "bg-ok-soft", icon: <CircleCheck aria-hidden className="text-ok" /> },
  warn: { box: "bg-warn-soft", icon: <TriangleAlert aria-hidden className="text-warn" /> },
  danger: { box: "bg-danger-soft", icon: <CircleAlert aria-hidden className="text-danger" /> },
};

interface Props {
  tone?: NoticeTone;
  title?: ReactNode;
  /** What to do. */
  actions?: ReactNode;
  className?: string;
  children?: ReactNode;
}

/** News that belongs to a place on the page and stays there. */
export function Notice({ tone = "info", title, actions, className, children }: Props) {
  const { box, icon } = LOOKS[tone];
  return (
    <div
      role={tone === "danger" ? "alert" : undefined}
      className={cx(
        "text-fg flex items-start gap-2.5 rounded-md px-3 py-2.5 text-sm [&>svg]:mt-0.5 [&>svg]:size-4 [&>svg]:shrink-0",
        box,
        className,
      )}
    >
      {icon}
      <div className="min-w-0 flex-1 break-words">
        {title && <p className="font-medium">{title}</p>}
        {children}
      </div>
      {actions && <div className="flex gap-2">{actions}</div>}
    </div>
  );
}
