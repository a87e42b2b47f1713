import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { Fragment, type ReactNode } from "react";

interface Props {
  title: ReactNode;
  /** The way here, from the outside in. */
  breadcrumbs?: readonly { href: string; label: string }[];
  description?: ReactNode;
  /** Badges beside the title. */
  meta?: ReactNode;
  actions?: ReactNode;
}

export function PageHeader({ title, breadcrumbs, description, meta, actions }: Props) {
  return (
    <header className="mb-5">
      {breadcrumbs && (
        <nav
          aria-label="Breadcrumb"
          className="text-muted mb-1 flex min-w-0 items-center gap-1 text-xs"
        >
          {breadcrumbs.map((crumb) => (
            <Fragment key={crumb.href}>
              <Link
                href={crumb.href}
                className="hover:text-fg min-w-0 truncate hover:underline"
                title={crumb.label}
              >
                {crumb.label}
              </Link>
              <ChevronRight aria-hidden className="size-3 shrink-0" />
            </Fragment>
          ))}
        </nav>
      )}
      <div className="flex min-h-8 flex-wrap items-center gap-x-6 gap-y-2">
        <div className="flex min-w-0 flex-1 flex-wrap items-center gap-x-3 gap-y-1">
          <h1 className="min-w-0 text-xl font-semibold tracking-tight wrap-anywhere">{title}</h1>
          {meta}
        </div>
        {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </div>
      {description && (
        <p className="text-muted mt-1 max-w-3xl text-sm wrap-anywhere">{description}</p>
      )}
    </header>
  );
}
