DROP INDEX "step_log_step";--> statement-breakpoint
DROP INDEX "outbox_pending";--> statement-breakpoint
-- Lines of an earlier release. Behind the wall between workspaces Postgres seeks in an index by plain columns alone: a null could
-- not stand for 0 there.
UPDATE "step_log" SET "tx" = '0' WHERE "tx" IS NULL;--> statement-breakpoint
ALTER TABLE "step_log" ALTER COLUMN "tx" SET NOT NULL;--> statement-breakpoint
CREATE INDEX "step_log_run" ON "step_log" USING btree ("run_id","tx","id");--> statement-breakpoint
CREATE INDEX "step_log_item" ON "step_log" USING btree ("run_id","node","item","tx","id");--> statement-breakpoint
CREATE INDEX "outbox_pending" ON "outbox" USING btree ("workflow_id","created_at") WHERE delivered_at is null and refused is null;