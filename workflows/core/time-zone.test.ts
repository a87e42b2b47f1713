import assert from "node:assert/strict";
import { test } from "node:test";
import { timeZoneProblem } from "./time-zone.ts";

test("every zone of this machine, older names and those without an area are time zones", () => {
  const others =
    "UTC GMT CET EST EST5EDT GB-Eire Japan W-SU Etc/UTC Etc/GMT+12 US/East-Indiana Asia/Kolkata Asia/Calcutta Europe/Kyiv " +
    "Africa/Dar_es_Salaam America/Port-au-Prince America/Knox_IN America/North_Dakota/New_Salem Antarctica/DumontDUrville " +
    "Antarctica/McMurdo Australia/ACT Brazil/DeNoronha Chile/EasterIsland Europe/Isle_of_Man";
  for (const name of [...Intl.supportedValuesOf("timeZone"), ...others.split(" ")])
    assert.equal(timeZoneProblem(name), null);
});

test("what only this machine reads is none, and another spelling is told", () => {
  assert.equal(
    timeZoneProblem("europe/berlin"),
    "There is no time zone 'europe/berlin': write Europe/Berlin.",
  );
  assert.match(timeZoneProblem("utc")!, /write UTC\.$/);
  const none =
    "E Mars/Olympus +02:00 UTC+1 GMT+2 PST IST ACT asia/kolkata ASIA/KOLKATA Asia/kolkata us/eastern gb Local SystemV/AST4";
  for (const name of ["", " UTC", ...none.split(" ")])
    assert.match(timeZoneProblem(name)!, /use an IANA name such as Europe\/Berlin, or UTC\.$/);
});
