import { createHash } from "node:crypto";
import { join } from "node:path";
import { canonicalJson } from "../core/json.ts";
import type {
  ReviewOutcome,
  Deployed,
  EvidenceItem,
  StepEvent,
  StepTransaction,
} from "../core/step-context.ts";
import { StepError } from "../core/step-error.ts";
import { changeJsonFile } from "./json-file.ts";
import { fileRegistry, type Source } from "./registry.ts";

interface Review extends Source {
  id: string;
  modelVersionId: string;
  title: string;
  instructions: string;
  evidence: EvidenceItem[];
  /** SHA-256 of title, instructions, version and evidence as canonical JSON. */
  packHash: string;
  openedAt: string;
  outcome: ReviewOutcome["outcome"] | "open";
  by: string | null;
  comment: string | null;
  decidedAt: string | null;
}

interface Revision extends Source, Deployed {
  modelVersionId: string;
  /** SHA-256 of the ONNX file, which lies in the artifacts folder. */
  hash: string;
  at: string;
}

const OUTCOMES = ["approved", "rejected", "changes-requested"] as const;

/** The effects of a step, on files of the data folder. Each happens once for a step of a run. */
export function fileEffects(folder: string, source: Source, event?: StepEvent): StepTransaction {
  const registry = fileRegistry(folder);
  const deployments = join(folder, "deployments.json");
  const reviewFile = (id: string) => join(folder, "reviews", `${id}.json`);

  return {
    registerModel: (model) => registry.register(source, model),

    openReview: async ({ modelVersionId, title, instructions, evidence }) => {
      const id = sha256(`${source.run}/${source.node}`).slice(0, 12);
      const pack = { modelVersionId, title, instructions, evidence };
      const opened: Review = {
        ...source,
        id,
        ...pack,
        packHash: sha256(canonicalJson(pack)),
        openedAt: new Date().toISOString(),
        outcome: "open",
        by: null,
        comment: null,
        decidedAt: null,
      };
      const { packHash } = await changeJsonFile(reviewFile(id), opened, (review) => review);
      await registry.setStatus(modelVersionId, id, "in-review");
      return { reviewId: id, refuse: [], packHash };
    },

    // The decision is in the event that woke the step; from here on it stands in the review's file.
    reviewOutcome: async (id) => {
      const outcome = OUTCOMES.find((one) => one === event?.payload["outcome"]);
      if (!event || !outcome)
        throw new StepError("not-allowed", `The review '${id}' has not been decided.`);
      const comment = event.payload["comment"];
      const review = await changeJsonFile<Review | null, Review>(reviewFile(id), null, (found) => {
        if (!found) throw new StepError("bad-data", `There is no review '${id}'.`);
        if (found.outcome === "open")
          Object.assign(found, {
            outcome,
            by: event.actorId,
            comment: typeof comment === "string" ? comment : null,
            decidedAt: new Date().toISOString(),
          } satisfies Partial<Review>);
        return found;
      });
      const decided = review.outcome === "open" ? outcome : review.outcome;
      const status = decided === "approved" ? "approved" : "rejected";
      await registry.setStatus(review.modelVersionId, id, status);
      return { outcome: decided, status };
    },

    deploy: async ({ endpoint, modelVersionId }) => {
      const { model, version, status, hash } = await registry.find(modelVersionId);
      if (status !== "approved")
        throw new StepError(
          "not-allowed",
          `${model} version ${version} is ${status}, not approved: have it reviewed before it is deployed.`,
        );
      return changeJsonFile<Revision[], Deployed>(deployments, [], (revisions) => {
        const known = revisions.find(({ run, node }) => run === source.run && node === source.node);
        if (known) return deployedOf(known);
        const revision = revisions.filter((one) => one.endpoint === endpoint).length + 1;
        const id = `${endpoint}/${revision}`;
        const made = { id, endpoint, revision, model, version };
        const at = new Date().toISOString();
        revisions.push({ ...made, modelVersionId, hash, ...source, at });
        return made;
      });
    },
  };
}

function deployedOf({ id, endpoint, revision, model, version }: Revision): Deployed {
  return { id, endpoint, revision, model, version };
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
