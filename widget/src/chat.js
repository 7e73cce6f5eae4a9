/* The element: launcher and panel, how they are made, opened, closed and coloured. */

const BRAND = '#1f4e79';
const GROUNDS = { light: [243, 245, 248], dark: [36, 41, 50] }; // --s of style.css, the harder of the two to read on
const SPEECH = 'M3 4h18v13H11l-5 4v-4H3z';
const CROSS = 'M5 5l14 14M19 5L5 19';
const LINES = 'M4 7h16M4 12h16M4 17h16';
const PLANE = 'M3 11L21 3l-8 18-3-7zM10 14L21 3';

class AdviserChat extends Talk {
  static observedAttributes = ['theme', 'brand'];

  connectedCallback() {
    if (this.launcher) return this.panel && this.listen();
    const endpoint = this.getAttribute('endpoint') || AdviserChat.home || '';
    this.keep = new Keep(endpoint);
    this.wire = new Wire(endpoint, this.keep);
    this.known = new Map(); // what is shown of each message, by its id
    this.busy = false;
    this.moved = 0;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('@style.css');
    this.attachShadow({ mode: 'open' }).adoptedStyleSheets = [sheet];
    this.launcher = button([icon(SPEECH), this.getAttribute('launcher') || WORDS.launcher], () => this.open(true), {
      class: 'launcher', 'aria-expanded': 'false',
    });
    this.shadowRoot.append(this.launcher);
    this.paint();
    document.documentElement.style.scrollPaddingBottom ||= '90px'; // the launcher hides nothing that has the focus
    if (this.keep.get('open')) this.open(false);
  }

  disconnectedCallback() {
    if (!this.panel) return;
    this.modal.set(false);
    this.ignore.abort();
    this.unwatch();
  }

  attributeChangedCallback() {
    if (this.launcher) this.paint();
  }

  // -- how it is made: the launcher at once, the panel when it is first wanted

  build() {
    const title = this.getAttribute('title-text') || WORDS.title;
    this.log = el('div', { class: 'log', role: 'log', 'aria-live': 'off', 'aria-label': WORDS.log, tabindex: 0 });
    this.newer = button(WORDS.newer, () => this.toTurn(), { class: 'newer', hidden: true });
    this.status = el('p', { class: 'status', role: 'status' });
    this.error = el('div', { class: 'error', role: 'alert' });
    this.live = el('div', { class: 'unseen', 'aria-live': 'polite' });
    this.form = this.composer();
    this.more = button(icon(LINES), () => (this.sheet.open ? this.sheet.close() : this.sheet.options()), {
      class: 'round', 'aria-label': WORDS.options, 'aria-expanded': 'false',
    });
    this.foot = el('p', { class: 'foot' },
      button(WORDS.person, () => this.say(WORDS.personSays), { class: 'plain' }),
      button(WORDS.privacy, () => this.sheet.privacy(), { class: 'plain' }));
    this.sheet = new Sheet(this.more, [this.log, this.form, this.foot], this.acts());
    const head = el('div', { class: 'head' },
      el('div', { class: 'names' }, el('h2', { id: 'title' }, title), el('p', {}, WORDS.bot)),
      this.more,
      button(icon(CROSS), () => this.close(), { class: 'round', 'aria-label': WORDS.close }));
    this.panel = el('div', { class: 'panel', role: 'dialog', 'aria-labelledby': 'title', tabindex: -1, hidden: true },
      head, this.sheet.node, this.log, this.newer, this.status, this.error, this.form, this.foot, this.live);
    this.shadowRoot.append(this.panel);
    this.modal = new Modal(this, this.panel);
    this.begin();
    this.listen();
    this.paint();
  }

  composer() {
    this.box = el('textarea', { id: 'box', rows: 1, enterkeyhint: 'send' });
    this.box.value = this.keep.get('draft');
    this.box.addEventListener('input', () => this.keep.set('draft', this.box.value));
    this.box.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.form.requestSubmit();
    });
    const submit = (event) => {
      event.preventDefault();
      this.submit();
    };
    return el('form', { class: 'composer', onsubmit: submit },
      el('label', { for: 'box' }, WORDS.label), this.box,
      el('button', { type: 'submit', class: 'send', 'aria-label': WORDS.send }, icon(PLANE)));
  }

  acts() {
    return {
      person: () => this.say(WORDS.personSays),
      again: () => this.say(WORDS.again),
      export: () => this.save(),
      delete: () => this.forget(),
      notice: () => this.getAttribute('privacy'),
    };
  }

  listen() {
    this.ignore = new AbortController();
    const { signal } = this.ignore;
    this.unwatch = this.keep.watch((key) => this.elsewhere(key));
    const on = (target, name, act) => target.addEventListener(name, act, { signal });
    on(this.panel, 'keydown', (event) => this.key(event));
    on(this.panel, 'focusin', () => (this.moved = Date.now()));
    on(this.log, 'scroll', () => this.newer.hidden ||= this.atEnd());
    on(window, 'offline', () => this.tell(WORDS.offlineNow));
    on(window, 'online', () => (this.unsent ? this.deliver(this.unsent) : this.tell('')));
    on(this.modal.query, 'change', () => this.modal.set(this.opened));
    on(window.matchMedia('(prefers-color-scheme: dark)'), 'change', () => this.paint());
    if (window.visualViewport) on(window.visualViewport, 'resize', () => this.fit());
  }

  /* Colours for this theme from the website's own colour. */
  paint() {
    const wanted = this.getAttribute('theme');
    const system = window.matchMedia('(prefers-color-scheme: dark)').matches;
    const look = wanted === 'dark' || (wanted === 'auto' && system) ? 'dark' : 'light';
    const own = this.getAttribute('brand') || getComputedStyle(this).getPropertyValue('--adviser-brand').trim();
    const brand = parsed(own || BRAND, BRAND, this.launcher);
    const colours = { b: brand, o: textOn(brand), a: readableOn(GROUNDS[look], brand) };
    for (const [name, rgb] of Object.entries(colours)) this.style.setProperty(`--${name}`, asCss(rgb));
    for (const each of this.shadowRoot.children) each.dataset.look = look;
  }

  /* A keyboard on the glass takes room away. */
  fit() {
    this.panel.style.height = this.modal.on && this.opened ? `${window.visualViewport.height}px` : '';
  }

  // -- open and close

  get opened() {
    return !this.panel.hidden;
  }

  open(byPerson) {
    if (!this.panel) this.build();
    this.panel.hidden = false;
    this.launcher.hidden = true;
    this.launcher.setAttribute('aria-expanded', 'true');
    this.keep.set('open', '1');
    this.modal.set(true);
    this.fit();
    if (byPerson) this.focusIn();
    this.loaded ??= this.load();
    if (this.known.size) this.toEnd();
  }

  close() {
    this.sheet.toggle(false);
    this.modal.set(false);
    this.panel.hidden = true;
    this.launcher.hidden = false;
    this.launcher.setAttribute('aria-expanded', 'false');
    this.keep.set('open', '');
    this.launcher.focus();
  }

  /* To the box; on glass to the panel, lest a keyboard cover what is to be read. */
  focusIn() {
    (window.matchMedia('(pointer: coarse)').matches ? this.panel : this.box).focus();
  }

  key(event) {
    if (event.key === 'Escape') {
      event.stopPropagation();
      if (this.sheet.open) this.sheet.close();
      else this.close();
    }
    this.modal.wrap(event);
  }
}
