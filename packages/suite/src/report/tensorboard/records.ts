import crc32c from 'crc-32/crc32c.js';
import protobuf from 'protobufjs/light.js';

/** The part of TensorFlow's Event message that scalars need: `tensorflow/core/util/event.proto` and `summary.proto`. */
const root = protobuf.Root.fromJSON({
  nested: {
    Event: {
      oneofs: { what: { oneof: ['fileVersion', 'summary'] } },
      fields: {
        wallTime: { type: 'double', id: 1 },
        step: { type: 'int64', id: 2 },
        fileVersion: { type: 'string', id: 3 },
        summary: { type: 'Summary', id: 5 },
      },
    },
    Summary: {
      fields: { value: { rule: 'repeated', type: 'Value', id: 1 } },
      nested: {
        Value: {
          fields: { tag: { type: 'string', id: 1 }, simpleValue: { type: 'float', id: 2 } },
        },
      },
    },
  },
});
const Event = root.lookupType('Event');

const MASK = 0xa282ead8;
/** Checksums are turned and moved, so that one of data that holds one is another. */
function maskedChecksum(data: Uint8Array): number {
  const checksum = crc32c.buf(data) >>> 0;
  return (((checksum >>> 15) | (checksum << 17)) + MASK) >>> 0;
}

const LENGTH_BYTES = 8;
const CHECKSUM_BYTES = 4;

/** One record of a TFRecord file: length, its checksum, data, its checksum. */
function record(data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(LENGTH_BYTES + CHECKSUM_BYTES + data.length + CHECKSUM_BYTES);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(LENGTH_BYTES, maskedChecksum(bytes.subarray(0, LENGTH_BYTES)), true);
  bytes.set(data, LENGTH_BYTES + CHECKSUM_BYTES);
  view.setUint32(bytes.length - CHECKSUM_BYTES, maskedChecksum(data), true);
  return bytes;
}

const encode = (event: Record<string, unknown>): Uint8Array => record(Event.encode(Event.fromObject(event)).finish());

/** What every event file begins with. @param wallTime - seconds since 1970 */
export const versionRecord = (wallTime: number): Uint8Array => encode({ wallTime, fileVersion: 'brain.Event:2' });

/** Scalars of one step, by tag. @param wallTime - seconds since 1970 */
export const scalarRecord = (wallTime: number, step: number, scalars: Readonly<Record<string, number>>): Uint8Array =>
  encode({
    wallTime,
    step,
    summary: { value: Object.entries(scalars).map(([tag, simpleValue]) => ({ tag, simpleValue })) },
  });
