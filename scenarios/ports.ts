// Where the original servers listen: apart from the clients, which are loaded only to speak.

export const PORTS = {
  chat: 9311,
  'echo-text': 9999,
  keepalive: 6666,
  talk: 19999,
  'echo-block': 6666,
  p2p: 6666,
} as const;
