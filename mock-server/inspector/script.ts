// The page's script: it puts updates in their place, and leaves alone what is open or focused.

// How long the page waits before it announces something new, so that what follows at once is announced with it.
const ANNOUNCE_AFTER_MS = 2000

export const SCRIPT = `
'use strict'
addEventListener('DOMContentLoaded', () => {
  const live = document.getElementById('live')
  const filter = document.getElementById('filter')
  const news = document.getElementById('news')
  let isFirst = true
  let source
  let timer
  let announcement

  const say = (text, isLive) => {
    if (live.textContent !== text) live.textContent = text
    live.classList.toggle('on', isLive)
  }

  // The reader's choices stay, and an element that comes empty keeps its content, which is a region of its own.
  const morph = (before, after) => {
    if (before.isEqualNode(after)) return
    if (before.nodeType !== Node.ELEMENT_NODE) {
      before.data = after.data
      return
    }
    for (const { name, value } of after.attributes) {
      if (name !== 'open' && name !== 'selected') before.setAttribute(name, value)
    }
    if (after.hasChildNodes()) morphChildren(before, after)
  }

  // A node that is there already is not moved, because that would take the focus from it.
  const morphChildren = (before, after) => {
    const stale = new Set(before.childNodes)
    let place = before.firstChild
    for (const wanted of [...after.childNodes]) {
      const isSame = (node) => node.nodeName === wanted.nodeName && node.id === wanted.id
      let found = place
      while (found !== null && !isSame(found)) found = wanted.id ? found.nextSibling : null
      if (found === null) {
        if (!isFirst) wanted.classList?.add('fresh')
        before.insertBefore(wanted, place)
        continue
      }
      morph(found, wanted)
      stale.delete(found)
      place = found.nextSibling
    }
    for (const node of stale) node.remove()
  }

  const fill = (id, markup) => {
    const template = document.createElement('template')
    template.innerHTML = markup
    morphChildren(document.getElementById(id), template.content)
  }

  // A login is a dozen messages within a second. A screen reader announces once how far it has come.
  const announce = (markup) => {
    announcement = markup
    timer ??= setTimeout(() => {
      timer = undefined
      news.innerHTML = announcement
    }, ${String(ANNOUNCE_AFTER_MS)})
  }

  const listen = () => {
    source?.close()
    source = new EventSource(location.search || '?')
    source.onmessage = ({ data }) => {
      const { news: told, ...shown } = JSON.parse(data)
      for (const [id, markup] of Object.entries(shown)) fill(id, markup)
      if (told !== undefined && !isFirst) announce(told)
      isFirst = false
      say('Live.', true)
    }
    source.onerror = () => {
      const isOver = source.readyState === EventSource.CLOSED
      say(isOver ? 'Not live. Reload to see more.' : 'Not live: the mock does not answer. Trying again…', false)
    }
  }

  for (const type of ['change', 'submit']) {
    filter.addEventListener(type, (event) => {
      event.preventDefault()
      history.replaceState(null, '', '?' + new URLSearchParams(new FormData(filter)))
      listen()
    })
  }

  setInterval(() => {
    const clock = document.getElementById('running')
    if (clock === null) return
    clock.textContent = new Date(Date.now() + Number(clock.dataset.ahead)).toISOString().slice(11, 19)
  }, 1000)

  // A page that is left closes its connection, and one that is restored opens a new one.
  addEventListener('pagehide', () => { source.close() })
  addEventListener('pageshow', ({ persisted }) => { if (persisted) listen() })
  listen()
})
`
