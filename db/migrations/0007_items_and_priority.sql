ALTER TABLE "slot" ADD COLUMN "priority" smallint DEFAULT 3 NOT NULL;--> statement-breakpoint
ALTER TABLE "step_run" ADD COLUMN "items" jsonb;