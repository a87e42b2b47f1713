import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { get as getDocumentation } from "../documentation/get.ts";
import { get as getReview } from "../reviews/get.ts";
import { keyIdOfPem, publicKeyPem } from "../signing.ts";
import { EDITIONS, tagsOf, type Topic } from "./frameworks.ts";
import { inlineArtifacts, type BundledArtifact } from "./inline-artifacts.ts";
import { print } from "./print.ts";
import { reviewRecord } from "./record.ts";

/** What the printed review shows, as JSON. */
export type ReviewDocument = Awaited<ReturnType<typeof reviewDocument>>;

/**
 * A review's evidence and decisions as a PDF that a committee can read.
 * @throws PenstockError `not-found`, or `unavailable` where there is no browser to print with
 */
export async function pdf(ctx: Ctx, { id }: { id: string }): Promise<Buffer> {
  authorize(ctx, "workspace.read");
  const document = await reviewDocument(ctx, id);
  const printed = await print(document);
  await audit(ctx.db, ctx.actor, {
    action: "review.export",
    entity: "review",
    entityId: id,
    after: { format: "pdf", packHash: document.review.packHash },
  });
  return printed;
}

async function reviewDocument(ctx: Ctx, id: string) {
  const review = await getReview(ctx, { id });
  const record = await reviewRecord(ctx, id);
  // Whose hash every page bears; what an earlier round stood on is in the bundle.
  const { pack } = record.packs.at(-1)!;
  const artifacts = await inlineArtifacts(ctx.artifacts, [pack]);
  const { sections } = await getDocumentation(ctx, { modelVersionId: record.version.id });
  const ofType = (type: string) => artifacts.filter((one) => one.type === type).flatMap(parsed);
  return {
    review,
    version: record.version,
    suspensions: record.suspensions,
    delegations: record.delegations,
    people: record.people,
    documentation: sections,
    /** The contents of these, as the steps wrote them. */
    evaluation: ofType("evaluation")[0] ?? null,
    reports: ofType("validation-report"),
    info: artifacts.filter(({ title }) => title === "Model description").flatMap(parsed)[0] ?? null,
    items: artifacts.map(({ content: _content, ...item }) => item),
    tags: {
      purpose: shortTags("purpose"),
      risk: shortTags("risk-tier", "policy"),
      evidence: shortTags("policy"),
      performance: shortTags("evaluation", "calibration"),
      fairness: shortTags("fairness"),
      data: shortTags("data", "data-validation"),
      model: shortTags("model", "lineage", "environment"),
      documentation: shortTags("documentation"),
      findings: shortTags("findings", "waivers", "suspensions"),
      decisions: shortTags("decisions"),
    },
    editions: EDITIONS,
    printedAt: new Date(),
    printedBy: ctx.actor.name,
    keyId: keyIdOfPem(publicKeyPem()),
  };
}

function parsed({ content }: BundledArtifact): unknown[] {
  return content === null ? [] : [JSON.parse(Buffer.from(content, "base64").toString("utf8"))];
}

/** By framework, its clauses: `{title, clauses}`. */
function shortTags(...topics: Topic[]): { title: string; clauses: string[] }[] {
  const tags = topics.flatMap(tagsOf);
  return [...new Set(tags.map(({ title }) => title))].map((title) => ({
    title,
    clauses: [
      ...new Set(tags.filter((tag) => tag.title === title).map(({ clause }) => clause)),
    ].sort((a, b) => a.localeCompare(b, "en", { numeric: true })),
  }));
}
