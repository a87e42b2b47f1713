CREATE TABLE "run_item" (
	"run_id" text NOT NULL,
	"node" text NOT NULL,
	"index" integer NOT NULL,
	"status" text NOT NULL,
	"label" text NOT NULL,
	"error" text,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp with time zone,
	CONSTRAINT "run_item_run_id_node_index_pk" PRIMARY KEY("run_id","node","index")
);
--> statement-breakpoint
CREATE TABLE "slot" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"key" text NOT NULL,
	"run_id" text NOT NULL,
	"node" text DEFAULT '' NOT NULL,
	"item" text DEFAULT '' NOT NULL,
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
ALTER TABLE "run" ADD COLUMN "overrides" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "run" ADD COLUMN "parent_run_id" text;--> statement-breakpoint
ALTER TABLE "run" ADD COLUMN "parent_node" text;--> statement-breakpoint
ALTER TABLE "run" ADD COLUMN "parent_item" text;--> statement-breakpoint
ALTER TABLE "slot_limit" ADD CONSTRAINT "slot_limit_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "run_item_status" ON "run_item" USING btree ("run_id","node","status","index");--> statement-breakpoint
CREATE INDEX "slot_key" ON "slot" USING btree ("workspace_id","key","granted_at");--> statement-breakpoint
ALTER TABLE "run" ADD CONSTRAINT "run_parent" UNIQUE("parent_run_id","parent_node","parent_item");