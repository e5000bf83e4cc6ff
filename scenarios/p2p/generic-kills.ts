// The faults of the reference server that cases of any protocol catch in this one.

export const GENERIC_KILLS = {
  'robustness/random-bytes': ['never-closes'],
  'robustness/zeros': ['never-closes'],
  'robustness/all-ones': ['never-closes'],
  'robustness/http-request': ['never-closes'],
  'lifecycle/connects-and-leaves': ['never-closes'],
  'lifecycle/many-in-a-row': ['never-closes'],
} as const;
