// The faults of the reference server that cases of any protocol catch in this one.

export const GENERIC_KILLS = {
  'lifecycle/connects-and-leaves': ['reset-kills-the-server'],
  'lifecycle/many-in-a-row': ['reset-kills-the-server'],
  'lifecycle/any-departures': ['reset-kills-the-server'],
  'resources/zombies': ['zombies'],
  'resources/descriptors': ['descriptor-leak'],
  'resources/processor-after-departure': ['spins-after-departure'],
  'resources/memory': ['memory-growth'],
} as const;
