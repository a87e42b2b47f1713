ALTER TABLE "trigger" ADD COLUMN "paused_by" text;--> statement-breakpoint
ALTER TABLE "trigger" ADD COLUMN "paused_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "trigger" ADD CONSTRAINT "trigger_paused_by_user_id_fk" FOREIGN KEY ("paused_by") REFERENCES "public"."user"("id") ON DELETE no action ON UPDATE no action;