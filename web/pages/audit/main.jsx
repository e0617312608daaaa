// The audit page: anybody's.
import 'uplot/dist/uPlot.min.css';
import { showPage } from '../parts/frame.jsx';
import { Audit } from './audit.jsx';
import './audit.css';

showPage({ path: '/audit', title: 'page.audit', wide: true, content: Audit });
