// A record of `harness verify` as a page: what a reader sees first, every outcome at a glance, and each failure in full.

import type { VerifyRecord } from '../../../harness/record/verify-record.ts';
import { outcomesOf } from '../../verify/sentences.ts';
import type { PageContent, Section } from '../content.ts';
import { momentText } from '../parts.ts';
import { anchorsOf } from './anchors.ts';
import { articleSections, articlesOf } from './articles.ts';
import { casesSection } from './cases.ts';
import { downloadsOf } from './downloads.ts';
import { firstScreen } from './first.ts';
import { matrixSection } from './matrix.ts';
import {
  environmentSection,
  expectationsSection,
  notesSection,
  profileSection,
  slowestSection,
  usageSection,
} from './surroundings.ts';

/** Of all but the script and the style: with them it is 600 KB. */
const PAGE_BYTES_MAX = 440_000;
/** However much the rest takes. */
const ARTICLES_BYTES_MIN = 100_000;

export function verifyContent(record: VerifyRecord): PageContent {
  const articles = articlesOf(record);
  const anchors = anchorsOf(outcomesOf(record).all, articles);
  const { downloads, packedBytes, leftOut } = downloadsOf(record);
  const first = firstScreen(record, anchors);
  const before = [expectationsSection(record), matrixSection(record, anchors)];
  const behind = [
    casesSection(record, anchors),
    profileSection(record),
    usageSection(record),
    slowestSection(record, anchors),
    notesSection(record, leftOut),
    environmentSection(record),
  ];
  const bytes = [...before, ...behind].reduce((sum, one) => sum + Buffer.byteLength(one?.body.markup ?? ''), packedBytes);
  const room = Math.max(ARTICLES_BYTES_MIN, PAGE_BYTES_MAX - bytes - Buffer.byteLength(first.markup));
  const sections: (Section | undefined)[] = [...before, ...articleSections(record, articles, anchors, room), ...behind];
  return {
    title: `${record.verdict}: ${record.protocol.name}, ${momentText(record.startedAt)}`,
    first,
    sections: sections.filter((one) => one !== undefined),
    downloads,
  };
}
