import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App';
import { Boundary } from './Boundary';
import { Failed } from './Failed';
import { allowOwnStyles } from './styles/nonce';
import './styles/base.css';
import './styles/layout.css';
import './styles/chat.css';
import './styles/panels.css';

allowOwnStyles();
createRoot(document.getElementById('root')!).render(<StrictMode><Boundary instead={<Failed what="The page" />}><App /></Boundary></StrictMode>);
