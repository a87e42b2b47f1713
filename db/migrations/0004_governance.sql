CREATE TABLE "group" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"name" text NOT NULL,
	"functions" text[] DEFAULT '{}' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "group_name" UNIQUE("workspace_id","name")
);
--> statement-breakpoint
CREATE TABLE "group_member" (
	"workspace_id" text NOT NULL,
	"group_id" text NOT NULL,
	"user_id" text NOT NULL,
	CONSTRAINT "group_member_group_id_user_id_pk" PRIMARY KEY("group_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "invitation" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"email" text NOT NULL,
	"role" text NOT NULL,
	"functions" text[] DEFAULT '{}' NOT NULL,
	"hash" text NOT NULL,
	"invited_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"accepted_at" timestamp with time zone,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "invitation_hash_unique" UNIQUE("hash")
);
--> statement-breakpoint
CREATE TABLE "rate_limit" (
	"id" text PRIMARY KEY NOT NULL,
	"key" text NOT NULL,
	"count" integer NOT NULL,
	"last_request" bigint NOT NULL,
	CONSTRAINT "rate_limit_key_unique" UNIQUE("key")
);
--> statement-breakpoint
CREATE TABLE "two_factor" (
	"id" text PRIMARY KEY NOT NULL,
	"secret" text NOT NULL,
	"backup_codes" text NOT NULL,
	"user_id" text NOT NULL,
	"verified" boolean DEFAULT true NOT NULL,
	"failed_verification_count" integer DEFAULT 0 NOT NULL,
	"locked_until" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "workspace_person" (
	"workspace_id" text NOT NULL,
	"user_id" text NOT NULL,
	CONSTRAINT "workspace_person_workspace_id_user_id_pk" PRIMARY KEY("workspace_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "attached_evidence" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"model_version_id" text NOT NULL,
	"requirement" text NOT NULL,
	"title" text NOT NULL,
	"note" text NOT NULL,
	"hash" text NOT NULL,
	"file_name" text NOT NULL,
	"value" jsonb,
	"attached_by" text NOT NULL,
	"attached_at" timestamp with time zone DEFAULT now() NOT NULL,
	"withdrawn_by" text,
	"withdrawn_at" timestamp with time zone,
	"withdrawn_why" text
);
--> statement-breakpoint
CREATE TABLE "audit_head" (
	"workspace_id" text PRIMARY KEY NOT NULL,
	"seq" bigint NOT NULL,
	"hash" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit_link" (
	"workspace_id" text NOT NULL,
	"seq" bigint NOT NULL,
	"audit_id" bigint NOT NULL,
	"hash" text NOT NULL,
	CONSTRAINT "audit_link_workspace_id_seq_pk" PRIMARY KEY("workspace_id","seq"),
	CONSTRAINT "audit_link_audit_id_unique" UNIQUE("audit_id")
);
--> statement-breakpoint
CREATE TABLE "audit_seal" (
	"workspace_id" text NOT NULL,
	"seq" bigint NOT NULL,
	"hash" text NOT NULL,
	"sealed_at" text NOT NULL,
	"key_id" text NOT NULL,
	"signature" text NOT NULL,
	CONSTRAINT "audit_seal_workspace_id_seq_pk" PRIMARY KEY("workspace_id","seq")
);
--> statement-breakpoint
CREATE TABLE "document_section" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"model_version_id" text NOT NULL,
	"section" text NOT NULL,
	"number" integer NOT NULL,
	"body" text NOT NULL,
	"signed" boolean DEFAULT false NOT NULL,
	"author" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "document_section_number" UNIQUE("model_version_id","section","number")
);
--> statement-breakpoint
CREATE TABLE "finding" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"review_id" text NOT NULL,
	"model_version_id" text NOT NULL,
	"number" integer NOT NULL,
	"condition" boolean DEFAULT false NOT NULL,
	"severity" text NOT NULL,
	"title" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"remedy" text NOT NULL,
	"owner" text NOT NULL,
	"due_at" timestamp with time zone,
	"raised_by" text NOT NULL,
	"raised_at" timestamp with time zone DEFAULT now() NOT NULL,
	"answered_at" timestamp with time zone,
	"answer" text,
	"retest_run_id" text,
	"closed_by" text,
	"closed_at" timestamp with time zone,
	"closing_note" text,
	CONSTRAINT "finding_number" UNIQUE("review_id","number")
);
--> statement-breakpoint
CREATE TABLE "model_alias" (
	"workspace_id" text NOT NULL,
	"model_id" text NOT NULL,
	"alias" text NOT NULL,
	"model_version_id" text NOT NULL,
	"set_by" text NOT NULL,
	"set_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "model_alias_model_id_alias_pk" PRIMARY KEY("model_id","alias")
);
--> statement-breakpoint
CREATE TABLE "model_event" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"model_version_id" text NOT NULL,
	"type" text NOT NULL,
	"severity" text NOT NULL,
	"signal" text,
	"value" jsonb,
	"text" text NOT NULL,
	"key" text NOT NULL,
	"reported_by" text NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "model_event_key" UNIQUE("workspace_id","key")
);
--> statement-breakpoint
CREATE TABLE "notice" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"user_id" text NOT NULL,
	"kind" text NOT NULL,
	"key" text NOT NULL,
	"title" text NOT NULL,
	"body" text DEFAULT '' NOT NULL,
	"link" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"read_at" timestamp with time zone,
	CONSTRAINT "notice_once" UNIQUE("user_id","key")
);
--> statement-breakpoint
CREATE TABLE "policy_version" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"tier" text NOT NULL,
	"number" integer NOT NULL,
	"document" jsonb NOT NULL,
	"source" text NOT NULL,
	"hash" text NOT NULL,
	"note" text NOT NULL,
	"author" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "policy_version_number" UNIQUE("workspace_id","tier","number")
);
--> statement-breakpoint
CREATE TABLE "review_comment" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"review_id" text NOT NULL,
	"thread_id" text NOT NULL,
	"anchor" text NOT NULL,
	"anchor_key" text DEFAULT '' NOT NULL,
	"body" text NOT NULL,
	"mentions" text[] DEFAULT '{}' NOT NULL,
	"author" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"resolved_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "review_delegation" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"review_id" text NOT NULL,
	"round" integer NOT NULL,
	"stage" text NOT NULL,
	"from_user" text NOT NULL,
	"to_user" text NOT NULL,
	"why" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "risk_assessment" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"model_id" text NOT NULL,
	"number" integer NOT NULL,
	"questionnaire" integer NOT NULL,
	"answers" jsonb NOT NULL,
	"facts" jsonb NOT NULL,
	"facts_hash" text NOT NULL,
	"tier" text NOT NULL,
	"author" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "risk_assessment_number" UNIQUE("model_id","number")
);
--> statement-breakpoint
CREATE TABLE "risk_override" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"assessment_id" text NOT NULL,
	"tier" text NOT NULL,
	"reason" text NOT NULL,
	"requested_by" text NOT NULL,
	"requested_at" timestamp with time zone DEFAULT now() NOT NULL,
	"decided_by" text,
	"decided_at" timestamp with time zone,
	"agreed" boolean
);
--> statement-breakpoint
CREATE TABLE "suspension" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"model_version_id" text NOT NULL,
	"cause" text NOT NULL,
	"subject" text NOT NULL,
	"reason" text NOT NULL,
	"facts" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"suspended_by" text,
	"suspended_at" timestamp with time zone DEFAULT now() NOT NULL,
	"lifted_by" text,
	"lifted_at" timestamp with time zone,
	"lifted_why" text,
	CONSTRAINT "suspension_once" UNIQUE("model_version_id","cause","subject")
);
--> statement-breakpoint
CREATE TABLE "waiver" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"model_version_id" text NOT NULL,
	"scope" text NOT NULL,
	"reason" text NOT NULL,
	"requested_by" text NOT NULL,
	"requested_at" timestamp with time zone DEFAULT now() NOT NULL,
	"approved_by" text,
	"approved_at" timestamp with time zone,
	"refused_at" timestamp with time zone,
	"expires_at" timestamp with time zone NOT NULL,
	"revoked_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "review_pack" (
	"review_id" text NOT NULL,
	"workspace_id" text NOT NULL,
	"round" integer NOT NULL,
	"evidence" jsonb NOT NULL,
	"pack_hash" text NOT NULL,
	"reason" text DEFAULT '' NOT NULL,
	"frozen_by" text NOT NULL,
	"frozen_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "review_pack_review_id_round_pk" PRIMARY KEY("review_id","round")
);
--> statement-breakpoint
ALTER TABLE "review_decision" DROP CONSTRAINT "review_decision_once";--> statement-breakpoint
DROP INDEX "audit_workspace";--> statement-breakpoint
DROP INDEX "audit_entity";--> statement-breakpoint
ALTER TABLE "review" ALTER COLUMN "node" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "audit" ADD COLUMN "source" text;--> statement-breakpoint
ALTER TABLE "api_key" ADD COLUMN "rights" text[];--> statement-breakpoint
ALTER TABLE "member" ADD COLUMN "functions" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "session" ADD COLUMN "workspace_id" text;--> statement-breakpoint
ALTER TABLE "user" ADD COLUMN "two_factor_enabled" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "column_cache" ADD COLUMN "workspace_id" text DEFAULT current_setting('penstock.workspace', true);--> statement-breakpoint
ALTER TABLE "model_version" ADD COLUMN "trained_by" text;--> statement-breakpoint
ALTER TABLE "model_version" ADD COLUMN "approved_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "model_version" ADD COLUMN "on_suspension" text DEFAULT 'block' NOT NULL;--> statement-breakpoint
ALTER TABLE "model_version" ADD COLUMN "unapproved" text DEFAULT 'prevent' NOT NULL;--> statement-breakpoint
ALTER TABLE "model_version" ADD COLUMN "retired_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "outbox" ADD COLUMN "workspace_id" text DEFAULT current_setting('penstock.workspace', true);--> statement-breakpoint
ALTER TABLE "outbox" ADD COLUMN "starts" text;--> statement-breakpoint
ALTER TABLE "review" ADD COLUMN "kind" text DEFAULT 'first' NOT NULL;--> statement-breakpoint
ALTER TABLE "review" ADD COLUMN "previous_id" text;--> statement-breakpoint
ALTER TABLE "review" ADD COLUMN "tier" text DEFAULT 'unassessed' NOT NULL;--> statement-breakpoint
ALTER TABLE "review" ADD COLUMN "round" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "review" ADD COLUMN "stage" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "review" ADD COLUMN "stage_since" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "review" ADD COLUMN "due_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "review" ADD COLUMN "escalated_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "review" ADD COLUMN "assignee" text;--> statement-breakpoint
ALTER TABLE "review" ADD COLUMN "priority" text DEFAULT 'normal' NOT NULL;--> statement-breakpoint
ALTER TABLE "review" ADD COLUMN "stage_id" text GENERATED ALWAYS AS (evidence #>> ARRAY['policy', 'document', 'stages', stage::text, 'id']) STORED;--> statement-breakpoint
ALTER TABLE "review" ADD COLUMN "stage_title" text GENERATED ALWAYS AS (evidence #>> ARRAY['policy', 'document', 'stages', stage::text, 'title']) STORED;--> statement-breakpoint
ALTER TABLE "review" ADD COLUMN "stage_function" text GENERATED ALWAYS AS (evidence #>> ARRAY['policy', 'document', 'stages', stage::text, 'function']) STORED;--> statement-breakpoint
ALTER TABLE "review" ADD COLUMN "trained_by" text;--> statement-breakpoint
ALTER TABLE "review" ADD COLUMN "opened_by" text;--> statement-breakpoint
ALTER TABLE "review_decision" ADD COLUMN "round" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "review_decision" ADD COLUMN "stage" text DEFAULT 'review' NOT NULL;--> statement-breakpoint
ALTER TABLE "review_decision" ADD COLUMN "function" text;--> statement-breakpoint
ALTER TABLE "review_decision" ADD COLUMN "on_behalf_of" text;--> statement-breakpoint
ALTER TABLE "review_decision" ADD COLUMN "method" text DEFAULT 'local' NOT NULL;--> statement-breakpoint
ALTER TABLE "review_decision" ADD COLUMN "statement" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "review_decision" ADD COLUMN "signature" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "group" ADD CONSTRAINT "group_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "group_member" ADD CONSTRAINT "group_member_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "group_member" ADD CONSTRAINT "group_member_group_id_group_id_fk" FOREIGN KEY ("group_id") REFERENCES "public"."group"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "group_member" ADD CONSTRAINT "group_member_user_id_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."user"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invitation" ADD CONSTRAINT "invitation_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invitation" ADD CONSTRAINT "invitation_invited_by_user_id_fk" FOREIGN KEY ("invited_by") REFERENCES "public"."user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "two_factor" ADD CONSTRAINT "two_factor_user_id_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."user"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "workspace_person" ADD CONSTRAINT "workspace_person_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "workspace_person" ADD CONSTRAINT "workspace_person_user_id_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."user"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attached_evidence" ADD CONSTRAINT "attached_evidence_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attached_evidence" ADD CONSTRAINT "attached_evidence_model_version_id_model_version_id_fk" FOREIGN KEY ("model_version_id") REFERENCES "public"."model_version"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attached_evidence" ADD CONSTRAINT "attached_evidence_attached_by_user_id_fk" FOREIGN KEY ("attached_by") REFERENCES "public"."user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attached_evidence" ADD CONSTRAINT "attached_evidence_withdrawn_by_user_id_fk" FOREIGN KEY ("withdrawn_by") REFERENCES "public"."user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "audit_head" ADD CONSTRAINT "audit_head_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "audit_link" ADD CONSTRAINT "audit_link_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "audit_seal" ADD CONSTRAINT "audit_seal_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "document_section" ADD CONSTRAINT "document_section_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "document_section" ADD CONSTRAINT "document_section_model_version_id_model_version_id_fk" FOREIGN KEY ("model_version_id") REFERENCES "public"."model_version"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "document_section" ADD CONSTRAINT "document_section_author_user_id_fk" FOREIGN KEY ("author") REFERENCES "public"."user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "finding" ADD CONSTRAINT "finding_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "finding" ADD CONSTRAINT "finding_review_id_review_id_fk" FOREIGN KEY ("review_id") REFERENCES "public"."review"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "finding" ADD CONSTRAINT "finding_model_version_id_model_version_id_fk" FOREIGN KEY ("model_version_id") REFERENCES "public"."model_version"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "finding" ADD CONSTRAINT "finding_owner_user_id_fk" FOREIGN KEY ("owner") REFERENCES "public"."user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "finding" ADD CONSTRAINT "finding_raised_by_user_id_fk" FOREIGN KEY ("raised_by") REFERENCES "public"."user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "finding" ADD CONSTRAINT "finding_retest_run_id_run_id_fk" FOREIGN KEY ("retest_run_id") REFERENCES "public"."run"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "finding" ADD CONSTRAINT "finding_closed_by_user_id_fk" FOREIGN KEY ("closed_by") REFERENCES "public"."user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "model_alias" ADD CONSTRAINT "model_alias_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "model_alias" ADD CONSTRAINT "model_alias_model_id_model_id_fk" FOREIGN KEY ("model_id") REFERENCES "public"."model"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "model_alias" ADD CONSTRAINT "model_alias_model_version_id_model_version_id_fk" FOREIGN KEY ("model_version_id") REFERENCES "public"."model_version"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "model_alias" ADD CONSTRAINT "model_alias_set_by_user_id_fk" FOREIGN KEY ("set_by") REFERENCES "public"."user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "model_event" ADD CONSTRAINT "model_event_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "model_event" ADD CONSTRAINT "model_event_model_version_id_model_version_id_fk" FOREIGN KEY ("model_version_id") REFERENCES "public"."model_version"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "model_event" ADD CONSTRAINT "model_event_reported_by_user_id_fk" FOREIGN KEY ("reported_by") REFERENCES "public"."user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notice" ADD CONSTRAINT "notice_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notice" ADD CONSTRAINT "notice_user_id_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "policy_version" ADD CONSTRAINT "policy_version_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "policy_version" ADD CONSTRAINT "policy_version_author_user_id_fk" FOREIGN KEY ("author") REFERENCES "public"."user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "review_comment" ADD CONSTRAINT "review_comment_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "review_comment" ADD CONSTRAINT "review_comment_review_id_review_id_fk" FOREIGN KEY ("review_id") REFERENCES "public"."review"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "review_comment" ADD CONSTRAINT "review_comment_author_user_id_fk" FOREIGN KEY ("author") REFERENCES "public"."user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "review_delegation" ADD CONSTRAINT "review_delegation_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "review_delegation" ADD CONSTRAINT "review_delegation_review_id_review_id_fk" FOREIGN KEY ("review_id") REFERENCES "public"."review"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "review_delegation" ADD CONSTRAINT "review_delegation_from_user_user_id_fk" FOREIGN KEY ("from_user") REFERENCES "public"."user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "review_delegation" ADD CONSTRAINT "review_delegation_to_user_user_id_fk" FOREIGN KEY ("to_user") REFERENCES "public"."user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "risk_assessment" ADD CONSTRAINT "risk_assessment_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "risk_assessment" ADD CONSTRAINT "risk_assessment_model_id_model_id_fk" FOREIGN KEY ("model_id") REFERENCES "public"."model"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "risk_assessment" ADD CONSTRAINT "risk_assessment_author_user_id_fk" FOREIGN KEY ("author") REFERENCES "public"."user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "risk_override" ADD CONSTRAINT "risk_override_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "risk_override" ADD CONSTRAINT "risk_override_assessment_id_risk_assessment_id_fk" FOREIGN KEY ("assessment_id") REFERENCES "public"."risk_assessment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "risk_override" ADD CONSTRAINT "risk_override_requested_by_user_id_fk" FOREIGN KEY ("requested_by") REFERENCES "public"."user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "risk_override" ADD CONSTRAINT "risk_override_decided_by_user_id_fk" FOREIGN KEY ("decided_by") REFERENCES "public"."user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "suspension" ADD CONSTRAINT "suspension_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "suspension" ADD CONSTRAINT "suspension_model_version_id_model_version_id_fk" FOREIGN KEY ("model_version_id") REFERENCES "public"."model_version"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "suspension" ADD CONSTRAINT "suspension_suspended_by_user_id_fk" FOREIGN KEY ("suspended_by") REFERENCES "public"."user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "suspension" ADD CONSTRAINT "suspension_lifted_by_user_id_fk" FOREIGN KEY ("lifted_by") REFERENCES "public"."user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "waiver" ADD CONSTRAINT "waiver_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "waiver" ADD CONSTRAINT "waiver_model_version_id_model_version_id_fk" FOREIGN KEY ("model_version_id") REFERENCES "public"."model_version"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "waiver" ADD CONSTRAINT "waiver_requested_by_user_id_fk" FOREIGN KEY ("requested_by") REFERENCES "public"."user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "waiver" ADD CONSTRAINT "waiver_approved_by_user_id_fk" FOREIGN KEY ("approved_by") REFERENCES "public"."user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "review_pack" ADD CONSTRAINT "review_pack_review_id_review_id_fk" FOREIGN KEY ("review_id") REFERENCES "public"."review"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "review_pack" ADD CONSTRAINT "review_pack_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "review_pack" ADD CONSTRAINT "review_pack_frozen_by_user_id_fk" FOREIGN KEY ("frozen_by") REFERENCES "public"."user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "group_member_user" ON "group_member" USING btree ("workspace_id","user_id");--> statement-breakpoint
CREATE INDEX "invitation_workspace" ON "invitation" USING btree ("workspace_id","created_at");--> statement-breakpoint
CREATE INDEX "two_factor_user" ON "two_factor" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "two_factor_secret" ON "two_factor" USING btree ("secret");--> statement-breakpoint
CREATE INDEX "workspace_person_user" ON "workspace_person" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "attached_evidence_version" ON "attached_evidence" USING btree ("model_version_id","attached_at");--> statement-breakpoint
CREATE INDEX "finding_version" ON "finding" USING btree ("model_version_id");--> statement-breakpoint
CREATE INDEX "finding_due" ON "finding" USING btree ("due_at") WHERE closed_at is null;--> statement-breakpoint
CREATE INDEX "notice_inbox" ON "notice" USING btree ("workspace_id","user_id","created_at");--> statement-breakpoint
CREATE INDEX "review_comment_review" ON "review_comment" USING btree ("review_id","created_at");--> statement-breakpoint
CREATE INDEX "review_delegation_review" ON "review_delegation" USING btree ("review_id");--> statement-breakpoint
CREATE UNIQUE INDEX "risk_override_open" ON "risk_override" USING btree ("assessment_id") WHERE decided_at is null;--> statement-breakpoint
CREATE INDEX "suspension_version" ON "suspension" USING btree ("model_version_id");--> statement-breakpoint
CREATE INDEX "waiver_version" ON "waiver" USING btree ("model_version_id");--> statement-breakpoint
ALTER TABLE "model_version" ADD CONSTRAINT "model_version_trained_by_user_id_fk" FOREIGN KEY ("trained_by") REFERENCES "public"."user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "review" ADD CONSTRAINT "review_assignee_user_id_fk" FOREIGN KEY ("assignee") REFERENCES "public"."user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "review" ADD CONSTRAINT "review_trained_by_user_id_fk" FOREIGN KEY ("trained_by") REFERENCES "public"."user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "review" ADD CONSTRAINT "review_opened_by_user_id_fk" FOREIGN KEY ("opened_by") REFERENCES "public"."user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "review_decision" ADD CONSTRAINT "review_decision_on_behalf_of_user_id_fk" FOREIGN KEY ("on_behalf_of") REFERENCES "public"."user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_actor" ON "audit" USING btree ("workspace_id","actor_id","at","id");--> statement-breakpoint
CREATE INDEX "audit_role" ON "audit" USING btree ("workspace_id","role","at","id");--> statement-breakpoint
CREATE INDEX "audit_source" ON "audit" USING btree ("workspace_id","source","at","id");--> statement-breakpoint
CREATE INDEX "audit_action" ON "audit" USING btree ("workspace_id","action","at","id");--> statement-breakpoint
CREATE INDEX "audit_kind" ON "audit" USING btree ("workspace_id","entity","at","id");--> statement-breakpoint
CREATE INDEX "audit_why" ON "audit" USING gin (to_tsvector('simple', "why"));--> statement-breakpoint
CREATE INDEX "review_version" ON "review" USING btree ("model_version_id","opened_at");--> statement-breakpoint
CREATE INDEX "review_previous" ON "review" USING btree ("previous_id");--> statement-breakpoint
CREATE INDEX "audit_workspace" ON "audit" USING btree ("workspace_id","at","id");--> statement-breakpoint
CREATE INDEX "audit_entity" ON "audit" USING btree ("workspace_id","entity","entity_id","at","id");--> statement-breakpoint
ALTER TABLE "review_decision" ADD CONSTRAINT "review_decision_once" UNIQUE("review_id","round","user_id");
--> statement-breakpoint
-- Four eyes: nobody who wrote, started or trained what is reviewed decides, nobody twice in a round, and only on the frozen
-- pack of this round, at the stage that is at work, standing for what it asks for or for one who handed it over, while the
-- review is open. What was signed is this decision and no other. (Format 1 had no stages: any reviewer, one stage.)
CREATE FUNCTION stands_for(person text, workspace text, what text) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (
    SELECT 1 FROM member m WHERE m.workspace_id = workspace AND m.user_id = person AND m.role IN ('reviewer', 'admin')
      AND (what IS NULL OR what = ANY (m.functions) OR EXISTS (
        SELECT 1 FROM group_member gm JOIN "group" g ON g.id = gm.group_id
        WHERE gm.user_id = person AND g.workspace_id = workspace AND what = ANY (g.functions)
      ))
  )
$$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION check_review_decision() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  under review%ROWTYPE;
  at_work jsonb;
BEGIN
  SELECT * INTO under FROM review WHERE id = NEW.review_id FOR UPDATE;
  IF under.status <> 'open' THEN
    RAISE EXCEPTION 'the review is closed' USING ERRCODE = 'PN002';
  END IF;
  IF NEW.user_id IN (under.author, under.started_by, coalesce(under.trained_by, under.started_by)) THEN
    RAISE EXCEPTION 'four eyes: author, starter and trainer do not decide' USING ERRCODE = 'PN003';
  END IF;
  IF NEW.pack_hash <> under.pack_hash OR NEW.round <> under.round THEN
    RAISE EXCEPTION 'the decision is on another evidence pack' USING ERRCODE = 'PN004';
  END IF;
  IF NOT stands_for(NEW.user_id, under.workspace_id, NULL) THEN
    RAISE EXCEPTION 'only a reviewer of the workspace decides' USING ERRCODE = 'PN005';
  END IF;
  at_work := under.evidence #> ARRAY['policy', 'document', 'stages', under.stage::text];
  IF NEW.stage <> coalesce(at_work ->> 'id', 'review') THEN
    RAISE EXCEPTION 'another stage is at work' USING ERRCODE = 'PN005';
  END IF;
  IF NOT stands_for(NEW.user_id, under.workspace_id, at_work ->> 'function') AND NOT EXISTS (
    SELECT 1 FROM review_delegation d
    WHERE d.review_id = NEW.review_id AND d.round = NEW.round AND d.stage = NEW.stage AND d.to_user = NEW.user_id
  ) THEN
    RAISE EXCEPTION 'the stage asks for somebody who stands for %', at_work ->> 'function' USING ERRCODE = 'PN005';
  END IF;
  IF NEW.signature = '' OR (NEW.statement ->> 'review', NEW.statement ->> 'round', NEW.statement ->> 'stage', NEW.statement ->> 'pack',
      NEW.statement ->> 'outcome', NEW.statement #>> '{person,id}')
     IS DISTINCT FROM (NEW.review_id, NEW.round::text, NEW.stage, NEW.pack_hash, NEW.outcome, NEW.user_id) THEN
    RAISE EXCEPTION 'what was signed is another decision' USING ERRCODE = 'PN012';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE FUNCTION check_review_delegation() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  under review%ROWTYPE;
BEGIN
  SELECT * INTO under FROM review WHERE id = NEW.review_id FOR UPDATE;
  IF under.status <> 'open' THEN
    RAISE EXCEPTION 'the review is closed' USING ERRCODE = 'PN002';
  END IF;
  IF NEW.to_user IN (under.author, under.started_by, coalesce(under.trained_by, under.started_by)) THEN
    RAISE EXCEPTION 'four eyes: nothing is delegated to author, starter or trainer' USING ERRCODE = 'PN003';
  END IF;
  IF NEW.from_user IN (under.author, under.started_by, coalesce(under.trained_by, under.started_by), NEW.to_user) THEN
    RAISE EXCEPTION 'four eyes: author, starter and trainer have nothing to delegate' USING ERRCODE = 'PN003';
  END IF;
  IF NOT stands_for(NEW.to_user, under.workspace_id, NULL) OR NOT stands_for(NEW.from_user, under.workspace_id, NULL)
     OR coalesce(under.evidence #>> ARRAY['policy', 'document', 'stages', under.stage::text, 'delegation'], 'true') <> 'true' THEN
    RAISE EXCEPTION 'only a reviewer hands a stage over, to another' USING ERRCODE = 'PN005';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER review_delegation_four_eyes BEFORE INSERT ON review_delegation
  FOR EACH ROW EXECUTE FUNCTION check_review_delegation();
--> statement-breakpoint
-- A review opens as what its version says of itself.
CREATE FUNCTION check_review_insert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.status <> 'open' OR NEW.stage <> 0 OR NEW.round <> 1 OR NOT EXISTS (
    SELECT 1 FROM model_version v JOIN model m ON m.id = v.model_id
    WHERE v.id = NEW.model_version_id AND m.workspace_id = NEW.workspace_id AND v.author = NEW.author
      AND v.started_by = NEW.started_by AND v.trained_by IS NOT DISTINCT FROM NEW.trained_by
  ) THEN
    RAISE EXCEPTION 'a review opens with its first stage, on a version and with its makers' USING ERRCODE = 'PN006';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER review_opens BEFORE INSERT ON review
  FOR EACH ROW EXECUTE FUNCTION check_review_insert();
--> statement-breakpoint
-- A pack changes only into that of the next round, while the review is open. A review closes with a decision of the same
-- outcome in this round, as approved only when each stage of its policy has all the approvals it asks for.
CREATE OR REPLACE FUNCTION check_review_update() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  step jsonb;
BEGIN
  IF (NEW.author, NEW.started_by, NEW.trained_by, NEW.model_version_id, NEW.workspace_id, NEW.kind, NEW.run_id)
     IS DISTINCT FROM (OLD.author, OLD.started_by, OLD.trained_by, OLD.model_version_id, OLD.workspace_id, OLD.kind, OLD.run_id)
     OR (NEW.evidence, NEW.pack_hash) IS DISTINCT FROM (OLD.evidence, OLD.pack_hash)
        AND (NEW.round <> OLD.round + 1 OR NEW.stage <> 0 OR OLD.status <> 'open')
     OR NEW.round < OLD.round THEN
    RAISE EXCEPTION 'the evidence pack of a review is frozen' USING ERRCODE = 'PN006';
  END IF;
  IF NEW.status IS DISTINCT FROM OLD.status AND (OLD.status <> 'open' OR NEW.status NOT IN ('cancelled', 'withdrawn') AND NOT EXISTS (
    SELECT 1 FROM review_decision d WHERE d.review_id = NEW.id AND d.outcome = NEW.status AND d.round = NEW.round
  )) THEN
    RAISE EXCEPTION 'a review closes by a decision' USING ERRCODE = 'PN002';
  END IF;
  IF NEW.status = 'approved' AND OLD.status = 'open' THEN
    FOR step IN SELECT * FROM jsonb_array_elements(coalesce(NEW.evidence #> '{policy,document,stages}', '[]')) LOOP
      IF (SELECT count(*) FROM review_decision d WHERE d.review_id = NEW.id AND d.round = NEW.round
            AND d.stage = step ->> 'id' AND d.outcome = 'approved')
         < (CASE WHEN step ->> 'deciders' = 'all' THEN 1 ELSE (step ->> 'deciders')::int END) THEN
        RAISE EXCEPTION 'the stage % has not approved', step ->> 'id' USING ERRCODE = 'PN013';
      END IF;
    END LOOP;
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER review_kept BEFORE DELETE OR TRUNCATE ON review
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- What a finding says stays; it is closed by another reviewer than its owner and than who made the model, with a run that
-- really ran after it was raised.
CREATE FUNCTION check_finding() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  may_change text[] := ARRAY['severity', 'owner', 'due_at', 'answered_at', 'answer', 'retest_run_id', 'closed_by', 'closed_at', 'closing_note'];
BEGIN
  IF TG_OP = 'UPDATE' AND (to_jsonb(NEW) - may_change) IS DISTINCT FROM (to_jsonb(OLD) - may_change) THEN
    RAISE EXCEPTION 'what a finding says is not changed' USING ERRCODE = 'PN001';
  END IF;
  IF NEW.closed_at IS NULL AND NEW.closed_by IS NULL THEN
    RETURN NEW;
  END IF;
  IF TG_OP = 'UPDATE' AND OLD.closed_at IS NOT NULL THEN
    RAISE EXCEPTION 'a closed finding is opened again before it changes' USING ERRCODE = 'PN001';
  END IF;
  IF TG_OP = 'INSERT' OR NEW.closed_at IS NULL OR NEW.closed_by IS NULL OR NEW.closed_by = NEW.owner
     OR NOT stands_for(NEW.closed_by, NEW.workspace_id, NULL)
     OR EXISTS (SELECT 1 FROM model_version v WHERE v.id = NEW.model_version_id
       AND NEW.closed_by IN (v.author, v.started_by, coalesce(v.trained_by, v.started_by)))
     OR NOT EXISTS (SELECT 1 FROM run r WHERE r.id = NEW.retest_run_id AND r.workspace_id = NEW.workspace_id
       AND r.status = 'done' AND r.created_at > NEW.raised_at) THEN
    RAISE EXCEPTION 'a finding is closed by a reviewer, with a retest' USING ERRCODE = 'PN014';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER finding_four_eyes BEFORE INSERT OR UPDATE ON finding
  FOR EACH ROW EXECUTE FUNCTION check_finding();
--> statement-breakpoint
CREATE TRIGGER finding_kept BEFORE DELETE OR TRUNCATE ON finding
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- Attached evidence is withdrawn once, and else stays as it was attached.
CREATE FUNCTION check_attached_evidence() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  may_change text[] := ARRAY['withdrawn_by', 'withdrawn_at', 'withdrawn_why'];
BEGIN
  IF OLD.withdrawn_at IS NOT NULL OR (to_jsonb(NEW) - may_change) IS DISTINCT FROM (to_jsonb(OLD) - may_change) THEN
    RAISE EXCEPTION 'attached evidence is not changed' USING ERRCODE = 'PN001';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER attached_evidence_fixed BEFORE UPDATE ON attached_evidence
  FOR EACH ROW EXECUTE FUNCTION check_attached_evidence();
--> statement-breakpoint
CREATE TRIGGER attached_evidence_kept BEFORE DELETE OR TRUNCATE ON attached_evidence
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER review_pack_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON review_pack
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER policy_version_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON policy_version
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER risk_assessment_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON risk_assessment
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER document_section_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON document_section
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER review_delegation_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON review_delegation
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER model_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON model_event
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- Packs that were frozen before there were rounds.
INSERT INTO review_pack (review_id, workspace_id, round, evidence, pack_hash, frozen_by, frozen_at)
  SELECT id, workspace_id, round, evidence, pack_hash, coalesce(opened_by, author), opened_at FROM review
  ON CONFLICT DO NOTHING;

--> statement-breakpoint
-- The gate: a version becomes approved or rejected by a decided review of itself alone, and is approved again after a
-- suspension only when nothing suspends it any more.
CREATE OR REPLACE FUNCTION check_model_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.status <> 'pending' THEN
      RAISE EXCEPTION 'a model version begins as pending' USING ERRCODE = 'PN007';
    END IF;
    RETURN NEW;
  END IF;
  IF (NEW.hash, NEW.model_id, NEW.number, NEW.run_id, NEW.author, NEW.started_by, NEW.trained_by)
     IS DISTINCT FROM (OLD.hash, OLD.model_id, OLD.number, OLD.run_id, OLD.author, OLD.started_by, OLD.trained_by) THEN
    RAISE EXCEPTION 'a model version is immutable' USING ERRCODE = 'PN001';
  END IF;
  IF OLD.status = 'retired' AND NEW.status <> 'retired' THEN
    RAISE EXCEPTION 'a retired model version stays retired' USING ERRCODE = 'PN001';
  END IF;
  IF NEW.status IN ('approved', 'rejected') AND NEW.status <> OLD.status AND NOT EXISTS (
    SELECT 1 FROM review r JOIN review_decision d ON d.review_id = r.id
    WHERE r.model_version_id = NEW.id AND r.status = d.outcome
      AND (d.outcome = NEW.status OR NEW.status = 'rejected' AND d.outcome = 'changes-requested')
  ) THEN
    RAISE EXCEPTION 'a model version is approved by a review alone' USING ERRCODE = 'PN007';
  END IF;
  IF NEW.status = 'approved' AND OLD.status <> 'approved' AND EXISTS (
    SELECT 1 FROM suspension s WHERE s.model_version_id = NEW.id AND s.lifted_at IS NULL
  ) THEN
    RAISE EXCEPTION 'something suspends the approval still' USING ERRCODE = 'PN009';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
-- The share lock keeps the approval from changing until this deployment is committed. Only where the policy says `warn`
-- is a version deployed that nobody has approved yet.
CREATE OR REPLACE FUNCTION check_deployment_revision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM model_version WHERE id = NEW.model_version_id
    AND (status = 'approved' OR status IN ('pending', 'in-review') AND unapproved = 'warn') FOR SHARE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'only an approved model version is deployed' USING ERRCODE = 'PN008';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
-- An alias stands on an approved version of its own model; `candidate` alone may stand on one that waits for its approval.
CREATE FUNCTION check_model_alias() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM model_version WHERE id = NEW.model_version_id AND model_id = NEW.model_id
    AND (status = 'approved' OR NEW.alias = 'candidate' AND status IN ('pending', 'in-review')) FOR SHARE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'an alias stands on an approved version of its model' USING ERRCODE = 'PN010';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER model_alias_gate BEFORE INSERT OR UPDATE ON model_alias
  FOR EACH ROW EXECUTE FUNCTION check_model_alias();
--> statement-breakpoint
-- Whose own work an approval or a waiver is about neither lifts what suspends it nor grants the waiver.
CREATE FUNCTION refuse_own_work(version text, person text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM model_version WHERE id = version
    AND person IN (author, started_by, coalesce(trained_by, started_by));
  IF FOUND THEN
    RAISE EXCEPTION 'four eyes: not by author, starter or trainer' USING ERRCODE = 'PN011';
  END IF;
END $$;
--> statement-breakpoint
CREATE FUNCTION check_suspension() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.lifted_at IS NOT NULL OR (to_jsonb(NEW) - ARRAY['lifted_by', 'lifted_at', 'lifted_why'])
     IS DISTINCT FROM (to_jsonb(OLD) - ARRAY['lifted_by', 'lifted_at', 'lifted_why']) THEN
    RAISE EXCEPTION 'a suspension is lifted once, and not changed' USING ERRCODE = 'PN001';
  END IF;
  PERFORM refuse_own_work(NEW.model_version_id, NEW.lifted_by);
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER suspension_lifted BEFORE UPDATE ON suspension
  FOR EACH ROW EXECUTE FUNCTION check_suspension();
--> statement-breakpoint
CREATE TRIGGER suspension_kept BEFORE DELETE OR TRUNCATE ON suspension
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE FUNCTION check_waiver() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND (to_jsonb(NEW) - ARRAY['approved_by', 'approved_at', 'refused_at', 'revoked_at'])
     IS DISTINCT FROM (to_jsonb(OLD) - ARRAY['approved_by', 'approved_at', 'refused_at', 'revoked_at']) THEN
    RAISE EXCEPTION 'what a waiver says is not changed' USING ERRCODE = 'PN001';
  END IF;
  IF NEW.approved_at IS NOT NULL THEN
    IF NEW.approved_by IS NULL OR NEW.approved_by = NEW.requested_by THEN
      RAISE EXCEPTION 'four eyes: another person approves a waiver' USING ERRCODE = 'PN011';
    END IF;
    PERFORM refuse_own_work(NEW.model_version_id, NEW.approved_by);
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER waiver_four_eyes BEFORE INSERT OR UPDATE ON waiver
  FOR EACH ROW EXECUTE FUNCTION check_waiver();
--> statement-breakpoint
CREATE TRIGGER waiver_kept BEFORE DELETE OR TRUNCATE ON waiver
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- Serving processes follow approvals as they follow deployments.
CREATE TRIGGER model_version_notify AFTER UPDATE OF status, approved_until, on_suspension, unapproved ON model_version
  FOR EACH ROW EXECUTE FUNCTION notify_followers('deployment', 'id');
--> statement-breakpoint
CREATE TRIGGER suspension_notify AFTER INSERT OR UPDATE ON suspension
  FOR EACH ROW EXECUTE FUNCTION notify_followers('deployment', 'model_version_id');

--> statement-breakpoint
-- The second wall between workspaces, for queries that forget the first. Two roles hold the rights of the programs; who logs in
-- is a member of one of them, and nobody but migrations is the owner.
--   penstock_web     the web application: sees the rows of the workspace that its connection was opened for, and no others.
--   penstock_system  workers, serving, relays and sign-in, which work for all workspaces.
-- Where the owner may not make roles, all this is left out until somebody who may has made them: a start looks again.
DO $$
DECLARE
  role text;
BEGIN
  FOREACH role IN ARRAY ARRAY['penstock_web', 'penstock_system'] LOOP
    BEGIN
      EXECUTE format('CREATE ROLE %I NOLOGIN', role);
    EXCEPTION
      -- Roles belong to the whole server: another database's migration has made it, before or at this moment.
      WHEN duplicate_object OR unique_violation OR insufficient_privilege THEN NULL;
    END;
  END LOOP;
END $$;
--> statement-breakpoint
-- Everybody who is or was a member: their names stay on what they did.
INSERT INTO workspace_person (workspace_id, user_id) SELECT workspace_id, user_id FROM member ON CONFLICT DO NOTHING;
--> statement-breakpoint
CREATE FUNCTION remember_person() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO workspace_person (workspace_id, user_id) VALUES (NEW.workspace_id, NEW.user_id) ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER member_remembered AFTER INSERT ON member FOR EACH ROW EXECUTE FUNCTION remember_person();
--> statement-breakpoint
-- Grants and policies for every table there is; may be called again. Later migrations that add tables end with it.
CREATE FUNCTION raise_wall() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  own CONSTANT text := $q$(SELECT current_setting('penstock.workspace', true))$q$;
  one record;
BEGIN
  GRANT USAGE ON SCHEMA public TO penstock_web, penstock_system;
  GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO penstock_web, penstock_system;
  GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO penstock_web, penstock_system;
  -- What is written once. The chain of the audit log is the database's own: not even a row may be added by hand.
  REVOKE UPDATE, DELETE ON audit, audit_link, audit_head, audit_seal, review_decision, review_pack, policy_version,
    risk_assessment, document_section, review_delegation, model_event, deployment_revision, pipeline_version
    FROM penstock_web, penstock_system;
  REVOKE INSERT ON audit_link, audit_head FROM penstock_web, penstock_system;
  -- What only other programs write, or nobody who has not passed sign-in has to see.
  REVOKE INSERT, UPDATE, DELETE ON "user", workspace, worker_process, prediction, serving_state FROM penstock_web;
  GRANT UPDATE (name) ON workspace TO penstock_web;
  REVOKE ALL ON session, account, verification, two_factor, rate_limit FROM penstock_web;

  FOR one IN SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', one.name);
    EXECUTE format('DROP POLICY IF EXISTS all_workspaces ON %I', one.name);
    EXECUTE format('CREATE POLICY all_workspaces ON %I TO penstock_system USING (true) WITH CHECK (true)', one.name);
    EXECUTE format('DROP POLICY IF EXISTS own_workspace ON %I', one.name);
  END LOOP;

  FOR one IN
    SELECT c.relname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.attname = 'workspace_id'
      AND c.relname <> 'session'
  LOOP
    EXECUTE format('CREATE POLICY own_workspace ON %I TO penstock_web USING (workspace_id = %s)', one.name, own);
  END LOOP;

  FOR one IN SELECT * FROM (VALUES
    ('dataset_version', 'dataset', 'dataset_id'),
    ('pipeline_version', 'pipeline', 'pipeline_id'),
    ('pipeline_draft', 'pipeline', 'pipeline_id'),
    ('pipeline_presence', 'pipeline', 'pipeline_id'),
    ('trigger_move_failed', 'pipeline', 'pipeline_id'),
    ('trigger_firing', 'trigger', 'trigger_id'),
    ('model_version', 'model', 'model_id'),
    ('review_decision', 'review', 'review_id'),
    ('deployment_revision', 'deployment', 'deployment_id'),
    ('serving_state', 'deployment', 'deployment_id'),
    ('prediction', 'deployment', 'deployment_id'),
    ('step_run', 'run', 'run_id'),
    ('run_item', 'run', 'run_id'),
    ('run_event', 'run', 'run_id'),
    ('step_log', 'run', 'run_id'),
    ('step_metric', 'run', 'run_id')
  ) AS child (name, parent, key) LOOP
    -- The parent's own policy holds in here: of another workspace's there is none. Runs are many, and are looked up one by
    -- one: as EXISTS, Postgres would rather read them all first. Endpoints are few, and are read first.
    EXECUTE format('CREATE POLICY own_workspace ON %I TO penstock_web USING (%s)', one.name, format(
      CASE one.parent
        WHEN 'run' THEN '(SELECT true FROM %1$I parent WHERE parent.id = %2$I.%3$I)'
        WHEN 'deployment' THEN '%2$I.%3$I = ANY (ARRAY(SELECT parent.id FROM %1$I parent))'
        ELSE 'EXISTS (SELECT 1 FROM %1$I parent WHERE parent.id = %2$I.%3$I)'
      END, one.parent, one.name, one.key));
  END LOOP;

  EXECUTE format('CREATE POLICY own_workspace ON workspace TO penstock_web USING (id = %s)', own);
  CREATE POLICY own_workspace ON "user" TO penstock_web
    USING (EXISTS (SELECT 1 FROM workspace_person known WHERE known.user_id = "user".id));
  -- Machines are nobody's: every workspace's steps run on them.
  CREATE POLICY own_workspace ON worker_process FOR SELECT TO penstock_web USING (true);
END $$;
--> statement-breakpoint
DO $$
BEGIN
  IF (SELECT count(*) FROM pg_roles WHERE rolname IN ('penstock_web', 'penstock_system')) = 2 THEN
    PERFORM raise_wall();
  END IF;
END $$;

--> statement-breakpoint
-- The chain of the audit log. What is hashed of an entry is this text; whoever verifies hashes the same.
CREATE FUNCTION audit_content(entry audit, seq bigint) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
RETURN jsonb_build_object(
  'seq', seq, 'id', entry.id, 'workspaceId', entry.workspace_id,
  'at', to_char(entry.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
  'actorId', entry.actor_id, 'actorName', entry.actor_name, 'role', entry.role, 'via', entry.via,
  'source', entry.source, 'action', entry.action, 'entity', entry.entity, 'entityId', entry.entity_id,
  'before', entry.before, 'after', entry.after, 'why', entry.why
)::text;
--> statement-breakpoint
CREATE FUNCTION audit_hash(previous text, content text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN encode(sha256(convert_to(previous || E'\n' || content, 'UTF8')), 'hex');
--> statement-breakpoint
-- Entries from before the chain, in the order in which they were written.
DO $$
DECLARE
  entry audit;
  workspace text := '';
  n bigint;
  last text;
BEGIN
  FOR entry IN SELECT * FROM audit ORDER BY workspace_id, id LOOP
    IF entry.workspace_id <> workspace THEN
      workspace := entry.workspace_id;
      n := 0;
      last := repeat('0', 64);
    END IF;
    n := n + 1;
    last := audit_hash(last, audit_content(entry, n));
    INSERT INTO audit_link (workspace_id, seq, audit_id, hash) VALUES (workspace, n, entry.id, last);
  END LOOP;
  INSERT INTO audit_head (workspace_id, seq, hash)
    SELECT DISTINCT ON (workspace_id) workspace_id, seq, hash FROM audit_link ORDER BY workspace_id, seq DESC;
END $$;
--> statement-breakpoint
-- Runs when the transaction commits: the head is the last row it locks, and for as long as the commit takes.
CREATE FUNCTION link_audit() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  head audit_head;
BEGIN
  INSERT INTO audit_head AS h (workspace_id, seq, hash)
  VALUES (NEW.workspace_id, 1, audit_hash(repeat('0', 64), audit_content(NEW, 1)))
  ON CONFLICT (workspace_id) DO UPDATE
    SET seq = h.seq + 1, hash = audit_hash(h.hash, audit_content(NEW, h.seq + 1))
  RETURNING * INTO head;
  INSERT INTO audit_link (workspace_id, seq, audit_id, hash) VALUES (head.workspace_id, head.seq, NEW.id, head.hash);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER audit_chain AFTER INSERT ON audit DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION link_audit();
--> statement-breakpoint
CREATE TRIGGER audit_link_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_link
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- Links and heads are written by the trigger above alone, never by a statement of a program.
CREATE TRIGGER audit_link_by_chain BEFORE INSERT ON audit_link
  FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER audit_head_by_chain BEFORE INSERT OR UPDATE ON audit_head
  FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER audit_head_stays BEFORE DELETE OR TRUNCATE ON audit_head
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER audit_seal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_seal
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- The newest entries with these words in their reasons, the last word as a beginning. Behind the wall between workspaces Postgres
-- may not use the index of the words, so that this runs as the owner; it gives ids away, and of the caller's own workspace alone.
CREATE FUNCTION audit_search(
  workspace text, words text, actor text, as_role text, actions text[], kind text, id_of text, "from" timestamptz, "to" timestamptz,
  through text, before bigint, most integer
) RETURNS SETOF bigint LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  own text := coalesce(nullif(current_setting('penstock.workspace', true), ''), workspace);
  query tsquery := (nullif(plainto_tsquery('simple', words)::text, '') || ':*')::tsquery;
  entries CONSTANT text := $q$SELECT id, at, why FROM audit WHERE workspace_id = $1
    AND ($3 IS NULL OR actor_id = $3) AND ($4 IS NULL OR role = $4) AND ($5 IS NULL OR action = ANY ($5))
    AND ($6 IS NULL OR entity = $6) AND ($7 IS NULL OR entity_id = $7) AND ($8 IS NULL OR at >= $8) AND ($9 IS NULL OR at < $9)
    AND ($10 IS NULL OR source = $10)
    AND ($11 IS NULL OR (at, id) < ((SELECT b.at FROM audit b WHERE b.id = $11 AND b.workspace_id = $1), $11))$q$;
  page CONSTANT text := $q$SELECT array_agg(id) FROM (SELECT id FROM fit ORDER BY at DESC, id DESC LIMIT $12) AS page$q$;
  found bigint[];
BEGIN
  -- A frequent word fills a page from the newest entries; for any other the index is asked. Both are planned for what is asked.
  EXECUTE format($q$WITH fit AS MATERIALIZED (
      SELECT * FROM (%s ORDER BY at DESC, id DESC LIMIT 4000) AS newest WHERE to_tsvector('simple', why) @@ $2
    ) %s$q$, entries, page)
    INTO found USING own, query, actor, as_role, actions, kind, id_of, "from", "to", through, before, most;
  IF coalesce(cardinality(found), 0) < most THEN
    EXECUTE format($q$WITH fit AS MATERIALIZED (%s AND to_tsvector('simple', why) @@ $2) %s$q$, entries, page)
      INTO found USING own, query, actor, as_role, actions, kind, id_of, "from", "to", through, before, most;
  END IF;
  RETURN QUERY SELECT unnest(found);
END $$;

--> statement-breakpoint
-- Another risk tier is agreed to once, by another person than the one who asked, and says afterwards what it said.
CREATE FUNCTION check_risk_override() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND (OLD.decided_at IS NOT NULL
     OR (to_jsonb(NEW) - ARRAY['decided_by', 'decided_at', 'agreed'])
     IS DISTINCT FROM (to_jsonb(OLD) - ARRAY['decided_by', 'decided_at', 'agreed'])) THEN
    RAISE EXCEPTION 'a risk override is decided once, and not changed' USING ERRCODE = 'PN001';
  END IF;
  IF NEW.decided_at IS NOT NULL AND (NEW.decided_by IS NULL OR NEW.decided_by = NEW.requested_by) THEN
    RAISE EXCEPTION 'four eyes: another person agrees to a risk tier' USING ERRCODE = 'PN011';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER risk_override_four_eyes BEFORE INSERT OR UPDATE ON risk_override
  FOR EACH ROW EXECUTE FUNCTION check_risk_override();
--> statement-breakpoint
CREATE TRIGGER risk_override_kept BEFORE DELETE OR TRUNCATE ON risk_override
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

--> statement-breakpoint
-- The local reviewer of an installation that began before people stood for something.
UPDATE member SET functions = ARRAY['model-risk', 'compliance'] WHERE user_id = 'user_reviewer' AND role = 'reviewer' AND functions = '{}';
