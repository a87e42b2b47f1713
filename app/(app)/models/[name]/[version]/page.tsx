import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { VersionPage } from "../../../../../components/models/version-page.tsx";

interface Props {
  params: Promise<{ name: string; version: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { name, version } = await params;
  return { title: `${decodeURIComponent(name)} version ${version}` };
}

export default async function Page({ params }: Props) {
  const { name, version } = await params;
  const number = Number(version);
  if (!Number.isInteger(number) || number < 1) notFound();
  return <VersionPage name={decodeURIComponent(name)} number={number} />;
}
