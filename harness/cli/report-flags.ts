// The words for the forms of a report, without what makes them: the help of a command needs no more.

import { FORMATS } from '../../reports/formats/format-names.ts';
import { oneOf } from './flags.ts';

export const reportFormat = oneOf('--format', FORMATS);
