import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useLayoutEffect, useRef, useState } from 'react';
import { Icon } from '../Icon';
import type { Entry } from '../state/model';
import { useView } from '../session/store';
import { EntryView } from './EntryView';
import { OpenCards } from './OpenCards';
import { isFailedStart, StartUp } from './StartUp';
import { Streaming } from './Streaming';
import { Welcome } from './Welcome';

const nearEnd = 60;
const nothing: Entry[] = [];

/** Everything that was said and done. Only what can be seen is drawn, so ten thousand entries cost what twenty do. */
export function Conversation({ onSettings }: { onSettings: () => void }) {
  const session = useView((view) => view.session);
  const isConnected = useView((view) => view.connection === 'open');
  // The card about it says what they say.
  const entries = isFailedStart(session.agentState, session.entries) ? nothing : session.entries;
  const frame = useRef<HTMLDivElement>(null);
  const [isAtEnd, setAtEnd] = useState(true);
  const atEnd = useRef(true);
  const openCards = useRef(new Set<number>());
  // Another session gives its entries the same keys.
  if (entries.length === 0) openCards.current.clear();
  const shown = useRef(entries);
  shown.current = entries;
  const rows = useVirtualizer({
    count: entries.length,
    getScrollElement: () => frame.current,
    estimateSize: useCallback((index: number) => (shown.current[index]?.kind === 'note' ? 40 : 76), []),
    // New only when what stands at a place is another entry: all places are measured anew then.
    getItemKey: useCallback((index: number) => shown.current[index]?.key ?? index, [session.dropped, session.connectedAt, session.token]),
    overscan: 6,
  });
  const size = rows.getTotalSize();

  const toEnd = useCallback(() => {
    const element = frame.current;
    if (element) element.scrollTop = element.scrollHeight;
  }, []);
  useLayoutEffect(() => {
    if (atEnd.current) toEnd();
  }, [size, entries, session.streaming, session.phases, session.delay, session.agentState, toEnd]);

  // What stands below may grow, and what was said last is to be seen still.
  useLayoutEffect(() => {
    const resized = new ResizeObserver(() => { if (atEnd.current) toEnd(); });
    resized.observe(frame.current!);
    return () => resized.disconnect();
  }, [toEnd]);

  const onScroll = () => {
    const element = frame.current!;
    atEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < nearEnd;
    if (atEnd.current !== isAtEnd) setAtEnd(atEnd.current);
  };

  return (
    <div className="conversation">
      <div className="scroll" ref={frame} onScroll={onScroll} role="log" aria-label="Conversation" tabIndex={0}>
        {session.dropped > 0 && <p className="note info">The first {session.dropped.toLocaleString('en')} entries are not shown any more.</p>}
        {entries.length === 0 && <Welcome />}
        <OpenCards value={openCards.current}>
          <div className="rows" style={{ height: size }}>
            {rows.getVirtualItems().map((row) => (
              <div key={row.key} className="row" data-index={row.index} ref={rows.measureElement} style={{ transform: `translateY(${row.start}px)` }}>
                <EntryView entry={entries[row.index]!} />
              </div>
            ))}
          </div>
        </OpenCards>
        {session.streaming && <Streaming text={session.streaming} />}
        <StartUp onSettings={onSettings} />
        {isConnected && session.agentState === 'running' && !session.streaming && <p className="working"><span className="spinner" />{session.delay || 'The agent is working…'}</p>}
      </div>
      {!isAtEnd && (
        <button type="button" className="to-end" onClick={() => { atEnd.current = true; setAtEnd(true); toEnd(); }}><Icon name="down" size={16} />Latest</button>
      )}
    </div>
  );
}
