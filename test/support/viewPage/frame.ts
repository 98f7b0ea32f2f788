// One message between the two halves: the length of the JSON (4 bytes), the JSON, which has the lengths of the buffers, the buffers.

export interface Frame {
  readonly [key: string]: unknown;
}

export function packFrame(message: Frame, buffers: readonly Uint8Array[]): Uint8Array {
  const json = new TextEncoder().encode(
    JSON.stringify({ ...message, lengths: buffers.map(({ length }) => length) }),
  );
  const frame = new Uint8Array(4 + json.length + buffers.reduce((sum, { length }) => sum + length, 0));
  new DataView(frame.buffer).setUint32(0, json.length);
  frame.set(json, 4);
  let at = 4 + json.length;
  for (const buffer of buffers) {
    frame.set(buffer, at);
    at += buffer.length;
  }
  return frame;
}

export function unpackFrame(frame: Uint8Array): { message: Frame; buffers: Uint8Array[] } {
  const length = new DataView(frame.buffer, frame.byteOffset).getUint32(0);
  const message = JSON.parse(new TextDecoder().decode(frame.subarray(4, 4 + length))) as Frame & {
    lengths: number[];
  };
  let at = 4 + length;
  const buffers = message.lengths.map((size) => frame.subarray(at, (at += size)));
  return { message, buffers };
}
