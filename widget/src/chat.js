/* The element: launcher, panel, and the conversation in it. */

const BRAND = '#1f4e79';
const GROUNDS = { light: [243, 245, 248], dark: [36, 41, 50] }; // --s of style.css, the harder of the two to read on
const SPEECH = 'M3 4h18v13H11l-5 4v-4H3z';
const CROSS = 'M5 5l14 14M19 5L5 19';
const LINES = 'M4 7h16M4 12h16M4 17h16';
const PLANE = 'M3 11L21 3l-8 18-3-7zM10 14L21 3';
const FOCUS_PAUSE = 600; // milliseconds that a screen reader is busy after a move of the focus
const CLEAR = 15000;
const SLOW = 8000;
const NEAR = 60; // pixels from the end that still count as reading along

/* Nothing is left to delete of a conversation that the server does not know. */
function known(error) {
  if (error.code !== 'unknown_conversation') throw error;
}

class AdviserChat extends HTMLElement {
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
      class: 'launcher', 'aria-haspopup': 'dialog', 'aria-expanded': 'false',
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

  // -- what is shown

  begin() {
    this.known.clear();
    this.log.replaceChildren();
    const greeting = { text: WORDS.intro.join('\n\n') };
    this.log.append(this.bubble('adviser', drawn(greeting)));
    this.offer(WORDS.starters.map((title) => ({ title })));
  }

  bubble(from, content) {
    const who = el('p', { class: 'who' }, from === 'person' ? WORDS.you : WORDS.adviser);
    return el('div', { class: `turn ${from}` }, who, el('div', { class: 'reply' }, content));
  }

  /* Only the last answer has buttons: what was chosen stands there as the person's own words. */
  offer(choices) {
    this.choices?.remove();
    const offered = list(choices).filter((each) => text(each.title));
    if (!offered.length) return;
    const chip = ({ title, payload }) =>
      el('li', {}, button(text(title), () => this.say(text(title), text(payload)), { class: 'chip' }));
    this.choices = el('ul', { class: 'choices', 'aria-label': WORDS.suggested }, offered.map(chip));
    this.log.append(this.choices);
  }

  showPerson(turn) {
    this.offer([]);
    if (this.known.has(turn.id)) return;
    this.show(turn.id, this.bubble('person', paragraphs(turn.text)));
  }

  showReply(reply) {
    if (reply.id && this.known.has(reply.id)) return;
    const more = reply.id && extras(reply, (words) => this.tell(words), (vote, comment) => this.vote(reply, vote, comment));
    this.show(reply.id, this.bubble('adviser', [drawn(reply), more]));
    this.offer(reply.choices);
  }

  show(id, node) {
    this.known.set(id, node);
    this.log.append(node);
  }

  showAll(messages) {
    for (const each of list(messages)) {
      if (each.from === 'person') this.showPerson({ id: text(each.id), text: text(each.text) });
      else this.showReply(each);
    }
  }

  get scroller() {
    return getComputedStyle(this.log).overflowY === 'visible' ? this.panel : this.log;
  }

  atEnd() {
    const box = this.scroller;
    return box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;
  }

  toEnd() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.newer.hidden = true;
  }

  /* The person's last words at the top, so that a long answer is read from its beginning. */
  toTurn() {
    const own = [...this.log.querySelectorAll('.person')].at(-1);
    const box = this.scroller;
    this.toEnd();
    const above = own ? own.getBoundingClientRect().top - box.getBoundingClientRect().top - 8 : 0;
    if (above < 0) box.scrollTop += above;
  }

  tell(words) {
    this.status.replaceChildren(words);
    this.status.classList.remove('writing');
  }

  /* Once for a turn, into a region that was there before, when the screen reader is done with the last focus. */
  announce(words) {
    clearTimeout(this.timer);
    const pause = Math.max(50, this.moved + FOCUS_PAUSE - Date.now());
    this.timer = setTimeout(() => {
      this.live.textContent = words;
      this.timer = setTimeout(() => (this.live.textContent = ''), CLEAR);
    }, pause);
  }

  // -- the conversation

  submit() {
    const words = this.box.value.trim();
    return words && this.say(words, '', () => {
      this.box.value = '';
      this.keep.set('draft', '');
    });
  }

  /* Send words, or a choice that was offered with what it stands for; what is still unsent goes first. */
  async say(words, choice, taken) {
    if (this.busy) return this.tell(WORDS.wait);
    const had = this.choices?.contains(this.shadowRoot.activeElement);
    await this.loaded;
    if (this.unsent) await this.deliver(this.unsent);
    if (this.unsent || this.busy) return;
    if (taken) taken();
    const turn = { id: freshId(), text: words, ...(choice && { choice }) };
    this.showPerson(turn);
    if (had) this.focusIn();
    return this.deliver(turn);
  }

  async deliver(turn) {
    if (this.busy) return;
    this.keep.set('unsent', JSON.stringify(turn));
    this.unsent = turn;
    this.working(true);
    this.toTurn();
    const sent = turn.choice ? { id: turn.id, choice: turn.choice } : { id: turn.id, text: turn.text };
    try {
      const answer = await this.wire.call('POST', 'messages', sent);
      const replies = list(answer.replies);
      if (!replies.length) throw new Failure('unavailable', WORDS.nothing);
      this.done();
      this.received(replies);
    } catch (error) {
      this.working(false);
      if (!(error instanceof Failure)) throw error;
      await this.failed(turn, error);
    }
  }

  received(replies) {
    const along = this.atEnd();
    for (const reply of replies) this.showReply(reply);
    if (along) this.toTurn();
    else this.newer.hidden = false;
    this.announce(aloud(replies));
    this.keep.set('turn', freshId(), true);
  }

  working(on) {
    clearTimeout(this.waiting);
    this.busy = on;
    this.form.querySelector('.send').setAttribute('aria-disabled', on);
    if (on) this.error.replaceChildren();
    this.tell(on ? WORDS.writing : '');
    this.status.classList.toggle('writing', on);
    if (on) this.waiting = setTimeout(() => (this.status.textContent = WORDS.slow), SLOW);
  }

  done() {
    this.working(false);
    this.unsent = null;
    this.keep.set('unsent', '');
  }

  /* Take an unsent message off the screen: its words were sent anew, or are back in the box. */
  drop(turn) {
    this.done();
    this.error.replaceChildren();
    this.known.get(turn.id)?.remove();
    this.known.delete(turn.id);
  }

  async failed(turn, error) {
    if (error.code === 'unknown_conversation' && !turn.renewed) {
      this.keep.set('token', '', true);
      this.note(WORDS.ended);
      return this.deliver({ ...turn, choice: undefined, renewed: true });
    }
    if (error.code === 'not_offered') return this.deliver({ ...turn, choice: undefined });
    if ([400, 413].includes(error.status)) return this.returned(turn, error);
    const own = error.code === 'timeout' ? WORDS.timeout : error.message || WORDS.unreachable;
    this.error.replaceChildren(
      el('p', {}, `${WORDS.notSent} ${navigator.onLine ? own : WORDS.offline}`),
      button(WORDS.retry, () => this.retry(turn), { class: 'plain' }),
      button(WORDS.takeBack, () => this.takeBack(turn), { class: 'plain' }),
    );
    if (error.after) setTimeout(() => this.unsent === turn && this.deliver(turn), Math.min(error.after, 120) * 1000);
  }

  retry(turn) {
    this.focusIn();
    return this.deliver(turn);
  }

  /* The words go back into the box, to be changed. */
  takeBack(turn) {
    this.drop(turn);
    if (!this.box.value) this.box.value = turn.text;
    this.keep.set('draft', this.box.value);
    this.box.focus();
  }

  /* The server will not take it as it is. */
  returned(turn, error) {
    const { activeElement } = this.shadowRoot;
    this.takeBack(turn);
    activeElement?.focus();
    this.error.replaceChildren(el('p', {}, error.message || WORDS.failed));
  }

  note(words) {
    this.log.append(el('p', { class: 'note' }, words));
  }

  /* What was said before, without a sound; then what was still on its way when the page was left. */
  async load() {
    let messages = [];
    if (this.wire.token) {
      try {
        messages = list((await this.wire.call('GET', 'history')).messages);
      } catch (error) {
        if (error.code === 'unknown_conversation') this.keep.set('token', '', true);
        else this.note(WORDS.noHistory);
      }
    }
    this.showAll(messages);
    if (messages.length) this.toEnd();
    this.resume(messages);
  }

  resume(messages) {
    let turn = null;
    try {
      turn = JSON.parse(this.keep.get('unsent') || 'null');
    } catch {
      this.keep.set('unsent', '');
    }
    if (!turn?.id) return;
    const place = messages.findIndex((each) => each.id === turn.id);
    if (place >= 0 && place < messages.length - 1) return this.done();
    this.showPerson(turn);
    this.deliver(turn);
  }

  /* Another tab has spoken, begun anew or deleted. */
  async elsewhere(key) {
    if (key === 'token') {
      this.loaded = null;
      this.begin();
      this.done();
    }
    if (!this.opened || this.busy) return;
    if (key === 'token') this.loaded = this.load();
    else if (key === 'turn' && this.wire.token) {
      const along = this.atEnd();
      this.showAll((await this.wire.call('GET', 'history').catch(() => ({}))).messages);
      if (along) this.toEnd();
      else this.newer.hidden = false;
    }
  }

  // -- options

  async tried(act) {
    try {
      return await act();
    } catch (error) {
      this.tell(error.message || WORDS.failed);
      return null;
    }
  }

  vote(reply, vote, comment) {
    return this.tried(() => this.wire.call('POST', 'feedback', { reply: reply.id, vote, ...(comment && { comment }) }));
  }

  async save() {
    const kept = await this.tried(async () => (this.wire.token ? this.wire.call('GET', 'conversation') : {}));
    if (!kept) return;
    const file = URL.createObjectURL(new Blob([JSON.stringify(kept, null, 2)], { type: 'application/json' }));
    el('a', { href: file, download: 'conversation.json' }).click();
    setTimeout(() => URL.revokeObjectURL(file), 1000);
  }

  async forget() {
    const gone = await this.tried(async () => {
      if (this.wire.token) await this.wire.call('DELETE', 'conversation').catch(known);
      return true;
    });
    if (!gone) return;
    for (const key of ['token', 'turn']) this.keep.set(key, '', true);
    this.keep.set('draft', '');
    this.box.value = '';
    this.done();
    this.begin();
    this.sheet.toggle(false);
    this.tell(WORDS.deleted);
    this.focusIn();
  }
}
