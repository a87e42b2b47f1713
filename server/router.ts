import { approvalsRouter } from "./approvals/router.ts";
import { artifactsRouter } from "./artifacts-api/router.ts";
import { auditRouter } from "./audit-log/router.ts";
import { commentsRouter } from "./comments/router.ts";
import { datasetsRouter } from "./datasets/router.ts";
import { deploymentsRouter } from "./deployments/router.ts";
import { documentationRouter } from "./documentation/router.ts";
import { deskRouter } from "./desk/router.ts";
import { eventsRouter } from "./events/router.ts";
import { evidenceRouter } from "./evidence/router.ts";
import { exportsRouter } from "./exports/router.ts";
import { expressionsRouter } from "./expressions/router.ts";
import { findingsRouter } from "./findings/router.ts";
import { groupsRouter } from "./groups/router.ts";
import { invitationsRouter } from "./invitations/router.ts";
import { keysRouter } from "./keys/router.ts";
import { limitsRouter } from "./limits/router.ts";
import { membersRouter } from "./members/router.ts";
import { modelsRouter } from "./models/router.ts";
import { noticesRouter } from "./notices/router.ts";
import { notificationsRouter } from "./notifications/router.ts";
import { passwordRouter } from "./password/router.ts";
import { pipelinesRouter } from "./pipelines/router.ts";
import { policiesRouter } from "./policies/router.ts";
import { reviewsRouter } from "./reviews/router.ts";
import { riskRouter } from "./risk/router.ts";
import { runsRouter } from "./runs/router.ts";
import { searchRouter } from "./search/router.ts";
import { secondFactorRouter } from "./second-factor/router.ts";
import { secretsRouter } from "./secrets/router.ts";
import { sessionsRouter } from "./sessions/router.ts";
import { triggersRouter } from "./triggers/router.ts";
import { router } from "./trpc.ts";
import { workersRouter } from "./workers/router.ts";
import { workspaceRouter } from "./workspace/router.ts";

export const appRouter = router({
  approvals: approvalsRouter,
  artifacts: artifactsRouter,
  audit: auditRouter,
  comments: commentsRouter,
  datasets: datasetsRouter,
  deployments: deploymentsRouter,
  documentation: documentationRouter,
  desk: deskRouter,
  events: eventsRouter,
  evidence: evidenceRouter,
  exports: exportsRouter,
  expressions: expressionsRouter,
  findings: findingsRouter,
  groups: groupsRouter,
  invitations: invitationsRouter,
  keys: keysRouter,
  limits: limitsRouter,
  members: membersRouter,
  models: modelsRouter,
  notices: noticesRouter,
  notifications: notificationsRouter,
  password: passwordRouter,
  pipelines: pipelinesRouter,
  policies: policiesRouter,
  reviews: reviewsRouter,
  risk: riskRouter,
  runs: runsRouter,
  search: searchRouter,
  secondFactor: secondFactorRouter,
  secrets: secretsRouter,
  sessions: sessionsRouter,
  triggers: triggersRouter,
  workers: workersRouter,
  workspace: workspaceRouter,
});

export type AppRouter = typeof appRouter;
