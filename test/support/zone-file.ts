/** Seconds ahead of UTC, from a moment on. */
interface Offset {
  seconds: number;
  isSummer: boolean;
}

/**
 * A time zone as its file (TZif version 2, RFC 9636) that changes its clocks once.
 * @param at when, in whole seconds since 1970
 */
export function zoneFile(at: number, before: Offset, after: Offset): Buffer {
  const names = "BEF\0AFT\0";
  const types = [before, after].map(({ seconds, isSummer }, index) => {
    const type = Buffer.alloc(6);
    type.writeInt32BE(seconds, 0);
    type.writeUInt8(Number(isSummer), 4);
    type.writeUInt8(index * 4, 5);
    return type;
  });
  const moment = Buffer.alloc(8);
  moment.writeBigInt64BE(BigInt(at));
  return Buffer.concat([
    header({ times: 0, types: 0, letters: 0 }),
    header({ times: 1, types: types.length, letters: names.length }),
    moment,
    Buffer.from([1]),
    ...types,
    Buffer.from(names),
    Buffer.from("\n\n"),
  ]);
}

function header({ times, types, letters }: Record<"times" | "types" | "letters", number>): Buffer {
  const head = Buffer.alloc(44);
  head.write("TZif2");
  head.writeUInt32BE(times, 32);
  head.writeUInt32BE(types, 36);
  head.writeUInt32BE(letters, 40);
  return head;
}
