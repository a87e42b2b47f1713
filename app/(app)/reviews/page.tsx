import type { Metadata } from "next";
import { ReviewsList } from "../../../components/reviews/reviews-list.tsx";

export const metadata: Metadata = { title: "Reviews" };

export default function Page() {
  return <ReviewsList />;
}
