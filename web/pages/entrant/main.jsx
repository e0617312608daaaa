// The entrant's page.
import { showPage } from '../parts/frame.jsx';
import { Entrant } from './entrant.jsx';

showPage({ path: '/', title: 'page.entrant', content: Entrant });
