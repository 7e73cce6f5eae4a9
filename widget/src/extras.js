/* What stands under an answer: was it useful, copy, print. */

const THUMB = 'M3 10h4v11H3zM10 21h7l2-1 2-8-2-2h-5l1-4-2-3-4 7v10z'; // points up; CSS turns the other

/* `tell` says something in the status line; `vote(value, comment)` sends a judgement, false where that failed. */
function extras(reply, tell, vote) {
  const blocks = reply.blocks || {};
  const kept = WORDS.kinds[blocks.kind] && [
    button(WORDS.copy, () => copy(text(reply.text), tell), { class: 'plain' }),
    button(WORDS.print, (event) => print(event.target.closest('.reply')), { class: 'plain' }),
  ];
  const judged = list(blocks.facts).length > 0 && thumbs(tell, vote);
  return (kept || judged) && el('div', { class: 'extras' }, judged, kept);
}

function thumbs(tell, vote) {
  const row = el('div', { class: 'thumbs', role: 'group', 'aria-label': WORDS.useful });
  const choose = (value) => async (event) => {
    const pressed = event.currentTarget;
    if (pressed.getAttribute('aria-pressed') === 'true') return;
    if (!(await vote(value))) return;
    for (const each of row.querySelectorAll('[aria-pressed]')) each.setAttribute('aria-pressed', each === pressed);
    row.querySelector('form')?.remove();
    row.append(comment((words) => vote(value, words), tell));
    tell(WORDS.thanks);
  };
  const thumb = (value) =>
    button(icon(THUMB), choose(value), { class: `thumb ${value}`, 'aria-pressed': 'false', 'aria-label': WORDS[value] });
  row.append(thumb('up'), thumb('down'));
  return row;
}

function comment(send, tell) {
  const box = el('input', { maxlength: 500 });
  const submit = async (event) => {
    event.preventDefault();
    if (!box.value.trim() || !(await send(box.value.trim()))) return;
    form.previousElementSibling.focus();
    form.remove();
    tell(WORDS.thanks);
  };
  const form = el('form', { class: 'comment', onsubmit: submit },
    el('label', {}, WORDS.comment, box), el('button', { type: 'submit', class: 'plain' }, WORDS.commentSend));
  return form;
}

async function copy(words, tell) {
  try {
    await navigator.clipboard.writeText(words);
    tell(WORDS.copied);
  } catch {
    tell(WORDS.notCopied); // forbidden, or a page that was not served safely
  }
}

/* Print one answer: the page around it and the rest of the panel stay off the paper. */
function print(reply) {
  const host = reply.getRootNode().host;
  let top = host;
  while (top.parentElement !== document.body) top = top.parentElement;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('@media print { body > :not([data-adviser-print]) { display: none !important; } }');
  document.adoptedStyleSheets.push(sheet);
  top.setAttribute('data-adviser-print', '');
  reply.classList.add('printed');
  window.print();
  reply.classList.remove('printed');
  top.removeAttribute('data-adviser-print');
  document.adoptedStyleSheets.pop();
}
