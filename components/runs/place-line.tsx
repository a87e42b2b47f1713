import Link from "next/link";
import { placeWords, type Place } from "./wait-words.ts";

/** The place of a run in line, with a link to the run that it waits for where that is one alone. */
export function PlaceLine({ place }: { place: Place }) {
  return (
    <>
      {placeWords(place)}
      {place.holder && (
        <>
          {": "}
          {/* Above what takes the clicks of a row. */}
          <Link
            href={`/runs/${place.holder}`}
            className="hover:text-fg relative z-1 underline underline-offset-2"
          >
            <code>{place.holder}</code>
          </Link>
        </>
      )}
    </>
  );
}
