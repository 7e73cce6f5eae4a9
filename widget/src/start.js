/* The script tag: it defines the element, and puts one on the page unless the page has its own. */

const tag = document.currentScript;
const SETTINGS = { title: 'title-text', launcher: 'launcher', theme: 'theme', brand: 'brand', privacy: 'privacy' };

function start() {
  if (tag) AdviserChat.home = new URL('.', tag.src).href;
  if (!customElements.get('adviser-chat')) customElements.define('adviser-chat', AdviserChat);
  if (!tag || tag.dataset.mount === 'none' || document.querySelector('adviser-chat')) return;
  const chat = el('adviser-chat', { endpoint: tag.dataset.endpoint });
  for (const [key, name] of Object.entries(SETTINGS)) {
    if (tag.dataset[key]) chat.setAttribute(name, tag.dataset[key]);
  }
  document.body.append(chat);
}

if (document.body) start();
else document.addEventListener('DOMContentLoaded', start);
