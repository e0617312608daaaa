// The shop's console: for whoever holds the scope `operator` or `merchant`.
import 'uplot/dist/uPlot.min.css';
import { showPage } from '../parts/frame.jsx';
import { Shop } from './shop.jsx';
import './shop.css';

showPage({ path: '/shop', title: 'page.shop', wide: true, content: Shop });
