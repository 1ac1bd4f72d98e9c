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
