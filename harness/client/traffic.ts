// What went over the connections of many clients: one object for all of them, counted in place.

export interface Traffic {
  bytesSent: number;
  bytesReceived: number;
  framesSent: number;
  framesReceived: number;
  /** Frames that came in one read with an earlier one. */
  framesSharingReads: number;
}

export function noTraffic(): Traffic {
  return { bytesSent: 0, bytesReceived: 0, framesSent: 0, framesReceived: 0, framesSharingReads: 0 };
}
