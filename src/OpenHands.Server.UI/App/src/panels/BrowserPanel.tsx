import { useView } from '../session/store';

/** What the agent's browser showed last. */
export function BrowserPanel() {
  const { browser } = useView().session;
  if (!browser) return <p className="empty">The agent has not opened a page yet. Its browser's view appears here.</p>;
  return (
    <div className="browser">
      {browser.tabs.length > 1 && (
        <ul className="browser-tabs" aria-label="Tabs of the agent's browser">
          {browser.tabs.map((tab, index) => <li key={index} aria-current={index === browser.activeTab}>{tab}</li>)}
        </ul>
      )}
      <p className="address"><span className="visually-hidden">Address: </span>{browser.url || 'about:blank'}</p>
      {browser.error && <p className="lost" role="alert">{browser.error}</p>}
      <div className="shot" tabIndex={0} role="region" aria-label="View of the page">
        {browser.screenshot ? <img src={browser.screenshot} alt={`The page ${browser.url} as the agent saw it`} /> : <p className="empty">There is no picture of this page.</p>}
      </div>
    </div>
  );
}
