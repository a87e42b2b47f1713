ALTER TABLE "run" ADD COLUMN "cancel_asked_at" timestamp with time zone;--> statement-breakpoint
-- The open runs that were asked to stop, as the audit log has it.
UPDATE "run" r SET cancel_asked_at = a.at FROM audit a
WHERE r.status IN ('queued', 'running', 'waiting', 'paused') AND a.workspace_id = r.workspace_id
  AND a.entity = 'run' AND a.entity_id = r.id AND a.action = 'run.cancel';
