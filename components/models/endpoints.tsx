import Link from "next/link";
import { Fragment } from "react";

/** Where something is in service, each a link to its page. */
export function Endpoints({ names }: { names: readonly string[] }) {
  if (names.length === 0) return <span className="text-muted">nowhere</span>;
  return names.map((name, index) => (
    <Fragment key={name}>
      {index > 0 && ", "}
      {/* Above the link of its row. */}
      <Link href={`/deployments/${name}`} className="relative z-10 hover:underline">
        {name}
      </Link>
    </Fragment>
  ));
}
