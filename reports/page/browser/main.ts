// What runs in the page. Without it the page has its texts and tables; with it the charts, and what a reader can do with them.

import './page.css';
import 'uplot/dist/uPlot.min.css';
import './chart.css';
import './verify.css';
import './bench.css';
import './several.css';
import './print.css';
import { startCharts } from './charts.ts';
import { startCopying } from './copy.ts';
import { startDownloads } from './downloads.ts';
import { startFilters } from './filters.ts';
import { startMatrix } from './matrix.ts';
import { startNavigation } from './navigation.ts';
import { startPrinting } from './print.ts';
import { startServersMatrices } from './servers-matrix.ts';
import { startTables } from './tables.ts';
import { startTheme } from './theme.ts';

startTheme();
// Before the charts: it sees printing begin first and end last.
startPrinting();
startCharts();
startDownloads();
startCopying();
startTables();
startNavigation();
startMatrix();
startFilters();
startServersMatrices();
