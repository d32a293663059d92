// A quote in a quote in a quote, a list in a list…: how deep a line begins.
const deep = /^[ \t]*(?:(?:>|(?:[-+*]|\d{1,9}[.)])(?=[ \t]))[ \t]*){40}/m;
const marks = /[*_~`[\]!<]/g;
const mostMarks = 4_000;

/**
 * Whether a text was made to be hard to read as Markdown, by accident or on purpose. The reader takes half a minute for 60,000 signs of quotation, which nobody could stop, and time that grows with the
 * square of the marks that open something and never close it.
 */
export function isCostly(text: string): boolean {
  return deep.test(text) || (text.length > mostMarks && (text.match(marks)?.length ?? 0) > mostMarks);
}
