-- What no program may do, whatever its code says.

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'PN001';
END $$;
--> statement-breakpoint
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER review_decision_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON review_decision
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER deployment_revision_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON deployment_revision
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER pipeline_version_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON pipeline_version
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint

-- Four eyes: neither the author of what is reviewed nor who started its run decides, and only on the frozen pack,
-- while the review is open.
CREATE FUNCTION check_review_decision() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  under review%ROWTYPE;
BEGIN
  SELECT * INTO under FROM review WHERE id = NEW.review_id FOR UPDATE;
  IF under.status <> 'open' THEN
    RAISE EXCEPTION 'the review is closed' USING ERRCODE = 'PN002';
  END IF;
  IF NEW.user_id = under.author OR NEW.user_id = under.started_by THEN
    RAISE EXCEPTION 'four eyes: the author and the starter of the run do not decide' USING ERRCODE = 'PN003';
  END IF;
  IF NEW.pack_hash <> under.pack_hash THEN
    RAISE EXCEPTION 'the decision is on another evidence pack' USING ERRCODE = 'PN004';
  END IF;
  IF NOT EXISTS (
    SELECT 1 FROM member WHERE workspace_id = under.workspace_id AND user_id = NEW.user_id
      AND role IN ('reviewer', 'admin')
  ) THEN
    RAISE EXCEPTION 'only a reviewer of the workspace decides' USING ERRCODE = 'PN005';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER review_decision_four_eyes BEFORE INSERT ON review_decision
  FOR EACH ROW EXECUTE FUNCTION check_review_decision();
--> statement-breakpoint

-- A review's pack never changes, and it closes with a decision of the same outcome.
CREATE FUNCTION check_review_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.evidence, NEW.pack_hash, NEW.author, NEW.started_by, NEW.model_version_id)
     IS DISTINCT FROM (OLD.evidence, OLD.pack_hash, OLD.author, OLD.started_by, OLD.model_version_id) THEN
    RAISE EXCEPTION 'the evidence pack of a review is frozen' USING ERRCODE = 'PN006';
  END IF;
  IF NEW.status IS DISTINCT FROM OLD.status AND (OLD.status <> 'open' OR NEW.status NOT IN ('cancelled') AND NOT EXISTS (
    SELECT 1 FROM review_decision d WHERE d.review_id = NEW.id AND d.outcome = NEW.status
  )) THEN
    RAISE EXCEPTION 'a review closes by a decision' USING ERRCODE = 'PN002';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER review_frozen BEFORE UPDATE ON review
  FOR EACH ROW EXECUTE FUNCTION check_review_update();
--> statement-breakpoint

-- The gate: a version becomes approved or rejected by a decided review of itself alone.
CREATE FUNCTION check_model_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.status <> 'pending' THEN
      RAISE EXCEPTION 'a model version begins as pending' USING ERRCODE = 'PN007';
    END IF;
    RETURN NEW;
  END IF;
  IF (NEW.hash, NEW.model_id, NEW.number, NEW.run_id, NEW.author, NEW.started_by)
     IS DISTINCT FROM (OLD.hash, OLD.model_id, OLD.number, OLD.run_id, OLD.author, OLD.started_by) THEN
    RAISE EXCEPTION 'a model version is immutable' USING ERRCODE = 'PN001';
  END IF;
  IF NEW.status IN ('approved', 'rejected') AND NEW.status <> OLD.status AND NOT EXISTS (
    SELECT 1 FROM review r JOIN review_decision d ON d.review_id = r.id
    WHERE r.model_version_id = NEW.id
      AND (d.outcome = NEW.status OR NEW.status = 'rejected' AND d.outcome = 'changes-requested')
  ) THEN
    RAISE EXCEPTION 'a model version is approved by a review alone' USING ERRCODE = 'PN007';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER model_version_gate BEFORE INSERT OR UPDATE ON model_version
  FOR EACH ROW EXECUTE FUNCTION check_model_version();
--> statement-breakpoint
CREATE FUNCTION check_deployment_revision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- The share lock keeps the approval from changing until this deployment is committed.
  PERFORM 1 FROM model_version WHERE id = NEW.model_version_id AND status = 'approved' FOR SHARE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'only an approved model version is deployed' USING ERRCODE = 'PN008';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER deployment_revision_gate BEFORE INSERT ON deployment_revision
  FOR EACH ROW EXECUTE FUNCTION check_deployment_revision();
--> statement-breakpoint

-- Who follows a table hears of it: serving processes and the outbox. Not run_event: NOTIFY makes commits queue up.
CREATE FUNCTION notify_followers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify(TG_ARGV[0], to_jsonb(NEW) ->> TG_ARGV[1]);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER deployment_notify AFTER INSERT OR UPDATE ON deployment
  FOR EACH ROW EXECUTE FUNCTION notify_followers('deployment', 'name');
--> statement-breakpoint
CREATE TRIGGER outbox_notify AFTER INSERT ON outbox
  FOR EACH ROW EXECUTE FUNCTION notify_followers('outbox', 'id');
