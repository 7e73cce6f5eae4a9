/* Making elements. Text becomes text nodes and nothing else: no string is ever parsed as HTML. */

const SCHEMES = ['https:', 'http:', 'mailto:'];
const ADDRESS = /\b(?:https?:\/\/|mailto:)[^\s<>"“”]*[^\s<>"“”.,;:!?)\]'’]/g;

/* An element: `on...` properties are listeners, false, null and undefined leave an attribute out. */
function el(name, properties, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties || {})) {
    if (key.startsWith('on')) made.addEventListener(key.slice(2), value);
    else if (value !== false && value != null) made.setAttribute(key, value === true ? '' : value);
  }
  made.append(...children.flat(9).filter((child) => child != null && child !== false));
  return made;
}

function button(label, onclick, properties) {
  return el('button', { type: 'button', onclick, ...properties }, label);
}

/* A drawing of 24 by 24, from the outline given. */
function icon(outline) {
  const space = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(space, 'svg');
  const path = document.createElementNS(space, 'path');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  path.setAttribute('d', outline);
  svg.append(path);
  return svg;
}

/* What the server sends is used for what it is, whatever it is. */
const text = (value) => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');
const list = (value) => (Array.isArray(value) ? value.filter((each) => each != null) : []);

/* An address that may be linked, or nothing. */
function safeAddress(address) {
  try {
    const url = new URL(text(address));
    return SCHEMES.includes(url.protocol) ? url.href : '';
  } catch {
    return '';
  }
}

function link(address, label, hint) {
  const href = safeAddress(address);
  if (!href) return label;
  const more = el('span', { class: 'unseen' }, ` ${hint}`);
  return el('a', { href, target: '_blank', rel: 'noopener noreferrer' }, label, more);
}

/* A text with its web and mail addresses as links. */
function linked(value, hint) {
  const whole = text(value);
  const parts = [];
  let end = 0;
  for (const found of whole.matchAll(ADDRESS)) {
    parts.push(whole.slice(end, found.index), link(found[0], found[0], hint));
    end = found.index + found[0].length;
  }
  return [...parts, whole.slice(end)];
}

/* Plain words as paragraphs and lists. */
function paragraphs(value, hint) {
  const blocks = text(value).split(/\n\s*\n/).filter((block) => block.trim());
  return blocks.map((block) => {
    const lines = block.split('\n');
    if (lines.every((line) => line.startsWith('- '))) {
      return el('ul', {}, lines.map((line) => el('li', {}, linked(line.slice(2), hint))));
    }
    return el('p', {}, lines.map((line, place) => [place > 0 && el('br'), linked(line, hint)]));
  });
}
