import {
  ApplicationFailure,
  condition,
  defineQuery,
  defineUpdate,
  setHandler,
} from "@temporalio/workflow";
import type { JsonObject } from "../core/json.ts";
import type { StepCall, Waiting } from "./step-call.ts";

/** What the workflow waits for. */
export interface Question {
  key: string;
  waitingFor: string;
  /** Who may not answer. */
  refuse: string[];
  /** The name under which the event may be sent; a question for a person has none. */
  event?: string;
}

export interface Answer {
  key: string;
  by: string;
  payload: JsonObject;
}

export const openQuestions = defineQuery<Question[]>("openQuestions");
export const giveAnswer = defineUpdate<void, [Answer]>("giveAnswer");

/**
 * Takes answers for as long as the workflow runs. Call it before the first `await`: an answer that comes earlier would be
 * refused. `startedBy` may answer nothing: four eyes.
 */
export function listenForAnswers(startedBy: string) {
  const open = new Map<string, Question>();
  const answers = new Map<string, Answer>();
  setHandler(openQuestions, () => [...open.values()]);
  setHandler(giveAnswer, (answer) => void answers.set(answer.key, answer), {
    validator: ({ key, by }) => {
      const question = open.get(key);
      const why = answers.has(key)
        ? `'${key}' has been answered already.`
        : !question
          ? `Nothing waits for '${key}'.`
          : question.refuse.includes(by)
            ? `Four eyes: ${by} started the run and may not answer.`
            : null;
      if (why) throw ApplicationFailure.nonRetryable(why, "refused");
    },
  });

  /** The answer to a question, whenever it comes; null when it did not come in time. */
  async function answerTo({ wait }: Waiting): Promise<Answer | null> {
    const { key, waitingFor, until, event } = wait;
    if (event !== undefined) open.set(key, { key, waitingFor, refuse: wait.refuse, event });
    // What ends by itself asks nobody; of what is asked of people, four eyes.
    else if (until === undefined)
      open.set(key, { key, waitingFor, refuse: [...wait.refuse, startedBy] });
    try {
      const answered = () => answers.has(key);
      // Dates are the workflow's own here: the same when it is replayed.
      if (until === undefined) await condition(answered);
      else await condition(answered, Math.max(1, Date.parse(until) - Date.now()));
    } finally {
      open.delete(key);
    }
    return answers.get(key) ?? null;
  }

  return {
    /** Runs a step that waits: as often as it asks for something, it is called again with the answer. */
    async untilAnswered<Config, Outputs extends object>(
      step: (call: StepCall<Config>) => Promise<Outputs | Waiting>,
      call: StepCall<Config>,
    ): Promise<Outputs> {
      let reply = await step(call);
      while ("wait" in reply) {
        const { key } = (reply as Waiting).wait;
        const answer = await answerTo(reply as Waiting);
        const event = answer
          ? { key, actorId: answer.by, payload: answer.payload }
          : { key, actorId: "", payload: { timedOut: true } };
        reply = await step({ ...call, event });
      }
      return reply as Outputs;
    },
  };
}
