-- Both at once: the table is written anew one time.
ALTER TABLE "run" ADD COLUMN "how" text GENERATED ALWAYS AS (case when trigger ->> 'trigger' is not null then 'trigger' else trigger ->> 'type' end) STORED,
	ADD COLUMN "trigger_id" text GENERATED ALWAYS AS (trigger ->> 'trigger') STORED;--> statement-breakpoint
CREATE INDEX "run_how" ON "run" USING btree ("workspace_id","how","created_at","id");--> statement-breakpoint
CREATE INDEX "run_started_by" ON "run" USING btree ("workspace_id","started_by","created_at","id");--> statement-breakpoint
CREATE INDEX "run_started_by_how" ON "run" USING btree ("workspace_id","started_by","how","created_at","id");--> statement-breakpoint
CREATE INDEX "run_trigger" ON "run" USING btree ("workspace_id","trigger_id","created_at","id") WHERE trigger_id is not null;--> statement-breakpoint
CREATE INDEX "step_run_waiting" ON "step_run" USING btree ("run_id") WHERE status = 'waiting';