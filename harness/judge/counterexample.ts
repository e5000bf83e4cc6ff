// What is kept of a failure, so that it can be run again, and judged again without a server.

import { z } from 'zod';

export const COUNTEREXAMPLE_SCHEMA = 'tcp-harness/counterexample/1';

export const counterexampleSchema = z.strictObject({
  schema: z.literal(COUNTEREXAMPLE_SCHEMA),
  protocol: z.string(),
  source: z.string().optional().describe("the file, for a protocol of one's own"),
  id: z.string().describe('of the case or the property'),
  rule: z.string(),
  clause: z.string(),
  seed: z.number().int().nonnegative(),
  clientFrameBytes: z.number().int().positive().optional(),
  capacity: z.number().int().positive().optional(),
  profile: z.record(z.string(), z.string()),
  program: z.unknown().optional().describe('of a property: the shrunk program'),
  message: z.string(),
  /** Bytes in them stand as {"$bytes": base64}. */
  history: z.array(z.unknown()),
  facts: z.unknown().optional(),
  target: z.string().describe('what it failed on: an address, or a command'),
});
export type Counterexample = z.infer<typeof counterexampleSchema>;
