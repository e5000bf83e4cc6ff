// What holds in the room whatever its clients do.

import type { Property } from '../../../harness/judge/case.ts';
import { roomKeepsItsPromises } from '../properties/property.ts';
import type { Talker } from './talker.ts';

export const ROOM_PROPERTIES: readonly Property<Talker>[] = [roomKeepsItsPromises];
