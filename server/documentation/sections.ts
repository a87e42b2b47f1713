/** What a person is asked to complete, section by section, in the order one reads it. */
export const SECTIONS = [
  {
    id: "purpose",
    title: "Purpose and intended use",
    asks: "What is decided with it, by whom, and what it must not be used for.",
  },
  {
    id: "affected",
    title: "Who is affected",
    asks: "Whose lives its answers touch, how, and how they can object.",
  },
  {
    id: "data",
    title: "Data and its owners",
    asks: "Why this data fits the purpose, how it was gathered, what is missing from it.",
  },
  {
    id: "training",
    title: "Training and method",
    asks: "Why this method, what was tried besides, what was left out of the inputs and why.",
  },
  {
    id: "performance",
    title: "Performance by slice",
    asks: "Whether the figures are good enough for the purpose, also in the worst slice.",
  },
  {
    id: "fairness",
    title: "Fairness",
    asks: "Which groups were compared, which gaps remain, and why they can be accepted.",
  },
  {
    id: "limits",
    title: "Limits and known failure modes",
    asks: "Where it fails or must not be trusted, and how one notices.",
  },
  {
    id: "monitoring-plan",
    title: "Monitoring plan",
    asks: "What is watched once it is in use, how often, by whom, and from which value on somebody acts.",
  },
  {
    id: "rollback-plan",
    title: "Rollback plan",
    asks: "How, how fast and by whom the version before comes back, and what happens meanwhile.",
  },
  {
    id: "oversight",
    title: "Human oversight",
    asks: "Who looks at its answers, what they may overrule, and how they were trained for it.",
  },
  {
    id: "changes",
    title: "Change log",
    asks: "What is new in this version, and why it was made.",
  },
] as const satisfies readonly { id: string; title: string; asks: string }[];

export type SectionId = (typeof SECTIONS)[number]["id"];

export const SECTION_IDS = SECTIONS.map(({ id }) => id) as [SectionId, ...SectionId[]];

/** What a section is called; one of another release by its id. */
export function sectionTitle(id: string): string {
  return SECTIONS.find((section) => section.id === id)?.title ?? id;
}
