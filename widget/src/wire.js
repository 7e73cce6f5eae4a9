/* Talking to the server. */

const PATIENCE = 45000; // milliseconds

/* What went wrong: the server's code and words, or `unreachable` and `timeout`. */
class Failure extends Error {
  constructor(code, message, status = 0, after = 0) {
    super(message);
    Object.assign(this, { code, status, after });
  }
}

/* A fresh id of a message. Where pages are not served safely, browsers have no randomUUID. */
function freshId() {
  return crypto.randomUUID?.() ?? crypto.getRandomValues(new Uint32Array(4)).join('-');
}

class Wire {
  constructor(endpoint, keep) {
    this.endpoint = endpoint.replace(/\/+$/, '');
    this.keep = keep;
  }

  get token() {
    return this.keep.get('token', true);
  }

  async call(method, path, body) {
    if (!this.token && path !== 'conversations') {
      const begun = await this.call('POST', 'conversations', {});
      this.keep.set('token', text(begun.token), true);
    }
    const headers = { 'Content-Type': 'application/json' };
    if (this.token) headers.Authorization = `Bearer ${this.token}`;
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE);
    try {
      const sent = { method, headers, signal: stop.signal, credentials: 'omit' };
      if (body) sent.body = JSON.stringify(body);
      const answer = await fetch(`${this.endpoint}/${path}`, sent);
      const found = answer.status === 204 ? {} : await answer.json().catch(() => null);
      if (answer.ok && found && typeof found === 'object') return found;
      throw refused(answer, found);
    } catch (error) {
      if (error instanceof Failure) throw error;
      throw new Failure(stop.signal.aborted ? 'timeout' : 'unreachable', '');
    } finally {
      clearTimeout(timer);
    }
  }
}

function refused(answer, found) {
  const error = (found && found.error) || {};
  return new Failure(text(error.code) || 'unavailable', text(error.message), answer.status, +error.retry_after || 0);
}
