// Chainlit takes its language from the browser alone; the one that was chosen in the settings stands before it.
;(() => {
  const KEY = 'hoidap-language'
  const TAGS = { vi: 'vi-VN', en: 'en-US' }
  const chosen = TAGS[localStorage.getItem(KEY)]
  if (chosen) Object.defineProperty(navigator, 'language', { get: () => chosen })
  document.documentElement.lang = navigator.language

  window.addEventListener('message', (event) => {
    const language = event.source === window && event.data && event.data.hoidap_language
    if (!language || language === (localStorage.getItem(KEY) || 'auto')) return
    if (TAGS[language]) localStorage.setItem(KEY, language)
    else localStorage.removeItem(KEY)
    window.location.reload()
  })
})()

// Light or dark as the machine is, until somebody chooses: Chainlit's setting knows only the two.
;(() => {
  const KEY = 'vite-ui-theme'
  if (!localStorage.getItem(KEY)) localStorage.setItem(KEY, 'system')
})()

// A button in the header that opens the schema browser. Chainlit's own header links are links and know one language.
;(() => {
  const ID = 'hoidap-schema-button'

  const ICON =
    '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20" viewBox="0 0 24 24" fill="none" stroke="currentColor" ' +
    'stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><ellipse cx="12" cy="5" rx="9" ry="3"/>' +
    '<path d="M3 5v14a9 3 0 0 0 18 0V5M3 12a9 3 0 0 0 18 0"/></svg>'

  // What is said before the page has met the server is lost, so it is said again; the server hears each click once.
  const open = (click, times) => {
    window.postMessage({ hoidap_open: 'schema', click }, window.location.origin)
    setTimeout(() => times > 1 && !document.querySelector('.hoidap-schema') && open(click, times - 1), 500)
  }

  const place = () => {
    const group = document.getElementById('header')?.lastElementChild
    if (!group || document.getElementById(ID)) return
    const button = document.createElement('button')
    const vietnamese = navigator.language.toLowerCase().startsWith('vi')
    button.id = ID
    button.type = 'button'
    button.title = vietnamese ? 'Xem dữ liệu có gì' : 'See what the data holds'
    button.innerHTML = ICON
    const label = document.createElement('span')
    label.textContent = vietnamese ? 'Dữ liệu' : 'Data'
    button.append(label)
    button.addEventListener('click', () => open(`${Date.now()} ${Math.random()}`, 20))
    group.prepend(button)
  }
  new MutationObserver(place).observe(document.documentElement, { childList: true, subtree: true })
})()

// What was spoken is put into the composer, as if it had been typed there: it can be corrected, and is sent as ever.
;(() => {
  const setValue = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value').set

  window.addEventListener('message', (event) => {
    const heard = event.source === window && event.data && event.data.hoidap_heard
    const composer = document.getElementById('chat-input')
    if (!heard || !composer) return
    const draft = composer.value.trim()
    setValue.call(composer, draft ? `${draft} ${heard}` : heard)
    composer.dispatchEvent(new Event('input', { bubbles: true }))
    composer.focus()
    composer.setSelectionRange(composer.value.length, composer.value.length)
  })
})()

import('./accessibility.js')
