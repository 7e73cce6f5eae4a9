/* Full-screen on a small display: the rest of the page rests meanwhile, and Tab stays inside. */

const SMALL = '(max-width: 480px), (max-height: 400px)';

class Modal {
  constructor(host, panel) {
    Object.assign(this, { host, panel, rested: [], on: false });
    this.query = window.matchMedia(SMALL);
  }

  /* Follow the size of the display for as long as the panel is open. */
  set(open) {
    const wanted = open && this.query.matches;
    if (wanted === this.on) return;
    this.on = wanted;
    const page = document.documentElement.style;
    if (wanted) {
      this.panel.setAttribute('aria-modal', 'true');
      this.scroll = page.overflow;
      page.overflow = 'hidden';
      this.rest();
    } else {
      this.panel.removeAttribute('aria-modal');
      page.overflow = this.scroll;
      for (const each of this.rested.splice(0)) each.inert = false;
    }
  }

  rest() {
    for (let own = this.host; own.parentElement; own = own.parentElement) {
      for (const other of own.parentElement.children) {
        if (other === own || other.inert || other === document.head) continue;
        other.inert = true;
        this.rested.push(other);
      }
      if (own.parentElement === document.body) break;
    }
  }

  /* Tab from the last control goes to the first one, and back. */
  wrap(event) {
    if (!this.on || event.key !== 'Tab') return;
    const able = [...this.panel.querySelectorAll('button, a[href], summary, textarea, input, [tabindex="0"]')].filter(
      (each) => each.tabIndex >= 0 && each.getClientRects().length && !each.closest('[inert]'),
    );
    const [from, to] = event.shiftKey ? [able[0], able.at(-1)] : [able.at(-1), able[0]];
    const now = this.panel.getRootNode().activeElement;
    if (now === from || (event.shiftKey && now === this.panel)) {
      event.preventDefault();
      to.focus();
    }
  }
}
