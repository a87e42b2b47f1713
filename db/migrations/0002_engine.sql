CREATE TABLE "notification" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"run_id" text NOT NULL,
	"node" text NOT NULL,
	"item" text DEFAULT '' NOT NULL,
	"channel" text NOT NULL,
	"target" text NOT NULL,
	"subject" text NOT NULL,
	"body" text NOT NULL,
	"message" jsonb NOT NULL,
	"status" text DEFAULT 'pending' NOT NULL,
	"attempts" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"sending_since" timestamp with time zone,
	"sent_at" timestamp with time zone,
	CONSTRAINT "notification_once" UNIQUE("run_id","node","item")
);
--> statement-breakpoint
CREATE TABLE "run_item" (
	"run_id" text NOT NULL,
	"node" text NOT NULL,
	"index" integer NOT NULL,
	"status" text NOT NULL,
	"label" text NOT NULL,
	"error" text,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp with time zone NOT NULL,
	CONSTRAINT "run_item_run_id_node_index_pk" PRIMARY KEY("run_id","node","index")
);
--> statement-breakpoint
CREATE TABLE "slot" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"key" text NOT NULL,
	"limit" integer NOT NULL,
	"run_id" text NOT NULL,
	"node" text DEFAULT '' NOT NULL,
	"item" text DEFAULT '' NOT NULL,
	"workflow_id" text,
	"requested_at" timestamp with time zone DEFAULT now() NOT NULL,
	"granted_at" timestamp with time zone,
	CONSTRAINT "slot_once" UNIQUE("run_id","node","item","key")
);
--> statement-breakpoint
CREATE TABLE "slot_limit" (
	"workspace_id" text NOT NULL,
	"key" text NOT NULL,
	"limit" integer NOT NULL,
	CONSTRAINT "slot_limit_workspace_id_key_pk" PRIMARY KEY("workspace_id","key")
);
--> statement-breakpoint
CREATE TABLE "secret" (
	"workspace_id" text NOT NULL,
	"name" text NOT NULL,
	"ciphertext" text NOT NULL,
	"set_by" text NOT NULL,
	"set_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "secret_workspace_id_name_pk" PRIMARY KEY("workspace_id","name")
);
--> statement-breakpoint
CREATE TABLE "trigger" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"pipeline_id" text NOT NULL,
	"name" text NOT NULL,
	"version" integer NOT NULL,
	"type" text NOT NULL,
	"spec" jsonb NOT NULL,
	"subject" text,
	"published_by" text NOT NULL,
	"paused" boolean DEFAULT false NOT NULL,
	"pause_note" text,
	"schedule_id" text,
	"secret" text,
	"previous_secret" text,
	"previous_secret_until" timestamp with time zone,
	"seen" jsonb,
	"last_fired_at" timestamp with time zone,
	"last_error" text,
	"moved_at" timestamp with time zone DEFAULT now() NOT NULL,
	"removed_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "trigger_name" UNIQUE("pipeline_id","name")
);
--> statement-breakpoint
CREATE TABLE "trigger_event" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"type" text NOT NULL,
	"subject" text NOT NULL,
	"facts" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"handled_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "trigger_firing" (
	"trigger_id" text NOT NULL,
	"key" text NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"outcome" text NOT NULL,
	"run_id" text,
	"detail" text,
	"facts" jsonb NOT NULL,
	CONSTRAINT "trigger_firing_trigger_id_key_pk" PRIMARY KEY("trigger_id","key")
);
--> statement-breakpoint
CREATE TABLE "trigger_move_failed" (
	"pipeline_id" text PRIMARY KEY NOT NULL,
	"version" integer NOT NULL,
	"why" text NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
DROP INDEX "audit_workspace";--> statement-breakpoint
DROP INDEX "audit_entity";--> statement-breakpoint
DROP INDEX "prediction_deployment";--> statement-breakpoint
DROP INDEX "run_workspace";--> statement-breakpoint
DROP INDEX "run_pipeline";--> statement-breakpoint
ALTER TABLE "run" ADD COLUMN "overrides" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "run" ADD COLUMN "parent_run_id" text;--> statement-breakpoint
ALTER TABLE "run" ADD COLUMN "parent_node" text;--> statement-breakpoint
ALTER TABLE "run" ADD COLUMN "parent_item" text;--> statement-breakpoint
ALTER TABLE "run" ADD COLUMN "build" text;--> statement-breakpoint
ALTER TABLE "step_run" ADD COLUMN "waits_for" jsonb;--> statement-breakpoint
ALTER TABLE "worker_process" ADD COLUMN "version" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "worker_process" ADD COLUMN "slots" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "worker_process" ADD COLUMN "devices" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "notification" ADD CONSTRAINT "notification_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notification" ADD CONSTRAINT "notification_run_id_run_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."run"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "slot_limit" ADD CONSTRAINT "slot_limit_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "secret" ADD CONSTRAINT "secret_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "secret" ADD CONSTRAINT "secret_set_by_user_id_fk" FOREIGN KEY ("set_by") REFERENCES "public"."user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "trigger" ADD CONSTRAINT "trigger_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "trigger" ADD CONSTRAINT "trigger_pipeline_id_pipeline_id_fk" FOREIGN KEY ("pipeline_id") REFERENCES "public"."pipeline"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "trigger" ADD CONSTRAINT "trigger_published_by_user_id_fk" FOREIGN KEY ("published_by") REFERENCES "public"."user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "trigger_firing" ADD CONSTRAINT "trigger_firing_trigger_id_trigger_id_fk" FOREIGN KEY ("trigger_id") REFERENCES "public"."trigger"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "trigger_move_failed" ADD CONSTRAINT "trigger_move_failed_pipeline_id_pipeline_id_fk" FOREIGN KEY ("pipeline_id") REFERENCES "public"."pipeline"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "notification_list" ON "notification" USING btree ("workspace_id","created_at","id");--> statement-breakpoint
CREATE INDEX "run_item_status" ON "run_item" USING btree ("run_id","node","status","index");--> statement-breakpoint
CREATE INDEX "slot_key" ON "slot" USING btree ("workspace_id","key","granted_at");--> statement-breakpoint
CREATE INDEX "trigger_workspace" ON "trigger" USING btree ("workspace_id","id");--> statement-breakpoint
CREATE INDEX "trigger_subject" ON "trigger" USING btree ("workspace_id","type","subject");--> statement-breakpoint
CREATE INDEX "trigger_event_pending" ON "trigger_event" USING btree ("id") WHERE handled_at is null;--> statement-breakpoint
CREATE INDEX "trigger_firing_at" ON "trigger_firing" USING btree ("trigger_id","at");--> statement-breakpoint
CREATE INDEX "run_name" ON "run" USING btree ("workspace_id","name","created_at","id");--> statement-breakpoint
CREATE INDEX "run_status" ON "run" USING btree ("workspace_id","status","created_at","id");--> statement-breakpoint
CREATE INDEX "run_open" ON "run" USING btree ("created_at") WHERE status in ('queued', 'running', 'waiting', 'paused');--> statement-breakpoint
CREATE INDEX "step_run_event" ON "step_run" USING btree ((waits_for ->> 'event')) WHERE status = 'waiting';--> statement-breakpoint
CREATE INDEX "audit_workspace" ON "audit" USING btree ("workspace_id","id");--> statement-breakpoint
CREATE INDEX "audit_entity" ON "audit" USING btree ("workspace_id","entity","entity_id","id");--> statement-breakpoint
CREATE INDEX "prediction_deployment" ON "prediction" USING btree ("deployment_id","at");--> statement-breakpoint
CREATE INDEX "run_workspace" ON "run" USING btree ("workspace_id","created_at","id");--> statement-breakpoint
CREATE INDEX "run_pipeline" ON "run" USING btree ("pipeline_id","created_at");--> statement-breakpoint
ALTER TABLE "run" ADD CONSTRAINT "run_parent" UNIQUE("parent_run_id","parent_node","parent_item");--> statement-breakpoint
-- What triggers listen to is told in the transaction in which it happens, whatever code made it happen.
CREATE FUNCTION tell_triggers(workspace text, kind text, what text, facts jsonb) RETURNS void LANGUAGE sql AS $$
  INSERT INTO trigger_event (workspace_id, type, subject, facts)
  SELECT workspace, kind, what, facts WHERE EXISTS (
    SELECT 1 FROM trigger t WHERE t.workspace_id = workspace AND t.type = kind AND t.subject = what AND t.removed_at IS NULL
  )
$$;
--> statement-breakpoint
CREATE FUNCTION tell_of_dataset_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM tell_triggers(d.workspace_id, 'dataset', d.name, jsonb_build_object(
      'name', d.name, 'version', NEW.number, 'source', 'dataset:' || d.name || '@' || NEW.number))
    FROM dataset d WHERE d.id = NEW.dataset_id;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER dataset_version_told AFTER INSERT ON dataset_version
  FOR EACH ROW EXECUTE FUNCTION tell_of_dataset_version();
--> statement-breakpoint
CREATE FUNCTION tell_of_approval() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM tell_triggers(m.workspace_id, 'model', m.name, jsonb_build_object('name', m.name, 'version', NEW.number))
    FROM model m WHERE m.id = NEW.model_id;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER model_version_told AFTER UPDATE OF status ON model_version
  FOR EACH ROW WHEN (NEW.status = 'approved' AND OLD.status <> 'approved') EXECUTE FUNCTION tell_of_approval();
--> statement-breakpoint
-- The end of a run is told to the triggers that listen to its pipeline, and to the schedule's workflow that waits for it.
CREATE FUNCTION tell_of_run_end() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.pipeline_version IS NOT NULL THEN
    PERFORM tell_triggers(NEW.workspace_id, 'pipeline', NEW.name,
      jsonb_build_object('id', NEW.id, 'pipeline', NEW.name, 'status', NEW.status));
  END IF;
  IF NEW.trigger ? 'firing' THEN
    INSERT INTO outbox (id, workflow_id, update_id, event) VALUES (
      'out_' || NEW.id, NEW.trigger ->> 'firing', 'run-end:' || NEW.id,
      jsonb_build_object('key', 'run-end:' || NEW.id, 'actorId', NEW.started_by, 'payload', jsonb_build_object('status', NEW.status)));
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER run_end_told AFTER UPDATE OF status ON run
  FOR EACH ROW WHEN (NEW.status IN ('done', 'failed', 'cancelled') AND OLD.status NOT IN ('done', 'failed', 'cancelled'))
  EXECUTE FUNCTION tell_of_run_end();
--> statement-breakpoint
CREATE TRIGGER trigger_event_notify AFTER INSERT ON trigger_event
  FOR EACH ROW EXECUTE FUNCTION notify_followers('trigger_event', 'id');
