CREATE TABLE "alias_move" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"model_id" text NOT NULL,
	"alias" text NOT NULL,
	"model_version_id" text,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "false_evidence" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"hash" text NOT NULL,
	"reason" text NOT NULL,
	"declared_by" text,
	"declared_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "re_review" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"model_version_id" text NOT NULL,
	"key" text NOT NULL,
	"why" text NOT NULL,
	"due_at" timestamp with time zone,
	"asked_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "re_review_once" UNIQUE("model_version_id","key")
);
--> statement-breakpoint
ALTER TABLE "finding" ADD COLUMN "reopened_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "review" ADD COLUMN "reminded_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "review" ADD COLUMN "overdue_told_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "alias_move" ADD CONSTRAINT "alias_move_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alias_move" ADD CONSTRAINT "alias_move_model_id_model_id_fk" FOREIGN KEY ("model_id") REFERENCES "public"."model"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alias_move" ADD CONSTRAINT "alias_move_model_version_id_model_version_id_fk" FOREIGN KEY ("model_version_id") REFERENCES "public"."model_version"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "false_evidence" ADD CONSTRAINT "false_evidence_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "false_evidence" ADD CONSTRAINT "false_evidence_declared_by_user_id_fk" FOREIGN KEY ("declared_by") REFERENCES "public"."user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "re_review" ADD CONSTRAINT "re_review_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "re_review" ADD CONSTRAINT "re_review_model_version_id_model_version_id_fk" FOREIGN KEY ("model_version_id") REFERENCES "public"."model_version"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "alias_move_alias" ON "alias_move" USING btree ("model_id","alias","at","id");--> statement-breakpoint
CREATE INDEX "false_evidence_hash" ON "false_evidence" USING btree ("workspace_id","hash");--> statement-breakpoint
-- What until now only the audit log told, as it has it.
INSERT INTO alias_move (workspace_id, model_id, alias, model_version_id, at)
SELECT a.workspace_id, m.id, coalesce(a.after, a.before) ->> 'alias', v.id, a.at
FROM audit a JOIN model m ON m.id = a.entity_id AND m.workspace_id = a.workspace_id
LEFT JOIN model_version v ON a.action = 'model.alias' AND v.model_id = m.id AND v.number::text = a.after ->> 'version'
WHERE a.entity = 'model' AND a.action IN ('model.alias', 'model.remove-alias') AND coalesce(a.after, a.before) ->> 'alias' IS NOT NULL
ORDER BY a.at, a.id;
--> statement-breakpoint
INSERT INTO false_evidence (workspace_id, hash, reason, declared_by, declared_at)
SELECT a.workspace_id, a.entity_id, coalesce(a.why, ''), u.id, a.at
FROM audit a LEFT JOIN "user" u ON u.id = a.actor_id
WHERE a.entity = 'evidence' AND a.action = 'evidence.declare-false'
ORDER BY a.id;
--> statement-breakpoint
INSERT INTO re_review (workspace_id, model_version_id, key, why, due_at, asked_at)
SELECT a.workspace_id, v.id, a.after ->> 'key', coalesce(a.why, ''), (a.after ->> 'dueAt')::timestamptz, a.at
FROM audit a JOIN model_version v ON v.id = a.entity_id
WHERE a.entity = 'model-version' AND a.action = 'model-version.re-review-due' AND a.after ->> 'key' IS NOT NULL
ORDER BY a.id
ON CONFLICT DO NOTHING;
--> statement-breakpoint
-- The stage at work of a review that is open, told of under its round, its index and since when it decides.
UPDATE review r SET reminded_at = told.reminded_at, overdue_told_at = told.overdue_told_at FROM (
  SELECT r.id, max(a.at) FILTER (WHERE a.action = 'review.remind') AS reminded_at,
    max(a.at) FILTER (WHERE a.action = 'review.escalate') AS overdue_told_at
  FROM review r JOIN audit a ON a.workspace_id = r.workspace_id AND a.entity = 'review' AND a.entity_id = r.id
    AND a.action IN ('review.remind', 'review.escalate') AND a.after ->> 'key' = format('%s/%s/%s', r.round, r.stage,
      to_char(date_trunc('milliseconds', r.stage_since) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
  WHERE r.status = 'open' GROUP BY r.id
) told WHERE told.id = r.id;
--> statement-breakpoint
ALTER TABLE finding DISABLE TRIGGER finding_four_eyes;
--> statement-breakpoint
UPDATE finding f SET reopened_at = again.at FROM (
  SELECT workspace_id, entity_id, max(at) AS at FROM audit
  WHERE entity = 'finding' AND action = 'finding.reopen' GROUP BY workspace_id, entity_id
) again WHERE again.entity_id = f.id AND again.workspace_id = f.workspace_id;
--> statement-breakpoint
ALTER TABLE finding ENABLE TRIGGER finding_four_eyes;
--> statement-breakpoint
-- That of 0006, which writes when a finding is opened again.
CREATE OR REPLACE FUNCTION check_finding() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  may_change text[] := ARRAY['severity', 'owner', 'due_at', 'answered_at', 'answer', 'retest_run_id', 'closed_by', 'closed_at', 'closing_note'];
BEGIN
  IF TG_OP = 'UPDATE' AND (to_jsonb(NEW) - may_change) IS DISTINCT FROM (to_jsonb(OLD) - may_change) THEN
    RAISE EXCEPTION 'what a finding says is not changed' USING ERRCODE = 'PN001';
  END IF;
  IF NEW.closed_at IS NULL AND NEW.closed_by IS NULL THEN
    IF TG_OP = 'UPDATE' AND OLD.closed_at IS NOT NULL THEN
      NEW.reopened_at := now();
    END IF;
    RETURN NEW;
  END IF;
  IF TG_OP = 'UPDATE' AND OLD.closed_at IS NOT NULL THEN
    RAISE EXCEPTION 'a closed finding is opened again before it changes' USING ERRCODE = 'PN001';
  END IF;
  IF TG_OP = 'INSERT' OR NEW.closed_at IS NULL OR NEW.closed_by IS NULL OR NEW.closed_by = NEW.owner
     OR NOT stands_for(NEW.closed_by, NEW.workspace_id, NULL)
     OR EXISTS (SELECT 1 FROM model_version v WHERE v.id = NEW.model_version_id
       AND NEW.closed_by = ANY (v.makers))
     OR NOT EXISTS (SELECT 1 FROM run r WHERE r.id = NEW.retest_run_id AND r.workspace_id = NEW.workspace_id
       AND r.status = 'done' AND r.created_at > NEW.raised_at) THEN
    RAISE EXCEPTION 'a finding is closed by a reviewer, with a retest' USING ERRCODE = 'PN014';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE FUNCTION write_alias_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    INSERT INTO alias_move (workspace_id, model_id, alias) VALUES (OLD.workspace_id, OLD.model_id, OLD.alias);
  ELSE
    INSERT INTO alias_move (workspace_id, model_id, alias, model_version_id)
      VALUES (NEW.workspace_id, NEW.model_id, NEW.alias, NEW.model_version_id);
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER model_alias_moves AFTER INSERT OR UPDATE OR DELETE ON model_alias
  FOR EACH ROW EXECUTE FUNCTION write_alias_move();
--> statement-breakpoint
CREATE TRIGGER alias_move_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON alias_move
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER false_evidence_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON false_evidence
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER re_review_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON re_review
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- That of 0011, with what is written once besides.
CREATE OR REPLACE FUNCTION keep_records() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  REVOKE UPDATE ON run FROM penstock_web, penstock_system;
  GRANT UPDATE (name, status, build, error, started_at, finished_at, cancel_asked_at) ON run TO penstock_web, penstock_system;
  REVOKE UPDATE, DELETE ON alias_move, false_evidence, re_review FROM penstock_web, penstock_system;
END $$;
--> statement-breakpoint
DO $$
BEGIN
  IF (SELECT count(*) FROM pg_roles WHERE rolname IN ('penstock_web', 'penstock_system')) = 2 THEN
    PERFORM raise_wall();
  END IF;
END $$;
