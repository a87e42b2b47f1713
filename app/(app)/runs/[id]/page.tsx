import type { Metadata } from "next";
import { RunPage } from "../../../../components/runs/run-page.tsx";
import { runTitle } from "../../../../server/page-titles.ts";
import { pageCtx } from "../../caller.ts";

interface Props {
  params: Promise<{ id: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const ctx = await pageCtx();
  return { title: (ctx && (await runTitle(ctx, (await params).id))) ?? "Run not found" };
}

export default async function Page({ params }: Props) {
  const { id } = await params;
  return <RunPage id={id} />;
}
