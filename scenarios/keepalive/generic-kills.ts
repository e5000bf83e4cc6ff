// The faults of the reference server that cases of any protocol catch in this one.

export const GENERIC_KILLS = {
  'robustness/random-bytes': ['reset-kills-the-server'],
  'robustness/zeros': ['reset-kills-the-server'],
  'robustness/all-ones': ['reset-kills-the-server'],
  'robustness/http-request': ['reset-kills-the-server'],
  'robustness/ten-megabytes': ['reset-kills-the-server'],
  'robustness/any-bytes': ['reset-kills-the-server'],
  'lifecycle/connects-and-leaves': ['reset-kills-the-server', 'place-lost'],
  'lifecycle/many-in-a-row': ['reset-kills-the-server', 'place-lost'],
  'lifecycle/any-departures': ['reset-kills-the-server'],
  'fairness/silent-clients': ['one-at-a-time'],
  'fairness/burst-of-connects': ['one-at-a-time'],
  'resources/zombies': ['zombies'],
  'resources/descriptors': ['descriptor-leak'],
  'resources/processor-after-departure': ['spins-after-departure'],
  'resources/memory': ['memory-growth'],
} as const;
