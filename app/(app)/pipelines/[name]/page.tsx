import type { Metadata } from "next";
import { BuilderPage, type Opening } from "../../../../components/builder/builder-page.tsx";
import { documentSchema } from "../../../../workflows/core/document.ts";
import { pageCaller, pageMe } from "../../caller.ts";

interface Props {
  params: Promise<{ name: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: decodeURIComponent((await params).name) };
}

export default async function Page({ params }: Props) {
  const name = decodeURIComponent((await params).name);
  return <BuilderPage name={name} opening={await openingOf(name)} />;
}

/** The draft comes with the page, beside its scripts. Where it cannot be read the builder asks for it itself, and says why. */
async function openingOf(name: string): Promise<Opening | null> {
  try {
    const [caller, me] = await Promise.all([pageCaller(), pageMe()]);
    if (!caller || !me) return null;
    const { draft, ...pipeline } = await caller.pipelines.get({ name });
    const document = documentSchema.parse(draft.document);
    return {
      text: JSON.stringify({ pipeline: { ...pipeline, draft: { ...draft, document } }, me }),
    };
  } catch {
    return null;
  }
}
