// What runs in the page. Without it the page has its texts and tables; with it the charts, and what a reader can do with them.

import './page.css';
import './verify.css';
import './several.css';
import 'uplot/dist/uPlot.min.css';
import { startCharts } from './charts.ts';
import { startDownloads } from './downloads.ts';
import { startServersMatrices } from './servers-matrix.ts';
import { startTheme } from './theme.ts';

startTheme();
startCharts();
startDownloads();
startServersMatrices();
