import type { Metadata } from "next";
import { ReviewPage } from "../../../../components/reviews/review-page.tsx";
import { reviewTitle } from "../../../../server/page-titles.ts";
import { pageCtx } from "../../caller.ts";

interface Props {
  params: Promise<{ id: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const ctx = await pageCtx();
  return { title: (ctx && (await reviewTitle(ctx, (await params).id))) ?? "Review not found" };
}

export default async function Page({ params }: Props) {
  const { id } = await params;
  return <ReviewPage id={id} />;
}
