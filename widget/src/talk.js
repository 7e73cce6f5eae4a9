/* The conversation: what is shown of it, how a message goes out and its answer comes in, what is kept and deleted. */

const FOCUS_PAUSE = 600; // milliseconds that a screen reader is busy after a move of the focus
const CLEAR = 15000;
const SLOW = 8000;
const NEAR = 60; // pixels from the end that still count as reading along

/* Nothing is left to delete of a conversation that the server does not know. */
function known(error) {
  if (error.code !== 'unknown_conversation') throw error;
}

/* What the element does with the parts that chat.js makes: log, box, form, status, error, live, newer. */
class Talk extends HTMLElement {
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
    this.toEnd(); // what was said here has lost room to the notice
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
