-- The tier of a model as it stands: that of its newest assessment, or another one that was agreed to since.
CREATE FUNCTION risk_tier_of(of_model text) RETURNS text LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT coalesce((
    SELECT coalesce((
      SELECT o.tier FROM risk_override o WHERE o.assessment_id = a.id AND o.agreed ORDER BY o.decided_at DESC LIMIT 1
    ), a.tier)
    FROM risk_assessment a WHERE a.model_id = of_model ORDER BY a.number DESC LIMIT 1
  ), 'unassessed')
$$;
--> statement-breakpoint
-- Who made a version of a model writes no assessment that lowers its tier, as server/risk/assess.ts has it. That a tier follows
-- from its answers is that program's doing: the matrix is not known here.
CREATE FUNCTION check_risk_assessment() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  rising CONSTANT text[] := ARRAY['unassessed', 'low', 'medium', 'high'];
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM model m JOIN member p ON p.workspace_id = m.workspace_id
    WHERE m.id = NEW.model_id AND m.workspace_id = NEW.workspace_id AND p.user_id = NEW.author
  ) THEN
    RAISE EXCEPTION 'the risk of a model is assessed by a member of its workspace' USING ERRCODE = 'PN016';
  END IF;
  IF coalesce(array_position(rising, NEW.tier), 0) < array_position(rising, risk_tier_of(NEW.model_id)) AND EXISTS (
    SELECT 1 FROM model_version v WHERE v.model_id = NEW.model_id AND NEW.author = ANY (v.makers)
  ) THEN
    RAISE EXCEPTION 'four eyes: who made a version of the model does not lower its tier' USING ERRCODE = 'PN011';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER risk_assessment_four_eyes BEFORE INSERT ON risk_assessment
  FOR EACH ROW EXECUTE FUNCTION check_risk_assessment();
--> statement-breakpoint
-- That of 0011; another tier is agreed to or refused by a reviewer of the workspace whose model it is.
CREATE OR REPLACE FUNCTION check_risk_override() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND (OLD.decided_at IS NOT NULL
     OR (to_jsonb(NEW) - ARRAY['decided_by', 'decided_at', 'agreed'])
     IS DISTINCT FROM (to_jsonb(OLD) - ARRAY['decided_by', 'decided_at', 'agreed'])) THEN
    RAISE EXCEPTION 'a risk override is decided once, and not changed' USING ERRCODE = 'PN001';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM risk_assessment a WHERE a.id = NEW.assessment_id AND a.workspace_id = NEW.workspace_id) THEN
    RAISE EXCEPTION 'another risk tier is asked for in the workspace of the model' USING ERRCODE = 'PN016';
  END IF;
  IF NEW.decided_at IS NULL THEN
    IF NEW.agreed IS NOT NULL THEN
      RAISE EXCEPTION 'another risk tier holds when somebody has agreed to it' USING ERRCODE = 'PN011';
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.decided_by IS NULL OR NEW.decided_by = NEW.requested_by THEN
    RAISE EXCEPTION 'four eyes: another person agrees to a risk tier' USING ERRCODE = 'PN011';
  END IF;
  IF EXISTS (
    SELECT 1 FROM risk_assessment a JOIN model_version v ON v.model_id = a.model_id
    WHERE a.id = NEW.assessment_id AND NEW.decided_by = ANY (v.makers)
  ) THEN
    RAISE EXCEPTION 'four eyes: not by who made a version of the model' USING ERRCODE = 'PN011';
  END IF;
  IF NOT stands_for(NEW.decided_by, NEW.workspace_id, NULL) THEN
    RAISE EXCEPTION 'only a reviewer of the workspace agrees to a risk tier' USING ERRCODE = 'PN016';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
-- The review that approved a version last.
CREATE FUNCTION approval_of(version text) RETURNS SETOF review LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT * FROM review WHERE model_version_id = version AND status = 'approved' ORDER BY decided_at DESC LIMIT 1
$$;
--> statement-breakpoint
-- Whether that approval stands on evidence that was declared false since.
CREATE FUNCTION stands_on_false_evidence(version text) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (
    SELECT 1 FROM approval_of(version) r JOIN false_evidence f ON f.workspace_id = r.workspace_id
    WHERE r.evidence -> 'items' @> jsonb_build_array(jsonb_build_object('hash', f.hash))
  )
$$;
--> statement-breakpoint
CREATE FUNCTION approval_holds(version text) RETURNS boolean LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT NOT EXISTS (SELECT 1 FROM suspension s WHERE s.model_version_id = version AND s.lifted_at IS NULL)
    AND NOT stands_on_false_evidence(version)
$$;
--> statement-breakpoint
-- That of 0011. An approval ends by suspension or retirement, and comes back only when nothing suspends it and its evidence is
-- not false. A version goes out without one, or answers while suspended, only where a policy says so.
CREATE OR REPLACE FUNCTION check_model_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.status <> 'pending' OR NEW.unapproved <> 'prevent' OR NEW.on_suspension <> 'block' THEN
      RAISE EXCEPTION 'a model version begins as pending' USING ERRCODE = 'PN007';
    END IF;
    IF NOT EXISTS (
      SELECT 1 FROM run r JOIN model m ON m.id = NEW.model_id
      WHERE r.id = NEW.run_id AND r.workspace_id = m.workspace_id AND r.author = NEW.author AND r.started_by = NEW.started_by
    ) OR NOT NEW.makers @> makers_of(NEW.run_id, NEW.hash) THEN
      RAISE EXCEPTION 'a model version names all its makers' USING ERRCODE = 'PN015';
    END IF;
    RETURN NEW;
  END IF;
  IF (NEW.hash, NEW.model_id, NEW.number, NEW.run_id, NEW.author, NEW.started_by, NEW.makers)
     IS DISTINCT FROM (OLD.hash, OLD.model_id, OLD.number, OLD.run_id, OLD.author, OLD.started_by, OLD.makers) THEN
    RAISE EXCEPTION 'a model version is immutable' USING ERRCODE = 'PN001';
  END IF;
  IF OLD.status = 'retired' AND NEW.status <> 'retired' THEN
    RAISE EXCEPTION 'a retired model version stays retired' USING ERRCODE = 'PN001';
  END IF;
  IF OLD.status IN ('approved', 'suspended') AND NEW.status NOT IN ('approved', 'suspended', 'retired') THEN
    RAISE EXCEPTION 'an approval is suspended or retired, and not forgotten' USING ERRCODE = 'PN007';
  END IF;
  IF NEW.status IN ('approved', 'rejected') AND NEW.status <> OLD.status AND NOT EXISTS (
    SELECT 1 FROM review r JOIN review_decision d ON d.review_id = r.id
    WHERE r.model_version_id = NEW.id AND r.status = d.outcome
      AND (d.outcome = NEW.status OR NEW.status = 'rejected' AND d.outcome = 'changes-requested')
  ) THEN
    RAISE EXCEPTION 'a model version is approved by a review alone' USING ERRCODE = 'PN007';
  END IF;
  IF NEW.status = 'approved' AND OLD.status <> 'approved' AND NOT approval_holds(NEW.id) THEN
    RAISE EXCEPTION 'something suspends the approval still' USING ERRCODE = 'PN009';
  END IF;
  IF NEW.unapproved = 'warn' AND OLD.unapproved <> 'warn' AND NOT EXISTS (
    SELECT 1 FROM review r WHERE r.model_version_id = NEW.id AND r.status = 'open'
      AND r.evidence #>> '{policy,document,deployment,unapproved}' = 'warn'
  ) AND 'warn' IS DISTINCT FROM (
    SELECT p.document #>> '{deployment,unapproved}' FROM policy_version p JOIN model m ON m.workspace_id = p.workspace_id
    WHERE m.id = NEW.model_id AND p.tier = risk_tier_of(NEW.model_id) ORDER BY p.number DESC LIMIT 1
  ) THEN
    RAISE EXCEPTION 'no policy lets the version out before its approval' USING ERRCODE = 'PN007';
  END IF;
  IF NEW.on_suspension = 'warn' AND OLD.on_suspension <> 'warn' AND NOT EXISTS (
    SELECT 1 FROM approval_of(NEW.id) r WHERE r.evidence #>> '{policy,document,deployment,suspended}' = 'warn'
  ) THEN
    RAISE EXCEPTION 'no policy lets the version answer while it is suspended' USING ERRCODE = 'PN007';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
-- Those of 0004, for an approval that holds.
CREATE OR REPLACE FUNCTION check_deployment_revision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM model_version WHERE id = NEW.model_version_id
    AND (status = 'approved' AND approval_holds(id) OR status IN ('pending', 'in-review') AND unapproved = 'warn') FOR SHARE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'only an approved model version is deployed' USING ERRCODE = 'PN008';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION check_model_alias() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM model_version WHERE id = NEW.model_version_id AND model_id = NEW.model_id
    AND (status = 'approved' AND approval_holds(id) OR NEW.alias = 'candidate' AND status IN ('pending', 'in-review')) FOR SHARE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'an alias stands on an approved version of its model' USING ERRCODE = 'PN010';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
-- An endpoint goes to another version by a new revision, which passes the gate above, and never back to an earlier one.
CREATE FUNCTION check_deployment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.revision IS DISTINCT FROM (SELECT max(number) FROM deployment_revision WHERE deployment_id = NEW.id) THEN
    RAISE EXCEPTION 'an endpoint answers with its newest revision' USING ERRCODE = 'PN008';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER deployment_newest BEFORE UPDATE OF revision ON deployment
  FOR EACH ROW WHEN (NEW.revision IS DISTINCT FROM OLD.revision) EXECUTE FUNCTION check_deployment();
--> statement-breakpoint
-- That of 0004. What suspends an approval is not lifted as it begins, nor while the approval stands on false evidence.
CREATE OR REPLACE FUNCTION check_suspension() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.lifted_at IS NOT NULL OR NEW.lifted_by IS NOT NULL THEN
      RAISE EXCEPTION 'a suspension is lifted after it began' USING ERRCODE = 'PN001';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.lifted_at IS NOT NULL OR (to_jsonb(NEW) - ARRAY['lifted_by', 'lifted_at', 'lifted_why'])
     IS DISTINCT FROM (to_jsonb(OLD) - ARRAY['lifted_by', 'lifted_at', 'lifted_why']) THEN
    RAISE EXCEPTION 'a suspension is lifted once, and not changed' USING ERRCODE = 'PN001';
  END IF;
  PERFORM refuse_own_work(NEW.model_version_id, NEW.lifted_by);
  IF OLD.cause = 'evidence-false' AND stands_on_false_evidence(NEW.model_version_id) THEN
    RAISE EXCEPTION 'the approval stands on false evidence still' USING ERRCODE = 'PN009';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER suspension_begins BEFORE INSERT ON suspension FOR EACH ROW EXECUTE FUNCTION check_suspension();
--> statement-breakpoint
-- Makers take the approval of their own version away, but nothing out of what one is yet to stand on, as
-- server/approvals/declare-false.ts has it.
CREATE FUNCTION check_false_evidence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.declared_by IS NULL OR EXISTS (
    SELECT 1 FROM review r JOIN model_version v ON v.id = r.model_version_id
    WHERE r.workspace_id = NEW.workspace_id AND NEW.declared_by = ANY (v.makers)
      AND (r.status = 'open' OR v.status IN ('pending', 'in-review', 'suspended'))
      AND r.evidence -> 'items' @> jsonb_build_array(jsonb_build_object('hash', NEW.hash))
  ) THEN
    RAISE EXCEPTION 'four eyes: makers take nothing out of what their version is decided on' USING ERRCODE = 'PN011';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER false_evidence_four_eyes BEFORE INSERT ON false_evidence
  FOR EACH ROW EXECUTE FUNCTION check_false_evidence();
--> statement-breakpoint
-- Which review approved a version last follows from when they were decided.
CREATE FUNCTION check_review_decided() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a closed review stays as it was decided' USING ERRCODE = 'PN002';
END $$;
--> statement-breakpoint
CREATE TRIGGER review_decided BEFORE UPDATE OF decided_at ON review
  FOR EACH ROW WHEN (OLD.status <> 'open' AND NEW.decided_at IS DISTINCT FROM OLD.decided_at)
  EXECUTE FUNCTION check_review_decided();
--> statement-breakpoint
-- How an attempt ended, and what it gave, stays; its progress alone may be told late. A trigger after the row: where it has
-- nothing to say, it costs no lock of its own.
CREATE FUNCTION check_ended_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF to_jsonb(NEW) - 'progress' IS DISTINCT FROM to_jsonb(OLD) - 'progress' THEN
    RAISE EXCEPTION 'what an ended attempt gave is not changed' USING ERRCODE = 'PN001';
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER step_run_ended AFTER UPDATE ON step_run
  FOR EACH ROW WHEN (OLD.status NOT IN ('running', 'waiting')) EXECUTE FUNCTION check_ended_step();
--> statement-breakpoint
-- That of 0012. What a step is and was given stands from its beginning, how an item of a map ended from its end; of a version
-- only its approval changes. None of them goes away.
CREATE OR REPLACE FUNCTION keep_records() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  REVOKE UPDATE, DELETE ON run, step_run, run_item, model_version FROM penstock_web, penstock_system;
  GRANT UPDATE (name, status, build, error, started_at, finished_at, cancel_asked_at) ON run TO penstock_web, penstock_system;
  GRANT UPDATE (status, host, outputs, error, reason, progress, waits_for, items, finished_at) ON step_run
    TO penstock_web, penstock_system;
  GRANT UPDATE (status, approved_until, on_suspension, unapproved, retired_at) ON model_version TO penstock_web, penstock_system;
  REVOKE UPDATE, DELETE ON alias_move, false_evidence, re_review FROM penstock_web, penstock_system;
END $$;
--> statement-breakpoint
-- What guards asks the tables that are meant, and no temporary ones of the same name that a program makes for itself.
DO $$
DECLARE
  guard regprocedure;
BEGIN
  FOR guard IN
    SELECT oid FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND proconfig IS NULL
      AND (prorettype = 'trigger'::regtype OR proname IN ('stands_for', 'refuse_own_work'))
  LOOP
    EXECUTE format('ALTER FUNCTION %s SET search_path = pg_catalog, public, pg_temp', guard);
  END LOOP;
END $$;
--> statement-breakpoint
DO $$
BEGIN
  IF (SELECT count(*) FROM pg_roles WHERE rolname IN ('penstock_web', 'penstock_system')) = 2 THEN
    PERFORM keep_records();
  END IF;
END $$;
