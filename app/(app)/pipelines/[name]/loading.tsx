export { BuilderSkeleton as default } from "../../../../components/builder/builder-skeleton.tsx";
