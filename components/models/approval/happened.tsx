import { Badge } from "../../ui/badge.tsx";
import { Time } from "../../ui/time.tsx";
import { SeverityBadge } from "../../reviews/severity.tsx";
import type { Approval } from "./types.ts";

/** Incidents, alarms and suspensions that are over, newest first. */
export function Happened({ events, past }: Pick<Approval, "events" | "past">) {
  const items = [
    ...events.map((event) => ({ ...event, kind: "event" as const, key: event.id, at: event.at })),
    ...past.map((one) => ({ ...one, kind: "past" as const, key: one.id, at: one.liftedAt })),
  ].sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
  return (
    <ul className="flex flex-col gap-2.5 text-sm">
      {items.map((item) =>
        item.kind === "event" ? (
          <li key={item.key}>
            <div className="flex items-center gap-2">
              <span className="font-medium">{item.type === "alarm" ? "Alarm" : "Incident"}</span>
              <SeverityBadge severity={item.severity} />
              <span className="text-muted ml-auto text-xs">
                <Time at={item.at} />
              </span>
            </div>
            <p className="break-words">
              {item.signal && (
                <span className="text-muted tabular-nums">
                  {item.signal} {item.value ?? ""}{" "}
                </span>
              )}
              {item.text}
            </p>
            <p className="text-muted text-xs">by {item.by.name}</p>
          </li>
        ) : (
          <li key={item.key}>
            <div className="flex items-center gap-2">
              <span className="font-medium">Suspension</span>
              <Badge tone="ok">Lifted</Badge>
              <span className="text-muted ml-auto text-xs">
                <Time at={item.at} />
              </span>
            </div>
            <p className="break-words">{item.reason}</p>
            <p className="text-muted text-xs break-words">
              {item.liftedBy?.name ?? "Penstock"}: {item.liftedWhy}
            </p>
          </li>
        ),
      )}
    </ul>
  );
}
