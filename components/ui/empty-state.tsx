import type { ReactNode } from "react";

interface Props {
  icon?: ReactNode;
  title: string;
  /** Why there is nothing, and what to do. */
  children: ReactNode;
  /** The next step, as one or two buttons. */
  actions?: ReactNode;
}

export function EmptyState({ icon, title, children, actions }: Props) {
  return (
    <div className="flex flex-col items-center px-6 py-12 text-center">
      {icon && <div className="text-muted mb-3 [&_svg]:size-7">{icon}</div>}
      <p className="text-base font-semibold">{title}</p>
      <div className="text-muted mt-1 max-w-md text-sm">{children}</div>
      {actions && <div className="mt-4 flex flex-wrap justify-center gap-2">{actions}</div>}
    </div>
  );
}
