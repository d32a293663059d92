import { Icon } from './Icon';

/** A part of the page that is not there: most often because it could not be fetched. */
export function Failed({ what }: { what: string }) {
  return (
    <div className="empty" role="alert">
      <Icon name="warning" size={28} />
      <h2>{what} could not be loaded</h2>
      <div>The server may be away, or have a newer page. The session goes on without it.</div>
      <button type="button" onClick={() => location.reload()}>Reload the page</button>
    </div>
  );
}
