CREATE TABLE "trigger_backfill" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"trigger_id" text NOT NULL,
	"from" timestamp with time zone NOT NULL,
	"to" timestamp with time zone NOT NULL,
	"count" integer NOT NULL,
	"asked_by" text NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "trigger" ADD COLUMN "secret_by" text;--> statement-breakpoint
ALTER TABLE "trigger" ADD COLUMN "previous_secret_by" text;--> statement-breakpoint
ALTER TABLE "trigger_backfill" ADD CONSTRAINT "trigger_backfill_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "trigger_backfill" ADD CONSTRAINT "trigger_backfill_trigger_id_trigger_id_fk" FOREIGN KEY ("trigger_id") REFERENCES "public"."trigger"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "trigger_backfill" ADD CONSTRAINT "trigger_backfill_asked_by_user_id_fk" FOREIGN KEY ("asked_by") REFERENCES "public"."user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "trigger_backfill_range" ON "trigger_backfill" USING btree ("trigger_id","to");--> statement-breakpoint
ALTER TABLE "trigger" ADD CONSTRAINT "trigger_secret_by_user_id_fk" FOREIGN KEY ("secret_by") REFERENCES "public"."user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "trigger" ADD CONSTRAINT "trigger_previous_secret_by_user_id_fk" FOREIGN KEY ("previous_secret_by") REFERENCES "public"."user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
-- Whoever made the secrets that are there, as the audit log has it.
UPDATE "trigger" t SET
  secret_by = (SELECT a.actor_id FROM audit a JOIN "user" u ON u.id = a.actor_id
    WHERE a.entity = 'trigger' AND a.entity_id = t.id AND a.action = 'trigger.rotate-secret' ORDER BY a.id DESC LIMIT 1),
  previous_secret_by = CASE WHEN t.previous_secret IS NOT NULL THEN
    (SELECT a.actor_id FROM audit a JOIN "user" u ON u.id = a.actor_id
      WHERE a.entity = 'trigger' AND a.entity_id = t.id AND a.action = 'trigger.rotate-secret' ORDER BY a.id DESC OFFSET 1 LIMIT 1) END
WHERE t.secret IS NOT NULL;
--> statement-breakpoint
CREATE TRIGGER trigger_backfill_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON trigger_backfill
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
DO $$
BEGIN
  IF (SELECT count(*) FROM pg_roles WHERE rolname IN ('penstock_web', 'penstock_system')) = 2 THEN
    PERFORM raise_wall();
  END IF;
END $$;
