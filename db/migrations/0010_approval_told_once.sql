-- A version whose suspension is lifted is not newly approved: pipelines that start with each approved version have had it.
DROP TRIGGER model_version_told ON model_version;
--> statement-breakpoint
CREATE TRIGGER model_version_told AFTER UPDATE OF status ON model_version
  FOR EACH ROW WHEN (NEW.status = 'approved' AND OLD.status NOT IN ('approved', 'suspended')) EXECUTE FUNCTION tell_of_approval();
