import type { Metadata } from "next";
import { Desk } from "../../../components/reviews/desk/desk.tsx";

export const metadata: Metadata = { title: "Reviews" };

export default function Page() {
  return <Desk />;
}
