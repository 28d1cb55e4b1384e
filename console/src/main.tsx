import './styles/tokens.css';
import './styles/base.css';
import './styles/more.css';
import './styles/forms.css';
import './styles/prose.css';
import './styles/logo.css';
import './styles/differences.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';

const root = document.getElementById('root');
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
