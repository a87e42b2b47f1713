import type { Metadata } from "next";
import { ReviewPage } from "../../../../components/reviews/review-page.tsx";

export const metadata: Metadata = { title: "Review" };

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  return <ReviewPage id={id} />;
}
