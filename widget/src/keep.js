/* What the browser keeps: the key to the conversation for all tabs; open or not, draft and unsent message for one. */

class Keep {
  constructor(endpoint) {
    this.prefix = `adviser-chat:${endpoint}:`;
    this.memory = {};
  }

  /* Storage may be forbidden or full: the page then remembers until it is left. */
  store(shared) {
    try {
      return shared ? window.localStorage : window.sessionStorage;
    } catch {
      return null;
    }
  }

  get(key, shared) {
    try {
      return this.store(shared).getItem(this.prefix + key) ?? this.memory[key] ?? '';
    } catch {
      return this.memory[key] ?? '';
    }
  }

  set(key, value, shared) {
    delete this.memory[key];
    try {
      if (value) this.store(shared).setItem(this.prefix + key, value);
      else this.store(shared).removeItem(this.prefix + key);
    } catch {
      this.memory[key] = value;
    }
  }

  /* Another tab has changed something shared. */
  watch(changed) {
    const listener = (event) => event.key?.startsWith(this.prefix) && changed(event.key.slice(this.prefix.length));
    window.addEventListener('storage', listener);
    return () => window.removeEventListener('storage', listener);
  }
}
