// The number of a scene follows from what it is for, and not from its place in a run: whoever runs one case alone, with the same seed,
// sees the same names and tokens.

/** FNV-1a. `again`: the how-manieth scene for the same thing. */
export function sceneNumber(id: string, again = 0): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(again === 0 ? id : `${id}#${again}`)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}
