CREATE TABLE "column_cache" (
	"key" text PRIMARY KEY NOT NULL,
	"columns" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "pipeline_presence" (
	"tab" text PRIMARY KEY NOT NULL,
	"pipeline_id" text NOT NULL,
	"user_id" text NOT NULL,
	"node" text,
	"seen_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "pipeline_draft" ADD COLUMN "source" text;--> statement-breakpoint
ALTER TABLE "pipeline_draft" ADD COLUMN "merged" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "pipeline_version" ADD COLUMN "commit" text;--> statement-breakpoint
ALTER TABLE "pipeline_presence" ADD CONSTRAINT "pipeline_presence_pipeline_id_pipeline_id_fk" FOREIGN KEY ("pipeline_id") REFERENCES "public"."pipeline"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pipeline_presence" ADD CONSTRAINT "pipeline_presence_user_id_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "pipeline_presence_pipeline" ON "pipeline_presence" USING btree ("pipeline_id");