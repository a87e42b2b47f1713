-- Whose own work a model is that a run registers: who wrote or started that run, those in which the model was trained (in itself,
-- in the runs of its sub-pipelines or in those whose results it took, the nearest first), or one that these are part of; one that
-- these ran again with something of what had been set for it alone; and who published a version of the pipeline of one of them,
-- up to the one that ran.
CREATE FUNCTION makers_of(registering text, model_hash text) RETURNS text[] LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  near text[] := ARRAY[registering];
  seen text[] := '{}';
  trained text[];
BEGIN
  LOOP
    SELECT array_agg(DISTINCT r.id) INTO trained
    FROM step_run s CROSS JOIN LATERAL unnest(ARRAY[s.run_id, coalesce(s.cached_from, s.run_id)]) r (id)
    WHERE s.run_id = ANY (near) AND s.status = 'done' AND starts_with(s.kind, 'train.')
      AND EXISTS (SELECT 1 FROM jsonb_each(s.outputs) o WHERE o.value ->> 'hash' = model_hash);
    EXIT WHEN trained IS NOT NULL;
    seen := seen || near;
    SELECT array_agg(behind.id) INTO near FROM (
      SELECT id FROM run WHERE parent_run_id = ANY (near)
      UNION
      SELECT cached_from FROM step_run WHERE run_id = ANY (near) AND status = 'done' AND cached_from IS NOT NULL
    ) behind WHERE behind.id <> ALL (seen);
    EXIT WHEN near IS NULL;
  END LOOP;
  RETURN (
    WITH RECURSIVE made_in AS (
      SELECT id, parent_run_id, author, started_by, trigger, overrides, params FROM run WHERE id = ANY (registering || trained)
      UNION
      SELECT r.id, r.parent_run_id, r.author, r.started_by, r.trigger, r.overrides, r.params
      FROM run r JOIN made_in m ON r.id = m.parent_run_id OR r.id = m.trigger ->> 'of' AND (
        EXISTS (SELECT 1 FROM jsonb_each(r.overrides) o WHERE m.overrides -> o.key = o.value)
        OR EXISTS (SELECT 1 FROM jsonb_each_text(r.params) p WHERE m.params ->> p.key = p.value
          AND r.document #>> ARRAY['params', p.key, 'default'] IS DISTINCT FROM p.value)
      )
    ), maker (person) AS (
      SELECT author FROM made_in UNION SELECT started_by FROM made_in
      UNION SELECT v.created_by FROM made_in m JOIN run r ON r.id = m.id
        JOIN pipeline_version v ON v.pipeline_id = r.pipeline_id
          -- A draft begins with what is published.
          AND CASE WHEN r.pipeline_version IS NULL THEN v.created_at <= r.created_at ELSE v.number <= r.pipeline_version END
    )
    SELECT array_agg(person ORDER BY person) FROM maker
  );
END $$;
--> statement-breakpoint
-- A version is of the run that registers it, and names all its makers.
CREATE OR REPLACE FUNCTION check_model_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.status <> 'pending' THEN
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
-- Another risk tier is agreed to by nobody who made a version of the model, as server/risk/overrides.ts has it.
CREATE OR REPLACE FUNCTION check_risk_override() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND (OLD.decided_at IS NOT NULL
     OR (to_jsonb(NEW) - ARRAY['decided_by', 'decided_at', 'agreed'])
     IS DISTINCT FROM (to_jsonb(OLD) - ARRAY['decided_by', 'decided_at', 'agreed'])) THEN
    RAISE EXCEPTION 'a risk override is decided once, and not changed' USING ERRCODE = 'PN001';
  END IF;
  IF NEW.decided_at IS NOT NULL AND (NEW.decided_by IS NULL OR NEW.decided_by = NEW.requested_by) THEN
    RAISE EXCEPTION 'four eyes: another person agrees to a risk tier' USING ERRCODE = 'PN011';
  END IF;
  IF NEW.decided_at IS NOT NULL AND EXISTS (
    SELECT 1 FROM risk_assessment a JOIN model_version v ON v.model_id = a.model_id
    WHERE a.id = NEW.assessment_id AND NEW.decided_by = ANY (v.makers)
  ) THEN
    RAISE EXCEPTION 'four eyes: not by who made a version of the model' USING ERRCODE = 'PN011';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
-- As long as a version waits for a decision, its makers take back only what they attached themselves.
CREATE OR REPLACE FUNCTION check_attached_evidence() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  may_change text[] := ARRAY['withdrawn_by', 'withdrawn_at', 'withdrawn_why'];
BEGIN
  IF OLD.withdrawn_at IS NOT NULL OR (to_jsonb(NEW) - may_change) IS DISTINCT FROM (to_jsonb(OLD) - may_change) THEN
    RAISE EXCEPTION 'attached evidence is not changed' USING ERRCODE = 'PN001';
  END IF;
  IF NEW.withdrawn_by <> NEW.attached_by AND EXISTS (
    SELECT 1 FROM model_version v WHERE v.id = NEW.model_version_id AND NEW.withdrawn_by = ANY (v.makers)
      AND v.status IN ('pending', 'in-review', 'suspended')
  ) THEN
    RAISE EXCEPTION 'four eyes: makers take nothing out of what their version is decided on' USING ERRCODE = 'PN011';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
-- Who made a run, and what was set for it, stands from its beginning: programs change only how it goes on.
CREATE FUNCTION keep_records() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  REVOKE UPDATE ON run FROM penstock_web, penstock_system;
  GRANT UPDATE (name, status, build, error, started_at, finished_at, cancel_asked_at) ON run TO penstock_web, penstock_system;
END $$;
--> statement-breakpoint
ALTER FUNCTION raise_wall() RENAME TO raise_wall_of_tables;
--> statement-breakpoint
-- Grants and policies for every table there is; may be called again. Later migrations that add tables end with it.
CREATE FUNCTION raise_wall() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM raise_wall_of_tables();
  PERFORM keep_records();
END $$;
--> statement-breakpoint
DO $$
BEGIN
  IF (SELECT count(*) FROM pg_roles WHERE rolname IN ('penstock_web', 'penstock_system')) = 2 THEN
    PERFORM keep_records();
  END IF;
END $$;
