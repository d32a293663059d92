import { defaultKeymap, history, historyKeymap, indentWithTab, isolateHistory } from '@codemirror/commands';
import { javascript } from '@codemirror/lang-javascript';
import { json } from '@codemirror/lang-json';
import { markdown } from '@codemirror/lang-markdown';
import { python } from '@codemirror/lang-python';
import { bracketMatching, HighlightStyle, indentOnInput, StreamLanguage, syntaxHighlighting } from '@codemirror/language';
import { csharp } from '@codemirror/legacy-modes/mode/clike';
import { shell } from '@codemirror/legacy-modes/mode/shell';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { EditorState, type Extension } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { hasFiles } from '../session/leaving';
import type { OpenFile } from '../session/openFile';
import { nonce } from '../styles/nonce';

// By the page's own colours, so that dark and light follow the system.
const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier], color: 'var(--code-keyword)' },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], color: 'var(--code-string)' },
  { tag: [tags.comment, tags.meta], color: 'var(--code-comment)' },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], color: 'var(--code-number)' },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName), tags.definition(tags.variableName)], color: 'var(--code-name)' },
  { tag: [tags.typeName, tags.className, tags.propertyName], color: 'var(--code-type)' },
  { tag: tags.heading, fontWeight: '600', color: 'var(--code-keyword)' },
  { tag: [tags.link, tags.url], color: 'var(--code-name)' },
  { tag: tags.strong, fontWeight: '600' },
  { tag: tags.emphasis, fontStyle: 'italic' },
]);

/** Shows a file in an editor, with cursor, undo and place as they were when it was shown last. Ends with what it gives back. */
export function openEditor(parent: HTMLElement, file: OpenFile): () => void {
  const view = new EditorView({ parent, state: file.remembered?.state ?? stateOf(file, file.text), scrollTo: file.remembered?.scroll });
  view.scrollDOM.tabIndex = 0;
  file.show = (text) => {
    // Another text from disk. Where the cursor was, it stays as far as possible; undoing takes back this, and nothing that was typed.
    if (lineEndsOf(text) !== view.state.lineBreak) return view.setState(stateOf(file, text));
    const next = view.state.toText(text);
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next }, selection: { anchor: Math.min(view.state.selection.main.head, next.length) }, annotations: isolateHistory.of('full') });
  };
  return () => {
    file.show = undefined;
    file.remembered = { state: view.state, scroll: view.scrollSnapshot() };
    view.destroy();
  };
}

function stateOf(file: OpenFile, text: string): EditorState {
  return EditorState.create({
    doc: text,
    extensions: [
      EditorView.cspNonce.of(nonce), lineNumbers(), history(), drawSelection(), indentOnInput(), bracketMatching(), highlightActiveLine(), highlightActiveLineGutter(), highlightSelectionMatches(),
      search({ top: true }), syntaxHighlighting(colours), language(file.path),
      EditorState.lineSeparator.of(lineEndsOf(text)),
      keymap.of([{ key: 'Mod-s', preventDefault: true, run: () => { void file.save(); return true; } }, indentWithTab, ...defaultKeymap, ...historyKeymap, ...searchKeymap]),
      EditorView.contentAttributes.of({ 'aria-label': `Text of ${file.path}` }),
      EditorView.updateListener.of((update) => { if (update.docChanged) file.changed(textOf(update.state)); }),
      // Files are for the workspace around it, which would get them too.
      EditorView.domEventHandlers({ drop: (event) => hasFiles(event.dataTransfer) }),
    ],
  });
}

function lineEndsOf(text: string): string {
  return text.includes('\r\n') && !/(^|[^\r])\n/.test(text) ? '\r\n' : '\n';
}

// With the line ends that the file had.
function textOf(state: EditorState): string {
  return state.doc.sliceString(0, undefined, state.lineBreak);
}

function language(path: string): Extension {
  switch (path.slice(path.lastIndexOf('.') + 1).toLowerCase()) {
    case 'py': return python();
    case 'js': case 'jsx': case 'mjs': case 'cjs': return javascript({ jsx: true });
    case 'ts': case 'tsx': return javascript({ jsx: true, typescript: true });
    case 'json': case 'ipynb': return json();
    case 'md': return markdown();
    case 'cs': return StreamLanguage.define(csharp);
    case 'sh': case 'bash': return StreamLanguage.define(shell);
    default: return [];
  }
}
