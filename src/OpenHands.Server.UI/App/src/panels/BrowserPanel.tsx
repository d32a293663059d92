import { useEffect, useRef } from 'react';
import { store, useView } from '../session/store';
import { visible } from '../state/visible';
import { Empty } from './Empty';

/** What the agent's browser shows: live as long as somebody looks and the server can, else as of the last action. */
export function BrowserPanel() {
  const browser = useView((view) => view.session.browser);
  const screen = useView((view) => view.session.screen);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const seen = { panel: false };
    const tell = () => store.watch(seen.panel && !document.hidden);
    const observer = new IntersectionObserver((entries) => {
      seen.panel = entries.some((entry) => entry.isIntersecting);
      tell();
    });
    observer.observe(place.current!);
    document.addEventListener('visibilitychange', tell);
    return () => {
      observer.disconnect();
      document.removeEventListener('visibilitychange', tell);
      store.watch(false);
    };
  }, []);
  const url = visible(screen?.url || browser?.url || 'about:blank');
  const picture = screen?.picture || browser?.screenshot;
  return (
    <div className="browser" ref={place}>
      {!browser && !screen ? <Empty icon="browser" title="No page is open">As soon as the agent opens one, you can watch it here.</Empty> : (
        <>
          {browser && browser.tabs.length > 1 && (
            <ul className="browser-tabs" aria-label="Tabs of the agent's browser">
              {browser.tabs.map(visible).map((tab, index) => <li key={index} aria-current={index === browser.activeTab} title={tab}>{tab.replace(/^https?:\/\//, '').replace(/\/$/, '')}</li>)}
            </ul>
          )}
          <p className="address">
            <span className="visually-hidden">Address: </span><span className="url" title={url}>{url}</span>
            {screen && <span className="badge live"><span className="dot" />Live</span>}
          </p>
          {browser?.error && !screen && <p className="lost" role="alert">{browser.error}</p>}
          <div className="shot" tabIndex={0} role="region" aria-label="View of the page">
            {picture ? <img key={screen ? 'live' : 'last'} src={picture} alt={screen ? `The page ${url} as it is now` : `The page ${url} as the agent saw it`} /> : <Empty icon="browser" title="No picture of this page">The agent's last action did not take one.</Empty>}
          </div>
        </>
      )}
    </div>
  );
}
