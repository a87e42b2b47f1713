ALTER TABLE "model_version" ADD COLUMN "makers" text[];--> statement-breakpoint
ALTER TABLE "review" ADD COLUMN "makers" text[];--> statement-breakpoint
-- Who made the versions that are there: who is known to have trained them, and who wrote or started the runs that
-- registered and trained them, or one that these are part of or ran again as it had been set, as `makersOf` has it for new ones.
WITH RECURSIVE reached (version, hash, run) AS (
  SELECT id, hash, run_id FROM model_version
  UNION
  -- Each round of this goes one step further behind, and for a version that was trained in one of the runs there, it ends.
  SELECT near.version, near.hash, behind.run FROM (
    SELECT reached.*, bool_or(EXISTS (
      SELECT 1 FROM step_run s WHERE s.run_id = reached.run AND s.status = 'done' AND starts_with(s.kind, 'train.')
        AND EXISTS (SELECT 1 FROM jsonb_each(s.outputs) o WHERE o.value ->> 'hash' = reached.hash)
    )) OVER (PARTITION BY reached.version) AS trained FROM reached
  ) near CROSS JOIN LATERAL (
    SELECT id AS run FROM run WHERE parent_run_id = near.run
    UNION
    SELECT cached_from FROM step_run WHERE run_id = near.run AND status = 'done' AND cached_from IS NOT NULL
  ) behind WHERE NOT near.trained
), made_in (version, run) AS (
  SELECT version, run FROM (
    SELECT id AS version, run_id AS run FROM model_version
    UNION
    SELECT reached.version, unnest(ARRAY[s.run_id, s.cached_from]) FROM reached JOIN step_run s ON s.run_id = reached.run
    WHERE s.status = 'done' AND starts_with(s.kind, 'train.')
      AND EXISTS (SELECT 1 FROM jsonb_each(s.outputs) o WHERE o.value ->> 'hash' = reached.hash)
  ) first
  UNION
  SELECT made_in.version, before.id FROM made_in JOIN run r ON r.id = made_in.run
  JOIN run before ON before.id = r.parent_run_id OR before.id = r.trigger ->> 'of' AND (
    EXISTS (SELECT 1 FROM jsonb_each(before.overrides) o WHERE r.overrides -> o.key = o.value)
    OR EXISTS (SELECT 1 FROM jsonb_each_text(before.params) p WHERE r.params ->> p.key = p.value
      AND before.document #>> ARRAY['params', p.key, 'default'] IS DISTINCT FROM p.value)
  )
), maker (version, person) AS (
  SELECT m.version, unnest(ARRAY[r.author, r.started_by]) FROM made_in m JOIN run r ON r.id = m.run
  UNION
  SELECT id, unnest(ARRAY[author, started_by, trained_by]) FROM model_version
)
UPDATE model_version v SET makers = found.makers
FROM (SELECT version, array_agg(person) AS makers FROM maker WHERE person IS NOT NULL GROUP BY version) found
WHERE found.version = v.id;
--> statement-breakpoint
UPDATE review r SET makers = v.makers FROM model_version v WHERE v.id = r.model_version_id;
--> statement-breakpoint
-- A review that is past a stage which lacks approvals without those of makers goes back to it.
UPDATE review r SET stage = lacking.stage FROM (
  SELECT r.id, min(s.number)::int - 1 AS stage
  FROM review r CROSS JOIN LATERAL jsonb_array_elements(r.evidence #> '{policy,document,stages}') WITH ORDINALITY s (step, number)
  WHERE r.status = 'open' AND s.number <= r.stage
    AND (SELECT count(*) FROM review_decision d WHERE d.review_id = r.id AND d.round = r.round
        AND d.stage = s.step ->> 'id' AND d.outcome = 'approved' AND d.user_id <> ALL (r.makers))
      < (CASE WHEN s.step ->> 'deciders' = 'all' THEN 1 ELSE (s.step ->> 'deciders')::int END)
  GROUP BY r.id
) lacking WHERE lacking.id = r.id;
--> statement-breakpoint
ALTER TABLE "model_version" ALTER COLUMN "makers" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "review" ALTER COLUMN "makers" SET NOT NULL;--> statement-breakpoint
-- From here on the functions of 0004, with `makers` where they named author, starter and one trainer.
CREATE OR REPLACE FUNCTION check_review_decision() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  under review%ROWTYPE;
  at_work jsonb;
BEGIN
  SELECT * INTO under FROM review WHERE id = NEW.review_id FOR UPDATE;
  IF under.status <> 'open' THEN
    RAISE EXCEPTION 'the review is closed' USING ERRCODE = 'PN002';
  END IF;
  IF NEW.user_id = ANY (under.makers) THEN
    RAISE EXCEPTION 'four eyes: makers do not decide' USING ERRCODE = 'PN003';
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
CREATE OR REPLACE FUNCTION check_review_delegation() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  under review%ROWTYPE;
BEGIN
  SELECT * INTO under FROM review WHERE id = NEW.review_id FOR UPDATE;
  IF under.status <> 'open' THEN
    RAISE EXCEPTION 'the review is closed' USING ERRCODE = 'PN002';
  END IF;
  IF NEW.to_user = ANY (under.makers) THEN
    RAISE EXCEPTION 'four eyes: nothing is delegated to makers' USING ERRCODE = 'PN003';
  END IF;
  IF NEW.from_user = ANY (under.makers || NEW.to_user) THEN
    RAISE EXCEPTION 'four eyes: makers have nothing to delegate' USING ERRCODE = 'PN003';
  END IF;
  IF NOT stands_for(NEW.to_user, under.workspace_id, NULL) OR NOT stands_for(NEW.from_user, under.workspace_id, NULL)
     OR coalesce(under.evidence #>> ARRAY['policy', 'document', 'stages', under.stage::text, 'delegation'], 'true') <> 'true' THEN
    RAISE EXCEPTION 'only a reviewer hands a stage over, to another' USING ERRCODE = 'PN005';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION check_review_insert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.status <> 'open' OR NEW.stage <> 0 OR NEW.round <> 1 OR NOT EXISTS (
    SELECT 1 FROM model_version v JOIN model m ON m.id = v.model_id
    WHERE v.id = NEW.model_version_id AND m.workspace_id = NEW.workspace_id AND v.author = NEW.author
      AND v.started_by = NEW.started_by AND v.makers = NEW.makers
  ) THEN
    RAISE EXCEPTION 'a review opens with its first stage, on a version and with its makers' USING ERRCODE = 'PN006';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION check_review_update() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  step jsonb;
BEGIN
  IF (NEW.author, NEW.started_by, NEW.makers, NEW.model_version_id, NEW.workspace_id, NEW.kind, NEW.run_id)
     IS DISTINCT FROM (OLD.author, OLD.started_by, OLD.makers, OLD.model_version_id, OLD.workspace_id, OLD.kind, OLD.run_id)
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
            AND d.stage = step ->> 'id' AND d.outcome = 'approved' AND d.user_id <> ALL (NEW.makers))
         < (CASE WHEN step ->> 'deciders' = 'all' THEN 1 ELSE (step ->> 'deciders')::int END) THEN
        RAISE EXCEPTION 'the stage % has not approved', step ->> 'id' USING ERRCODE = 'PN013';
      END IF;
    END LOOP;
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION check_finding() RETURNS trigger LANGUAGE plpgsql AS $$
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
       AND NEW.closed_by = ANY (v.makers))
     OR NOT EXISTS (SELECT 1 FROM run r WHERE r.id = NEW.retest_run_id AND r.workspace_id = NEW.workspace_id
       AND r.status = 'done' AND r.created_at > NEW.raised_at) THEN
    RAISE EXCEPTION 'a finding is closed by a reviewer, with a retest' USING ERRCODE = 'PN014';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION check_model_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.status <> 'pending' THEN
      RAISE EXCEPTION 'a model version begins as pending' USING ERRCODE = 'PN007';
    END IF;
    IF NOT NEW.makers @> ARRAY[NEW.author, NEW.started_by] THEN
      RAISE EXCEPTION 'author and starter of a model version are among its makers';
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
CREATE OR REPLACE FUNCTION refuse_own_work(version text, person text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM model_version WHERE id = version
    AND person = ANY (makers);
  IF FOUND THEN
    RAISE EXCEPTION 'four eyes: not by makers' USING ERRCODE = 'PN011';
  END IF;
END $$;
--> statement-breakpoint
ALTER TABLE "model_version" DROP COLUMN "trained_by";--> statement-breakpoint
ALTER TABLE "review" DROP COLUMN "trained_by";
