ALTER TABLE "step_log" ADD COLUMN "tx" xid8;--> statement-breakpoint
-- By itself, so that the lines that are there are not written anew.
ALTER TABLE "step_log" ALTER COLUMN "tx" SET DEFAULT pg_current_xact_id();
