/* A reply of the adviser as elements, and as words to be read aloud. */

const said = (sentence) => [linked(sentence.text, WORDS.newTab), marks(sentence)];
const names = (table) => list(table.columns).map(text);
const byPart = (sentences, part) => sentences.filter((each) => text(each.part) === part);

/* Raised numbers of the sources. They open the sources at a click; by keyboard these follow the answer. */
function marks(sentence) {
  return list(sentence.notes).map((note) =>
    button(text(note), (event) => showSource(event.target, note), {
      class: 'mark', tabindex: -1, 'aria-label': WORDS.source(note),
    }),
  );
}

function showSource(mark, note) {
  const sources = mark.closest('.reply').querySelector('.sources');
  const line = sources && sources.querySelectorAll('li')[note - 1];
  if (!line) return;
  sources.open = true;
  line.tabIndex = -1;
  line.focus();
}

function bullets(items) {
  return items.length > 0 && el('ul', {}, items.map((item) => el('li', {}, said(item))));
}

/* A table for a wide panel and the same as one list of terms per thing for a narrow one; CSS shows one of them. */
function comparison(table) {
  const columns = names(table);
  const rows = list(table.rows);
  const cell = (row, place) => said(list(row.cells)[place] || {});
  const head = el('tr', {}, el('td'), columns.map((name) => el('th', { scope: 'col' }, name)));
  const body = rows.map((row) =>
    el('tr', {}, el('th', { scope: 'row' }, text(row.label)), columns.map((_, place) => el('td', {}, cell(row, place)))),
  );
  const caption = WORDS.compared(columns);
  const wide = el('table', {}, el('caption', { class: 'unseen' }, caption), el('thead', {}, head), el('tbody', {}, body));
  const cards = columns.map((name, place) =>
    el('div', { class: 'thing' }, el('h3', {}, name),
      el('dl', {}, rows.map((row) => [el('dt', {}, text(row.label)), el('dd', {}, cell(row, place))]))),
  );
  return [
    el('div', { class: 'wide', role: 'region', tabindex: 0, 'aria-label': caption }, wide),
    el('div', { class: 'narrow', role: 'group', 'aria-label': caption }, cards),
  ];
}

function sourcesOf(blocks) {
  const notes = list(blocks.footnotes);
  if (!notes.length) return null;
  const lines = notes.map((note) => {
    const title = text(note.title);
    const more = title && [' ', link(note.url, `“${title}”`, WORDS.newTab)];
    return el('li', {}, linked(note.text, WORDS.newTab), more);
  });
  return el('details', { class: 'sources' }, el('summary', {}, WORDS.sources(notes.length)), el('ol', {}, lines));
}

/* The sentence as a heading, what has to be said with it under it. */
function headline(sentence) {
  const [whole, caution] = [text(sentence.text), text(sentence.caution)];
  const apart = caution && whole.endsWith(caution);
  const short = apart ? whole.slice(0, -caution.length).trim() : whole;
  return [el('h3', {}, said({ ...sentence, text: short })), apart && el('p', { class: 'aside' }, caution)];
}

/* Recommendation, reasons or summary: the sentence that names it, why, what else there is to say of it. */
function card(blocks, kind) {
  const sentences = list(blocks.sentences);
  const items = list(blocks.items);
  const closing = list(blocks.closing);
  const why = el('details', { class: 'why', open: true }, el('summary', {}, WORDS.why(items.length)), bullets(items));
  const parts = Object.entries(WORDS.parts).map(([part, heading]) => {
    const own = byPart(closing, part);
    return own.length > 0 && [el('h4', {}, heading), own.map((each) => el('p', {}, said(each)))];
  });
  return [
    byPart(sentences, '').map((each) => el('p', {}, said(each))),
    el('div', { class: 'card' },
      el('p', { class: 'kind' }, WORDS.kinds[kind]),
      byPart(sentences, 'headline').map(headline),
      items.length > 0 && why,
      parts,
      closing.filter((each) => !WORDS.parts[text(each.part)]).map((each) => el('p', { class: 'aside' }, said(each)))),
  ];
}

function answer(blocks) {
  const sentences = list(blocks.sentences);
  return [
    sentences.length > 0 && el('p', {}, sentences.map((each, place) => [place > 0 && ' ', said(each)])),
    bullets(list(blocks.items)),
    blocks.table && comparison(blocks.table),
    list(blocks.closing).map((each) => el('p', {}, said(each))),
  ];
}

function question(blocks) {
  const whole = text(blocks.question);
  const progress = text(blocks.progress);
  const ahead = progress && whole.startsWith(progress);
  return [
    ahead && el('p', { class: 'progress' }, progress),
    whole && el('p', { class: 'question' }, linked(ahead ? whole.slice(progress.length).trim() : whole, WORDS.newTab)),
  ];
}

/* All of one reply; without blocks, its plain words. */
function drawn(reply) {
  const blocks = reply.blocks;
  if (!blocks || typeof blocks !== 'object') return paragraphs(reply.text, WORDS.newTab);
  const titled = text(blocks.title) && WORDS.kinds[blocks.kind];
  return [titled ? card(blocks, blocks.kind) : answer(blocks), sourcesOf(blocks), question(blocks)];
}

/* One announcement for all replies of a turn. */
function aloud(replies) {
  const last = replies[replies.length - 1] || {};
  const choices = list(last.choices).length;
  const parts = replies.map((reply) => words(reply));
  return `${WORDS.adviser}: ${parts.join(' ')} ${choices ? WORDS.suggestions(choices) : ''}`.trim();
}

function words(reply) {
  const blocks = reply.blocks;
  if (!blocks || typeof blocks !== 'object') return text(reply.text);
  const texts = (sentences) => list(sentences).map((each) => text(each.text));
  const table = blocks.table && `${WORDS.compared(names(blocks.table))} ${WORDS.on} ${list(blocks.table.rows).map((row) => text(row.label)).join(', ')}.`;
  const sources = list(blocks.footnotes).length;
  return [
    ...texts(blocks.sentences), ...texts(blocks.items), table, ...texts(blocks.closing),
    sources && `${WORDS.sources(sources)}.`, text(blocks.question),
  ].filter(Boolean).join(' ');
}
