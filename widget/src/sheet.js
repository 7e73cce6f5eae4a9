/* The page of options: start again, a person, privacy, save, delete. It lies over the conversation while it is open. */

const option = (label, act, look = '') => button(label, act, { class: `option ${look}` });

class Sheet {
  /* `opener` is the button it belongs to, `covered` what it hides; `acts` are what the options do. */
  constructor(opener, covered, acts) {
    Object.assign(this, { opener, covered, acts });
    this.node = el('div', { class: 'sheet', hidden: true });
  }

  get open() {
    return !this.node.hidden;
  }

  show(title, ...content) {
    const heading = el('h3', { tabindex: -1 }, title);
    this.node.replaceChildren(heading, ...content.filter(Boolean), option(WORDS.back, () => this.close()));
    this.toggle(true);
    heading.focus();
  }

  toggle(on) {
    this.node.hidden = !on;
    for (const each of this.covered) each.hidden = on;
    this.opener.setAttribute('aria-expanded', on);
  }

  close() {
    if (!this.open) return;
    this.toggle(false);
    this.opener.focus();
  }

  options() {
    const leaving = (act) => () => {
      this.close();
      act();
    };
    this.show(
      WORDS.options,
      option(WORDS.person, leaving(this.acts.person)),
      option(WORDS.again, leaving(this.acts.again)),
      option(WORDS.privacy, () => this.privacy()),
      option(WORDS.delete, () => this.confirm()),
    );
  }

  privacy() {
    const notice = this.acts.notice();
    this.show(
      WORDS.privacy,
      ...WORDS.privacyText.map((each) => el('p', {}, each)),
      notice && el('p', {}, link(notice, WORDS.notice, WORDS.newTab)),
      option(WORDS.export, this.acts.export),
      option(WORDS.delete, () => this.confirm()),
    );
  }

  confirm() {
    this.show(
      `${WORDS.delete}?`,
      el('p', {}, WORDS.deleteText),
      option(WORDS.deleteYes, this.acts.delete, 'danger'),
    );
  }
}
